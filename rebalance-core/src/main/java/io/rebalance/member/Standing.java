package io.rebalance.member;

import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;

/** Who the member is to the coordinator, by its id and its generation, and how far it has come. */
final class Standing {

    static final String NO_ID = JoinGroupRequest.UNKNOWN_MEMBER;
    static final int NO_GENERATION = JoinGroupResponse.NO_GENERATION;

    private MemberState state = MemberState.IDLE;
    private String memberId = NO_ID;
    private int generationId = NO_GENERATION;

    MemberState state() {
        return state;
    }

    void moveTo(MemberState next) {
        state = next;
    }

    /** Whether it is in the group, or on its way in or out. */
    boolean isIn() {
        return state != MemberState.IDLE && state != MemberState.CLOSED;
    }

    boolean isLeaving() {
        return state == MemberState.LEAVING;
    }

    /** The id that the coordinator gave; empty if there is none. */
    String memberId() {
        return memberId;
    }

    boolean isNameless() {
        return memberId.isEmpty();
    }

    /** The member has that id from now on; none if it is empty. */
    void name(String newId) {
        memberId = newId;
    }

    /** The generation that the member is in; -1 if it is in none. */
    int generationId() {
        return generationId;
    }

    void enter(int newGenerationId) {
        generationId = newGenerationId;
    }

    /** Whether the member had the same id when this was sent. */
    boolean isSameMember(Flight flight) {
        return flight.memberId().equals(memberId);
    }

    /** Whether it was in the same generation, too. */
    boolean isCurrent(Flight flight) {
        return isSameMember(flight) && flight.generationId() == generationId;
    }
}
