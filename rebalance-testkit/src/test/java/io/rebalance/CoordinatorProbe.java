package io.rebalance;

import java.util.List;
import java.util.Map;

/** Looks at what a coordinator shows only to tests. */
public final class CoordinatorProbe {

    private CoordinatorProbe() {}

    /** When what is due, in epoch ms, by kind, group and member with blanks between them. */
    public static Map<String, Long> deadlines(GroupCoordinator coordinator) {
        return coordinator.deadlines();
    }

    /** All groups with what is volatile of them. */
    public static List<String> dump(GroupCoordinator coordinator) {
        return coordinator.dump();
    }

    /** Whether the request with this ticket waits for its answer. */
    public static boolean isWaiting(GroupCoordinator coordinator, long ticket) {
        return coordinator.isWaiting(ticket);
    }
}
