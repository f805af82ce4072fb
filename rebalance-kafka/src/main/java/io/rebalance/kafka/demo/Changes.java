package io.rebalance.kafka.demo;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The one place to wait at: whoever changes something says so here, and whoever waits looks again. Thread-safe. */
final class Changes {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long count; // guarded by the lock

    /** Something changed. */
    void happened() {
        lock.lock();
        try {
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the condition holds. It is asked at first, and after each change; outside of any lock, so it may take
     * its own.
     *
     * @return false if it does not hold when the time is up
     */
    boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            long seen = count();
            if (condition.getAsBoolean()) {
                return true;
            }
            if (!awaitAfter(seen, deadline)) {
                return condition.getAsBoolean();
            }
        }
    }

    private long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitAfter(long seen, long deadline) throws InterruptedException {
        lock.lock();
        try {
            while (count == seen) {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                long unused = changed.awaitNanos(leftNanos);
            }
            return deadline - System.nanoTime() > 0;
        } finally {
            lock.unlock();
        }
    }
}
