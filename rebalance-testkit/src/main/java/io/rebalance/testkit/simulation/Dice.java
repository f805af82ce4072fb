package io.rebalance.testkit.simulation;

/**
 * Chance without order: what falls for a question depends on the seed and the question alone, and not on what was asked
 * before, so that one answer more or less leaves all others as they are.
 */
final class Dice {

    private Dice() {}

    /** 64 bits for a question of three numbers. */
    static long bits(long seed, long a, long b, long c) {
        return mix(mix(mix(mix(seed) + a) + b) + c);
    }

    /** From 0 to {@code bound - 1}. */
    static int below(int bound, long bits) {
        return (int) ((bits >>> 33) % bound);
    }

    /** From {@code least} to {@code most}. */
    static long between(long least, long most, long bits) {
        return least + (bits >>> 1) % (most - least + 1);
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
