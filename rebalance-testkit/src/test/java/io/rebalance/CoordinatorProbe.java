package io.rebalance;

import io.rebalance.internal.kernel.Timer;
import java.util.List;

/** Looks at what a coordinator shows only to tests. */
public final class CoordinatorProbe {

    private CoordinatorProbe() {}

    /** The armed timers, in the order in which they are due. */
    public static List<Timer> timers(GroupCoordinator coordinator) {
        return coordinator.timers();
    }
}
