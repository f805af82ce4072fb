package io.rebalance.embed;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the service when a deadline has come. Guarded by the service's lock.
 *
 * <p>Only a deadline that gets earlier moves it: deadlines mostly get later, with every heartbeat, and a wake-up that
 * comes too early does no harm.
 */
final class Alarm {

    private static final long NEVER = Long.MAX_VALUE;

    private final ScheduledExecutorService executor;
    private final Runnable wake;
    private @Nullable ScheduledFuture<?> scheduled;
    private long atMs = NEVER;

    Alarm(ScheduledExecutorService executor, Runnable wake) {
        this.executor = executor;
        this.wake = wake;
    }

    boolean isTooLateFor(long deadlineMs) {
        return deadlineMs < atMs;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if the executor was shut down */
    void set(long deadlineMs, long nowMs) {
        stop();
        atMs = deadlineMs;
        // at least 1 ms, so that a clock that stands still cannot make the executor spin
        scheduled = executor.schedule(wake, Math.max(1, deadlineMs - nowMs), TimeUnit.MILLISECONDS);
    }

    /** It rang; nothing is set any more. */
    void rang() {
        scheduled = null;
        atMs = NEVER;
    }

    void stop() {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        rang();
    }
}
