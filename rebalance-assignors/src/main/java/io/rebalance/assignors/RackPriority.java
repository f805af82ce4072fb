package io.rebalance.assignors;

/**
 * What racks weigh against moves, where a sticky assignor looks at racks at all. Balance comes before both.
 *
 * <p>What counts is the number of <i>distant</i> partitions: those at a member that runs in a rack in which the partition
 * has no replica. A member that named no rack has none of them, and a partition whose replicas' racks are not known is
 * distant nowhere.
 *
 * @kip 881
 */
public enum RackPriority {
    /** No partition moves for the sake of racks: of all assignments with the fewest moves, one with the fewest distant partitions. */
    AFTER_MOVEMENT,

    /** Partitions move to where their replicas are: the fewest distant partitions, and for that the fewest moves. */
    BEFORE_MOVEMENT
}
