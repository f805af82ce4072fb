package io.rebalance.testkit;

import io.rebalance.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still unless it is moved. Thread-safe. */
public final class ManualClock implements Clock {

    private final AtomicLong nowMs;

    /**
     * A clock that shows the given time.
     *
     * @param startMs epoch ms, 0 or more
     * @throws IllegalArgumentException if {@code startMs} is negative
     */
    public ManualClock(long startMs) {
        if (startMs < 0) {
            throw new IllegalArgumentException("startMs must be 0 or more, was " + startMs);
        }
        nowMs = new AtomicLong(startMs);
    }

    @Override
    public long nowMs() {
        return nowMs.get();
    }

    /**
     * Moves the clock forward.
     *
     * @param duration 0 or more; what is less than a ms is cut off
     * @return the time it shows now, epoch ms
     * @throws IllegalArgumentException if {@code duration} is negative
     * @throws ArithmeticException if the time is then more than {@code Long.MAX_VALUE} ms
     */
    public long advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative, was " + duration);
        }
        return nowMs.updateAndGet(now -> Math.addExact(now, duration.toMillis()));
    }

    /**
     * Sets the clock.
     *
     * @param timeMs epoch ms, not before what the clock shows
     * @throws IllegalArgumentException if the clock would go back
     */
    public void setMs(long timeMs) {
        nowMs.updateAndGet(now -> {
            if (timeMs < now) {
                throw new IllegalArgumentException("timeMs must be " + now + " or more, was " + timeMs);
            }
            return timeMs;
        });
    }

    @Override
    public String toString() {
        return "ManualClock[" + nowMs + " ms]";
    }
}
