package io.rebalance.differential;

import io.rebalance.CoordinatorConfig;
import java.time.Duration;

/**
 * How both coordinators are set up.
 *
 * @param initialDelayMs {@code group.initial.rebalance.delay.ms}
 * @param maxSize {@code group.max.size}
 * @param takeovers how often ours lets an instance id change hands in a session; Kafka has no such limit
 * @param maxOffsetMetadata {@code offset.metadata.max.bytes}
 * @param retentionMinutes {@code offsets.retention.minutes}
 */
record Setting(int initialDelayMs, int maxSize, int takeovers, int maxOffsetMetadata, int retentionMinutes) {

    static final int A_WEEK = 10_080;

    /** How often ours looks for what is too old, ms. Kafka looks when ours does. */
    private static final int CHECK_INTERVAL_MS = 45_000;

    /** More takeovers than a sequence has. */
    static final int MANY = 1_000_000;

    /** No delay, and no limits. */
    static final Setting PLAIN = new Setting(0, Integer.MAX_VALUE, MANY, 8, A_WEEK);

    CoordinatorConfig config() {
        return CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(initialDelayMs))
                .groupMaxSize(maxSize)
                .offsetMetadataMaxBytes(maxOffsetMetadata)
                .maxTakeoversPerSession(takeovers)
                .offsetsRetention(Duration.ofMinutes(retentionMinutes))
                .offsetsRetentionCheckInterval(Duration.ofMillis(CHECK_INTERVAL_MS))
                .build();
    }

    /** As a scenario says it. */
    String asScenario() {
        return "config initial-delay=" + initialDelayMs + "ms max-offset-metadata=" + maxOffsetMetadata
                + " max-takeovers=" + takeovers
                + " offsets-retention=" + retentionMinutes + "m offsets-check=" + CHECK_INTERVAL_MS + "ms"
                + (maxSize == Integer.MAX_VALUE ? "" : " max-size=" + maxSize);
    }
}
