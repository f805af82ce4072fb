package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;

/**
 * The {@link StickyAssignor}, for members that keep working on what they have while the group rebalances.
 *
 * <p>The assignment is the target: a partition that moves is shown with its new owner at once. That it is withheld from
 * that owner until the old one has let go is the part of {@link io.rebalance.assignor.RevocationBarrier}, which the
 * coordinator applies to the assignments of every cooperative assignor. Balance, movement and cost are those of the
 * {@link StickyAssignor}. Immutable and thread-safe.
 *
 * @kip 429
 */
public final class CooperativeStickyAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "cooperative-sticky";

    private final StickyOptions options;

    /** A cooperative sticky assignor that balances strictly; one is as good as another. */
    public CooperativeStickyAssignor() {
        this(StickyOptions.NONE);
    }

    private CooperativeStickyAssignor(StickyOptions options) {
        this.options = options;
    }

    /**
     * This assignor, but one that leaves balance a little to save moves, as {@link StickyAssignor#withSlack} does.
     *
     * @param slack by how many partitions a load may differ; 0 is strict balance
     * @throws IllegalArgumentException if {@code slack} is negative
     */
    public CooperativeStickyAssignor withSlack(int slack) {
        return new CooperativeStickyAssignor(options.withSlack(slack));
    }

    /**
     * This assignor with an eye to racks, as {@link StickyAssignor#withRacks} has.
     *
     * @param priority whether moves or racks come first
     * @throws NullPointerException if {@code priority} is null
     * @kip 881
     */
    public CooperativeStickyAssignor withRacks(RackPriority priority) {
        return new CooperativeStickyAssignor(options.withRacks(priority));
    }

    /**
     * This assignor for members that can take differently much, as {@link StickyAssignor#withCapacities} is.
     *
     * @throws NullPointerException if {@code capacities} is null
     */
    public CooperativeStickyAssignor withCapacities(MemberCapacity capacities) {
        return new CooperativeStickyAssignor(options.withCapacities(capacities));
    }

    /**
     * This assignor for partitions that are differently much work, as {@link StickyAssignor#withPartitionLoads} is.
     *
     * @param moveBudget how many partitions more may move; 0 or more
     * @throws NullPointerException if {@code loads} is null
     * @throws IllegalArgumentException if {@code moveBudget} is negative
     */
    public CooperativeStickyAssignor withPartitionLoads(PartitionLoad loads, int moveBudget) {
        return new CooperativeStickyAssignor(options.withPartitionLoads(loads, moveBudget));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RebalanceMode mode() {
        return RebalanceMode.COOPERATIVE;
    }

    @Override
    public Assignment assign(AssignmentInput input) {
        return StickyTarget.of(input, options);
    }
}
