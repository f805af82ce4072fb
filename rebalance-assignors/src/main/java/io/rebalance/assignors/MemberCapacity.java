package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/**
 * How much each member can take, in proportion to the others: one of twice the capacity is to get twice the partitions.
 *
 * <p>A pure function, as an assignor is: the same input and member give the same number. It is asked once for each member
 * and assignment.
 */
@FunctionalInterface
public interface MemberCapacity {

    /**
     * The capacity of a member, from 1 to {@link Integer#MAX_VALUE}.
     *
     * @param input the group; valid only during the call
     * @param member its number there
     */
    int capacityOf(AssignmentInput input, int member);
}
