package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;

/**
 * The {@link StickyAssignor} for groups whose assignment the server keeps: members claim nothing, and the previous owner of
 * a partition is whoever the server's last target names.
 *
 * <p>So a previous owner is never contested, and need not be alive, only a member. Balance, movement, spread and cost are
 * those of the sticky assignor: what Kafka's server-side assignor of that name strives for, with the fewest moves, and with
 * unequal subscriptions too. Members keep working while partitions move; the {@link
 * io.rebalance.assignor.RevocationBarrier} tells what may be handed over now. Immutable and thread-safe.
 *
 * @kip 848
 */
public final class UniformAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "uniform";

    /** A uniform assignor; one is as good as another. */
    public UniformAssignor() {}

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
        return StickyTarget.of(input, StickyOptions.NONE);
    }
}
