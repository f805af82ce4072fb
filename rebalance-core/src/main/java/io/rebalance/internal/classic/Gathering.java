package io.rebalance.internal.classic;

/**
 * The initial join phase of a group that was empty, in which it waits for more than its first member (KIP-134).
 *
 * @param delayMs how long it waits this time
 * @param remainingMs how long it may wait after that
 * @param hasNewMember whether a member came since the wait began
 */
record Gathering(int delayMs, int remainingMs, boolean hasNewMember) {}
