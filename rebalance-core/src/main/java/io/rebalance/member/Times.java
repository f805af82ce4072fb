package io.rebalance.member;

/** Arithmetic with times that stops at the ends of time. */
final class Times {

    /** The time that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private Times() {}

    /** The sum; {@link #NEVER} if that is later than any time. */
    static long after(long timeMs, long durationMs) {
        long sum = timeMs + durationMs;
        return ((timeMs ^ sum) & (durationMs ^ sum)) < 0 ? NEVER : sum;
    }
}
