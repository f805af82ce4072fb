package io.rebalance.internal.classic;

import org.jspecify.annotations.Nullable;

/** What a classic group does about a {@link ClassicTrigger}, and which state that leads to. */
enum ClassicReaction {
    /** Refused: UNKNOWN_MEMBER_ID. */
    REFUSE_UNKNOWN,
    /** Refused: REBALANCE_IN_PROGRESS. */
    REFUSE_REBALANCING,
    /** Refused: REBALANCE_IN_PROGRESS, but it counts as a sign of life. */
    HEAR_AND_REFUSE_REBALANCING,
    /** Refused: COORDINATOR_NOT_AVAILABLE. */
    REFUSE_UNAVAILABLE,
    /** Done, and it counts as a sign of life. */
    ACCEPT,
    /** Done; it says nothing about who lives. */
    ACCEPT_UNHEARD,
    /** Answered at once from the generation that there is. */
    ANSWER,
    /** Waits for the join phase to end, or for the leader's assignment to come. */
    PARK,
    /** Waits, and the group goes into a join phase. */
    PARK_AND_REBALANCE(ClassicGroupState.PREPARING_REBALANCE),
    /** The group goes into a join phase. */
    REBALANCE(ClassicGroupState.PREPARING_REBALANCE),
    /** The join phase ends if nobody is missing any more. */
    COMPLETE_IF_ALL_JOINED,
    /** The join phase goes on for as long again. */
    WAIT_ON,
    /** The assignment is stored and answered. */
    STORE_ASSIGNMENT(ClassicGroupState.STABLE),
    /** The group has no members. */
    BECOME_EMPTY(ClassicGroupState.EMPTY),
    /** Joins are answered, syncs wait. */
    AWAIT_ASSIGNMENT(ClassicGroupState.COMPLETING_REBALANCE),
    /** Joins are answered, and syncs can be. */
    BECOME_STABLE(ClassicGroupState.STABLE),
    /** Everybody who waits is refused: NOT_COORDINATOR. */
    DIE(ClassicGroupState.DEAD),
    /** Nothing happens: it is of no concern here. */
    IGNORE,
    /** Cannot happen. If it does, this library has a bug. */
    IMPOSSIBLE;

    private final @Nullable ClassicGroupState next;

    ClassicReaction() {
        next = null;
    }

    ClassicReaction(ClassicGroupState next) {
        this.next = next;
    }

    /** The state that follows; null if the group stays where it is. */
    @Nullable
    ClassicGroupState next() {
        return next;
    }
}
