package io.rebalance;

import java.util.Map;

/** Looks at what a coordinator shows only to tests. */
public final class CoordinatorProbe {

    private CoordinatorProbe() {}

    /** When what is due, in epoch ms, by kind, group and member with blanks between them. */
    public static Map<String, Long> deadlines(GroupCoordinator coordinator) {
        return coordinator.deadlines();
    }
}
