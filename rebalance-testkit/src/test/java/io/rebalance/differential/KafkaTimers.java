package io.rebalance.differential;

import io.rebalance.testkit.ManualClock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka has armed, in virtual time.
 *
 * <p>Of timers that are due at the same time, the one armed first fires first. What one input arms, Kafka arms in the
 * order of a hash table; so there the order is that of the names.
 */
final class KafkaTimers implements CoordinatorTimer<Void, CoordinatorRecord> {

    private record Armed(
            String key,
            long deadlineMs,
            long input,
            TimeoutOperation<Void, CoordinatorRecord> operation,
            long deadlineBeforeMs,
            long inputBefore) {}

    private final ManualClock clock;
    private final UnaryOperator<String> nameOfKey;
    private final Map<String, Armed> byKey = new HashMap<>();
    private long inputs;
    private boolean keepsPlaces;

    /** @param nameOfKey sorts the timers that one input arms */
    KafkaTimers(ManualClock clock, UnaryOperator<String> nameOfKey) {
        this.clock = clock;
        this.nameOfKey = nameOfKey;
    }

    /**
     * What is armed from now on is armed later than what was armed before.
     *
     * @param isSignOfLife whether what is armed anew for the same time keeps its place all the same, as in ours
     */
    void nextInput(boolean isSignOfLife) {
        inputs++;
        keepsPlaces = isSignOfLife;
    }

    @Override
    public void schedule(
            String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<Void, CoordinatorRecord> operation) {
        long deadlineMs = clock.nowMs() + unit.toMillis(delay);
        Armed before = byKey.get(key);
        boolean keepsPlace = keepsPlaces && before != null && before.deadlineMs() == deadlineMs;
        byKey.put(key, new Armed(
                        key,
                        deadlineMs,
                        keepsPlace ? before.input() : inputs,
                        operation,
                        before == null ? -1 : before.deadlineMs(),
                        before == null ? -1 : before.input()));
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

    /** Lets the timer be due at another time, if it is armed; at that at which it was due before, in its old place. */
    void move(String key, long deadlineMs) {
        byKey.computeIfPresent(
                key,
                (k, armed) -> new Armed(
                        k,
                        deadlineMs,
                        armed.deadlineBeforeMs() == deadlineMs ? armed.inputBefore() : inputs,
                        armed.operation(),
                        -1,
                        -1));
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
            Armed first = Objects.requireNonNull(byKey.values().stream()
                    .min(Comparator.comparingLong(Armed::deadlineMs)
                            .thenComparingLong(Armed::input)
                            .thenComparing(armed -> nameOfKey.apply(armed.key())))
                    .orElse(null));
            byKey.remove(first.key());
            nextInput(false);
            results.accept(first.operation().generateRecords());
        }
    }
}
