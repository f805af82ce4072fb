/**
 * The door for strategies: who of a group works on which partition.
 *
 * <p>An {@link io.rebalance.assignor.Assignor} is a pure function from an {@link
 * io.rebalance.assignor.AssignmentInput}, in which members, topics and partitions are dense numbers, to an {@link
 * io.rebalance.assignor.Assignment}, which is one member a partition. Who prefers maps implements {@link
 * io.rebalance.assignor.MapAssignor}. What must not change hands yet is not the assignor's concern but that of the
 * {@link io.rebalance.assignor.RevocationBarrier}.
 */
@NullMarked
package io.rebalance.assignor;

import org.jspecify.annotations.NullMarked;
