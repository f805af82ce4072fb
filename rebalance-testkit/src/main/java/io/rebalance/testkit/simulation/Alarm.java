package io.rebalance.testkit.simulation;

import org.jspecify.annotations.Nullable;

/** Wakes somebody at a time of his own clock; whom it wakes sets it again. */
final class Alarm {

    private final World world;
    private final Drift clock;
    private final Runnable wakes;
    private @Nullable Event next;

    Alarm(World world, Drift clock, Runnable wakes) {
        this.world = world;
        this.clock = clock;
        this.wakes = wakes;
    }

    /** For that time, unless it is set for an earlier one; {@link Long#MAX_VALUE}: for none. */
    void set(long deadlineMs) {
        long dueMs = clock.trueMs(deadlineMs);
        Event set = next;
        if (dueMs != Long.MAX_VALUE && (set == null || set.atMs > dueMs)) {
            next = world.at(dueMs, new Event(true) {
                @Override
                void happen() {
                    if (next == this) {
                        next = null;
                        wakes.run();
                    }
                }
            });
        }
    }

    void stop() {
        next = null;
    }
}
