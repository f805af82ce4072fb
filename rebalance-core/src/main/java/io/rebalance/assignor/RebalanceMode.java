package io.rebalance.assignor;

/**
 * What members do with their partitions when they join again.
 *
 * @kip 429
 */
public enum RebalanceMode {
    /** Every member gives up everything before it joins. */
    EAGER,
    /** Members keep what they have, and afterwards give up only what the new generation takes away. */
    COOPERATIVE
}
