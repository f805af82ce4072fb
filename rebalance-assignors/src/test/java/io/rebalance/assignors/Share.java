package io.rebalance.assignors;

/**
 * How much of a long test is run: a tenth, or everything in the Maven profile {@code optimality}. Which tenth is always
 * the same, spread evenly.
 */
final class Share {

    private static final int DIVISOR = Integer.getInteger("rebalance.optimality.divisor", 10);

    private Share() {}

    /** How many of {@code all} cases. */
    static int of(int all) {
        return all / DIVISOR;
    }

    /** Whether case {@code number} is one of them. */
    static boolean has(long number) {
        return (number * 0x9E3779B97F4A7C15L >>> 33) % DIVISOR == 0;
    }
}
