package io.rebalance.testkit.simulation;

import io.rebalance.Clock;

/** A clock whose rate differs from true time. */
final class Drift implements Clock {

    private static final long MILLION = 1_000_000;

    private final World world;
    private final long ppm;

    Drift(World world, long ppm) {
        this.world = world;
        this.ppm = ppm;
    }

    @Override
    public long nowMs() {
        return read(world.clockMs());
    }

    private long read(long trueMs) {
        return trueMs + Math.floorDiv(trueMs * ppm, MILLION);
    }

    /** When this clock will show that time, or a later one for the first time; {@code Long.MAX_VALUE} for that. */
    long trueMs(long shownMs) {
        if (ppm == 0 || shownMs == Long.MAX_VALUE) {
            return shownMs;
        }
        long trueMs = Math.floorDiv(shownMs * MILLION, MILLION + ppm) - 2;
        while (read(trueMs) < shownMs) {
            trueMs++;
        }
        return trueMs;
    }
}
