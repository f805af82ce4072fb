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

    /** A cooperative sticky assignor; one is as good as another. */
    public CooperativeStickyAssignor() {}

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
        return StickyTarget.of(input);
    }
}
