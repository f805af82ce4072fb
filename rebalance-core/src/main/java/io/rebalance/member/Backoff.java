package io.rebalance.member;

import java.util.SplittableRandom;

/**
 * How long to wait before trying again: doubled each time up to a limit, and up to a fifth more or less, so that members that
 * failed together do not come back together. The same seed gives the same delays.
 */
final class Backoff {

    private static final int MAX_DOUBLINGS = 30;

    private final long firstMs;
    private final long mostMs;
    private final SplittableRandom random;

    Backoff(long firstMs, long mostMs, long seed) {
        this.firstMs = firstMs;
        this.mostMs = mostMs;
        this.random = new SplittableRandom(seed);
    }

    /**
     * How long to wait this time.
     *
     * @param failures how often it failed before, 0 or more
     * @return in ms, 1 or more
     */
    long nextMs(int failures) {
        int doublings = Math.min(failures, MAX_DOUBLINGS);
        long plainMs = firstMs > mostMs >> doublings ? mostMs : firstMs << doublings;
        int thousandths = random.nextInt(800, 1201);
        return Math.max(1, plainMs / 1000 * thousandths + plainMs % 1000 * thousandths / 1000);
    }
}
