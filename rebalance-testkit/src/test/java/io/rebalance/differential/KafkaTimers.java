package io.rebalance.differential;

import io.rebalance.testkit.ManualClock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka has armed, in virtual time. Of timers that are due at the same time any may fire first; here that is a
 * matter of their names.
 */
final class KafkaTimers implements CoordinatorTimer<Void, CoordinatorRecord> {

    private record Armed(String key, long deadlineMs, TimeoutOperation<Void, CoordinatorRecord> operation) {}

    private final ManualClock clock;
    private final UnaryOperator<String> nameOfKey;
    private final Map<String, Armed> byKey = new HashMap<>();

    /** @param nameOfKey sorts the timers of the same time */
    KafkaTimers(ManualClock clock, UnaryOperator<String> nameOfKey) {
        this.clock = clock;
        this.nameOfKey = nameOfKey;
    }

    @Override
    public void schedule(
            String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<Void, CoordinatorRecord> operation) {
        byKey.put(key, new Armed(key, clock.nowMs() + unit.toMillis(delay), operation));
    }

    @Override
    public void schedule(
            String key,
            long delay,
            TimeUnit unit,
            boolean retry,
            long retryBackoff,
            TimeoutOperation<Void, CoordinatorRecord> operation) {
        schedule(key, delay, unit, retry, operation);
    }

    @Override
    public void scheduleIfAbsent(
            String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<Void, CoordinatorRecord> operation) {
        if (!byKey.containsKey(key)) {
            schedule(key, delay, unit, retry, operation);
        }
    }

    @Override
    public void cancel(String key) {
        byKey.remove(key);
    }

    /** Lets the timer be due at another time, if it is armed. */
    void move(String key, long deadlineMs) {
        byKey.computeIfPresent(key, (k, armed) -> new Armed(k, deadlineMs, armed.operation()));
    }

    /** When the timer is due, or null if it is not armed. */
    @Nullable
    Long deadlineMs(String key) {
        Armed armed = byKey.get(key);
        return armed == null ? null : armed.deadlineMs();
    }

    long nextDeadlineMs() {
        long next = Long.MAX_VALUE;
        for (Armed armed : byKey.values()) {
            next = Math.min(next, armed.deadlineMs());
        }
        return next;
    }

    /** Fires what is due, one after the other; each may arm and disarm others. */
    void fire(Consumer<CoordinatorResult<Void, CoordinatorRecord>> results) {
        while (nextDeadlineMs() <= clock.nowMs()) {
            Armed first = byKey.values().stream()
                    .min(Comparator.comparingLong(Armed::deadlineMs)
                            .thenComparing(armed -> nameOfKey.apply(armed.key())))
                    .orElseThrow();
            byKey.remove(first.key());
            results.accept(first.operation().generateRecords());
        }
    }
}
