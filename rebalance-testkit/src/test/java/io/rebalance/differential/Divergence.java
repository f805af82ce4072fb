package io.rebalance.differential;

/**
 * The two coordinators did different things, and nothing explains it.
 *
 * @param where what differs, in few words, without names and numbers
 * @param detail the two observations
 */
record Divergence(String where, String detail) {}
