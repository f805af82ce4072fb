package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;

/**
 * The load is balanced, and what need not move for that stays with the member that had it.
 *
 * <p><b>Balance.</b> The loads, sorted, are the lexicographic least that any assignment reaches: no chain of hand-overs,
 * however long, leads from a member to one with at least two partitions less. With equal subscriptions no member has more
 * than one partition above another.
 *
 * <p><b>Movement.</b> Among all assignments that are balanced in this sense, none takes fewer partitions away from members
 * that still subscribe to them. Both promises hold for every group, of any size; {@link OptimalityCertificate} proves
 * them for one result at a time. The assignment of this assignor, given back to it as what the members own, comes out
 * unchanged.
 *
 * <p><b>Spread.</b> What members of equal subscriptions get anew is dealt to them in turn, topic by topic.
 *
 * <p>A partition whose previous owner is gone, no longer subscribes, or shares its claim with another, is free. Where a
 * member has to give up some partitions of a topic, it keeps the lowest.
 *
 * <p>With equal subscriptions this costs time in proportion to partitions and members. With unequal ones it seldom costs
 * much more than to read the subscriptions; a group of a hundred thousand members, no two of whom subscribe alike, can
 * take a second. Immutable and thread-safe.
 *
 * <p>No group takes it without bound: its searches end, because each but one in a round sends at least one partition on its
 * way. They look at no more than {@code 4 * (members + subscriptions) * sqrt(partitions)} neighbours, where {@code
 * subscriptions} counts the topics of each member: to that a test holds it, with slack or without, in random groups and in
 * those made to be hard, chains, stars, staircases, trees and grids of up to two thousand members. The hardest of them, a
 * chain in which everything moves on, takes a third of it, at every size.
 *
 * <p>{@link #withSlack}, {@link #withRacks}, {@link #withCapacities} and {@link #withPartitionLoads} give an assignor that
 * considers more; they can be combined, in any order. Without them racks, capacities and loads do not count. {@link
 * OptimalityCertificate} knows nothing of them: it still proves what was assigned with racks after movement.
 *
 * @kip 54
 */
public final class StickyAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "sticky";

    private final StickyOptions options;

    /** A sticky assignor that balances strictly; one is as good as another. */
    public StickyAssignor() {
        this(StickyOptions.NONE);
    }

    private StickyAssignor(StickyOptions options) {
        this.options = options;
    }

    /**
     * This assignor, but one that leaves balance a little to save moves, which strict balance can ask for in numbers where
     * subscriptions hardly overlap.
     *
     * <p>In balance every member has the average of its part of the group, rounded down or up. This assignor lets it have
     * up to {@code slack} less or more than that, and takes away the fewest partitions for which this can be reached. If
     * that saves no move, the assignment is balanced strictly; if it does, it is one of those with the fewest moves, not
     * always the most balanced of them. Where racks come before moves, it saves partitions in distant racks first, and moves
     * after that. Costs a few times as much as strict balance.
     *
     * @param slack by how many partitions a load may differ; 0 is strict balance
     * @throws IllegalArgumentException if {@code slack} is negative
     */
    public StickyAssignor withSlack(int slack) {
        return new StickyAssignor(options.withSlack(slack));
    }

    /**
     * This assignor with an eye to racks: of the assignments that are balanced as well, it takes one with few partitions at
     * members in racks where these have no replica. Balance is not touched. How that is weighed against moves says the
     * priority; both ways the number is the least possible after what comes before it.
     *
     * <p>Where no member named a rack, or where no replica's rack is known, nothing changes, nor does the cost. Otherwise it
     * costs what unequal subscriptions cost, with as many times more topics as a topic has partitions with different racks,
     * and as many times more classes of members as there are racks with replicas.
     *
     * @param priority whether moves or racks come first
     * @throws NullPointerException if {@code priority} is null
     * @kip 881
     */
    public StickyAssignor withRacks(RackPriority priority) {
        return new StickyAssignor(options.withRacks(priority));
    }

    /**
     * This assignor for members that can take differently much: it makes the sum of {@code load * load / capacity} over
     * all members as small as any assignment can, which gives them partitions in proportion to their capacities as near as
     * subscriptions and whole numbers let it. Of all assignments that do, it takes one with the fewest moves; a slack counts from what balance gives each member. Where all capacities are equal, nothing changes.
     *
     * <p>With equal subscriptions this costs time in proportion to partitions, and to members times the logarithm of their
     * number. With unequal ones, members of different capacities count as if they subscribed differently.
     *
     * <p>If the capacity of a member is 0 or less, {@code assign} throws an {@link IllegalArgumentException} that names the
     * member and the number, and so it passes on what {@code capacities} throws. The coordinator takes that as it takes
     * every failure of an assignor: the leader assigns that generation.
     *
     * @throws NullPointerException if {@code capacities} is null
     */
    public StickyAssignor withCapacities(MemberCapacity capacities) {
        return new StickyAssignor(options.withCapacities(capacities));
    }

    /**
     * This assignor for partitions that are differently much work. Members have as many partitions as without loads; after
     * that it exchanges one partition of a member for one of another as long as that makes their loads more even.
     *
     * <p>An exchange is made if it lowers the greater of the two loads, by their capacities, or the lesser one where the
     * greater stays. So the loads of members, each by its capacity and sorted from the greatest, are never above those
     * without this. It ends when there is no such exchange, or the budget is used up, or after a number of steps that grows
     * with the partitions: a hundred looks for each, and two million. Loads are then not always as even as can be: nobody
     * knows a fast way to that.
     *
     * <p>No more than {@code moveBudget} partitions are taken from previous owners beyond those that have to move anyway.
     * Where some partition has no previous owner, as after a member has left, only such partitions are exchanged, and others
     * for which nothing more moves; so cooperative members come to rest in two rounds. With racks, no exchange makes more
     * partitions distant. What this assignor gives out, given back to it as what members own, changes only by further
     * exchanges, if there was more to be gained than the budget or the steps let it.
     *
     * <p>If a load is negative, or the sum of all is greater than {@link Long#MAX_VALUE}, {@code assign} throws an {@link
     * IllegalArgumentException} that names the partition and the number, and it passes on what {@code loads} throws.
     *
     * @param moveBudget how many partitions more may move; 0 or more
     * @throws NullPointerException if {@code loads} is null
     * @throws IllegalArgumentException if {@code moveBudget} is negative
     */
    public StickyAssignor withPartitionLoads(PartitionLoad loads, int moveBudget) {
        return new StickyAssignor(options.withPartitionLoads(loads, moveBudget));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Assignment assign(AssignmentInput input) {
        return StickyTarget.of(input, options);
    }
}
