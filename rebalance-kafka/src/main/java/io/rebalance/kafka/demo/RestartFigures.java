package io.rebalance.kafka.demo;

import java.time.Duration;

/**
 * What a rolling restart cost.
 *
 * @param protocol {@code eager} or {@code cooperative}
 * @param window from the first stop until everybody was at work again
 * @param stoodStill for how long partitions had no owner in that window, all added up
 * @param partitions how many partitions there are
 * @param rebalances how many rebalances began
 * @param generations how many generations began
 * @param moved how often a partition went from one consumer to another
 */
record RestartFigures(
        String protocol,
        Duration window,
        Duration stoodStill,
        int partitions,
        int rebalances,
        int generations,
        int moved) {

    /** The part of all partition-seconds in which a partition stood still, 0 to 1. */
    double share() {
        return window.isZero() ? 0 : (double) stoodStill.toNanos() / ((double) window.toNanos() * partitions);
    }
}
