package io.rebalance.protocol;

import java.util.Objects;

/**
 * What the leader gives to one member.
 *
 * @param memberId the member
 * @param assignment its part, opaque to the coordinator
 */
public record MemberAssignment(String memberId, Bytes assignment) {

    /** @throws NullPointerException if an argument is null */
    public MemberAssignment {
        Objects.requireNonNull(memberId, "memberId");
        Objects.requireNonNull(assignment, "assignment");
    }
}
