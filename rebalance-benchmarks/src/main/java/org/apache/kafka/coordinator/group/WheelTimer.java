package org.apache.kafka.coordinator.group;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.apache.kafka.server.util.timer.SystemTimer;
import org.apache.kafka.server.util.timer.SystemTimerReaper;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.server.util.timer.TimerTask;

/**
 * The coordinator's timers as a broker has them: a hash map of keys over Kafka's timing wheel, which a thread of its own
 * turns. Where the broker would put an expired timer into its queue of events, it waits here for {@link #runFired}.
 */
final class WheelTimer implements CoordinatorTimer<Void, CoordinatorRecord>, AutoCloseable {

    private static final long RETRY_BACKOFF_MS = 500;

    private final Timer wheel = new SystemTimerReaper("reaper", new SystemTimer("timer"));
    private final Map<String, TimerTask> tasks = new HashMap<>();
    private final Queue<Task> fired = new ConcurrentLinkedQueue<>();

    @Override
    public void schedule(
            String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<Void, CoordinatorRecord> operation) {
        schedule(key, delay, unit, retry, RETRY_BACKOFF_MS, operation);
    }

    @Override
    public void schedule(
            String key,
            long delay,
            TimeUnit unit,
            boolean retry,
            long retryBackoff,
            TimeoutOperation<Void, CoordinatorRecord> operation) {
        Task task = new Task(unit.toMillis(delay), key, operation);
        TimerTask before = tasks.put(key, task);
        if (before != null) {
            before.cancel();
        }
        wheel.add(task);
    }

    @Override
    public void scheduleIfAbsent(
            String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<Void, CoordinatorRecord> operation) {
        if (!tasks.containsKey(key)) {
            schedule(key, delay, unit, retry, operation);
        }
    }

    @Override
    public void cancel(String key) {
        TimerTask task = tasks.remove(key);
        if (task != null) {
            task.cancel();
        }
    }

    /** Runs what is due and was not cancelled meanwhile. */
    void runFired(Consumer<CoordinatorResult<Void, CoordinatorRecord>> append) {
        for (Task task = fired.poll(); task != null; task = fired.poll()) {
            if (tasks.remove(task.key, task)) {
                append.accept(task.operation.generateRecords());
            }
        }
    }

    @Override
    public void close() {
        try {
            wheel.close();
        } catch (Exception e) {
            throw new IllegalStateException("the timing wheel must stop", e);
        }
    }

    private final class Task extends TimerTask {
        private final String key;
        private final TimeoutOperation<Void, CoordinatorRecord> operation;

        Task(long delayMs, String key, TimeoutOperation<Void, CoordinatorRecord> operation) {
            super(delayMs);
            this.key = key;
            this.operation = operation;
        }

        @Override
        public void run() {
            fired.add(this);
        }
    }
}
