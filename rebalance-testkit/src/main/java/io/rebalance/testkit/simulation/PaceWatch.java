package io.rebalance.testkit.simulation;

import java.util.HashMap;
import java.util.Map;

/** How often processes ask, and look for whom to ask. */
final class PaceWatch {

    private static final long SECOND_MS = 1_000;

    /** A back-off is 80 ms at least, so that nobody fails more often. */
    private static final int MOST_LOOKUPS = 12;

    /** What a process did in a second. */
    private static final class Pace {
        long second;
        int requests;
        int lookups;
    }

    private final World world;
    private final Oracle oracle;
    private final long mostRequests;
    private final long mostSilentMs;
    private final Map<Integer, Pace> paces = new HashMap<>();

    PaceWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
        // what is routine, twice, since a process that stood still catches up; and as often a failure as there may be
        mostRequests = 2 * SECOND_MS / world.plan.heartbeatIntervalMs
                + 2 * SECOND_MS / Math.max(1, world.plan.commitEveryMs)
                + MOST_LOOKUPS;
        // one that is not answered, and the next one after it; clocks may differ
        mostSilentMs = 2 * (world.plan.heartbeatIntervalMs + world.plan.requestTimeoutMs);
    }

    private Pace pace(Worker worker) {
        Pace pace = paces.computeIfAbsent(worker.number(), n -> new Pace());
        long second = world.clockMs() / SECOND_MS;
        if (pace.second != second) {
            pace.second = second;
            pace.requests = 0;
            pace.lookups = 0;
        }
        return pace;
    }

    /**
     * L3: a process that is in a group and can reach it says so, again and again, whatever it is about; but while its join waits
     * that is its word.
     */
    void looks(Worker worker) {
        long sinceMs = worker.silentSinceMs();
        if (sinceMs >= 0 && world.clockMs() - sinceMs > mostSilentMs) {
            oracle.fail("L3", worker + " has been silent since " + sinceMs);
        }
    }

    /** L8: nobody asks without a pause between. */
    void asks(Worker worker) {
        Pace pace = pace(worker);
        if (++pace.requests > mostRequests) {
            oracle.fail("L8", worker + " sends " + pace.requests + " requests in a second");
        }
    }

    /** L8: nobody looks for the coordinator without a pause between. */
    void looksUp(Worker worker) {
        Pace pace = pace(worker);
        if (++pace.lookups > MOST_LOOKUPS) {
            oracle.fail("L8", worker + " looks for the coordinator " + pace.lookups + " times in a second");
        }
    }
}
