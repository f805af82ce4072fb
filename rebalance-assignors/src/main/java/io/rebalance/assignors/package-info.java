/**
 * The four strategies that Kafka's consumers know, under the names by which consumers ask for them.
 *
 * <p>{@link io.rebalance.assignors.RangeAssignor} gives each member a run of neighbouring partitions of every topic, so
 * that equally cut topics stay together. {@link io.rebalance.assignors.RoundRobinAssignor} deals partitions like cards.
 * Both look at nothing but the present members. {@link io.rebalance.assignors.StickyAssignor} balances and leaves
 * partitions where they are as far as that allows, exactly; {@link io.rebalance.assignors.CooperativeStickyAssignor}
 * strives for the same, for members that work on while the group rebalances. {@link
 * io.rebalance.assignors.OptimalityCertificate} tells whether an assignment is as good as any in this sense.
 *
 * <p>{@link io.rebalance.assignors.Assignors} has them all. Range considers racks as Kafka's does. The sticky ones consider
 * what they are told to: racks, capacities of members and loads of partitions, in any combination.
 *
 * <pre>{@code
 * Assignor assignor = new StickyAssignor()
 *         .withRacks(RackPriority.AFTER_MOVEMENT)
 *         .withCapacities((group, member) -> group.memberId(member).startsWith("large") ? 4 : 1);
 * }</pre>
 */
@NullMarked
package io.rebalance.assignors;

import org.jspecify.annotations.NullMarked;
