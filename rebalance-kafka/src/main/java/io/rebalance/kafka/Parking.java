package io.rebalance.kafka;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's one request waits for its answer. Used by the thread that answers; any thread may say that
 * nobody waits for the answer any more.
 */
final class Parking {

    private @Nullable CompletableFuture<?> parked;
    private boolean abandoned;

    /**
     * Waits, for as long as the peer does.
     *
     * @throws AbandonedException if the peer is gone; the future is cancelled then
     */
    <T> T await(CompletableFuture<T> future) throws AbandonedException, InterruptedException {
        park(future);
        try {
            return future.get();
        } catch (CancellationException e) {
            throw new AbandonedException();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the request failed", e.getCause());
        } finally {
            unpark();
        }
    }

    /**
     * Waits until the future completes, but no longer than the given time.
     *
     * @return whether it completed
     * @throws AbandonedException if the peer is gone; the future is cancelled then
     */
    boolean awaitFor(CompletableFuture<?> future, long nanos) throws AbandonedException, InterruptedException {
        park(future);
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (CancellationException e) {
            throw new AbandonedException();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the request failed", e.getCause());
        } finally {
            unpark();
        }
    }

    private synchronized void park(CompletableFuture<?> future) {
        parked = future;
        if (abandoned) {
            future.cancel(true);
        }
    }

    private synchronized void unpark() {
        parked = null;
    }

    /** Nobody waits any more: what is parked, and what will be, is cancelled. */
    synchronized void abandon() {
        abandoned = true;
        if (parked != null) {
            parked.cancel(true);
        }
    }

    /** Nobody is there to be answered. */
    static final class AbandonedException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
