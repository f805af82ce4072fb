package io.rebalance.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What happened, told by several threads, and a place to wait until enough of it has. Whoever tells something wakes
 * whoever waits, who looks again; nobody waits for the wall clock, except to give up.
 */
final class Eventually {

    private static final long DEADLINE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> told = new ArrayList<>();

    /** Something happened, and {@code change} is its effect on what the tests look at. */
    void tell(String what, Runnable change) {
        lock.lock();
        try {
            told.add(what);
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void tell(String what) {
        tell(what, () -> {});
    }

    /** Waits until the condition holds, which it must do before the deadline. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("never came: " + what + "; came: \n  " + String.join("\n  ", told));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    List<String> told() {
        lock.lock();
        try {
            return List.copyOf(told);
        } finally {
            lock.unlock();
        }
    }
}
