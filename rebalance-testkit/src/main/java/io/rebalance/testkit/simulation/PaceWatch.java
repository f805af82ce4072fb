package io.rebalance.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How often processes ask, and look for whom to ask. */
final class PaceWatch {

    private static final long SECOND_MS = 1_000;
    private static final long NEVER = -1;

    /** A back-off is 80 ms at least, so that nobody fails more often. */
    private static final int MOST_LOOKUPS = 12;

    /** What the back-off is without chance, in ms, by how often it failed before. */
    private static final Set<Long> PLAIN_BACKOFFS_MS = Set.of(100L, 200L, 400L, 800L, 1_000L);

    /** By chance, one back-off in forty is as plain as that; of so many, three quarters never are. */
    private static final int FEWEST_BACKOFFS = 20;

    /** What a process did in a second, and since when it has looked for the coordinator. */
    private static final class Pace {
        long lookedUpMs = NEVER; // last, by its clock
        long second;
        int requests;
        int lookups;
    }

    private final World world;
    private final Oracle oracle;
    private final long mostRequests;
    private final long mostSilentMs;
    private final Map<Integer, Pace> paces = new HashMap<>();
    private int backoffs; // of all processes that looked for the coordinator in vain
    private int plainBackoffs;

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

    /** What its application wants from now on, it has to ask for. */
    void changesItsMind(Worker worker) {
        pace(worker).requests = 0;
    }

    void started(Worker worker) {
        pace(worker).lookedUpMs = NEVER;
    }

    /** It has found a coordinator; what comes next does not follow from when it looked for it. */
    void found(Worker worker) {
        pace(worker).lookedUpMs = NEVER;
    }

    /** L8: nobody looks for the coordinator without a pause between, and not all after the same pause: there is chance in it. */
    void looksUp(Worker worker) {
        Pace pace = pace(worker);
        if (++pace.lookups > MOST_LOOKUPS) {
            oracle.fail("L8", worker + " looks for the coordinator " + pace.lookups + " times in a second");
        }
        long nowMs = worker.clockMs();
        if (pace.lookedUpMs != NEVER) {
            backoffs++;
            plainBackoffs += PLAIN_BACKOFFS_MS.contains(nowMs - pace.lookedUpMs) ? 1 : 0;
            if (backoffs >= FEWEST_BACKOFFS && plainBackoffs > backoffs * 3 / 4) {
                oracle.fail("L8", "of " + backoffs + " back-offs, " + plainBackoffs + " were without chance");
            }
        }
        pace.lookedUpMs = nowMs;
    }
}
