package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/**
 * How much work a partition is: its lag, its bytes a second, or whatever else adds up.
 *
 * <p>A pure function, as an assignor is: the same input and partition give the same number. It is asked once for each
 * partition and assignment.
 */
@FunctionalInterface
public interface PartitionLoad {

    /**
     * The load of a partition, in any unit: 0 or more, and no more than {@link Long#MAX_VALUE} for all partitions together.
     *
     * @param input the group; valid only during the call
     * @param partition its number there
     */
    long loadOf(AssignmentInput input, int partition);
}
