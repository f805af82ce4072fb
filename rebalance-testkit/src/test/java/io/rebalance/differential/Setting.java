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
 */
record Setting(int initialDelayMs, int maxSize, int takeovers, int maxOffsetMetadata) {

    /** More takeovers than a sequence has. */
    static final int MANY = 1_000_000;

    /** No delay, and no limits. */
    static final Setting PLAIN = new Setting(0, Integer.MAX_VALUE, MANY, 8);

    CoordinatorConfig config() {
        return CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(initialDelayMs))
                .groupMaxSize(maxSize)
                .offsetMetadataMaxBytes(maxOffsetMetadata)
                .maxTakeoversPerSession(takeovers)
                .build();
    }

    /** As a scenario says it. */
    String asScenario() {
        return "config initial-delay=" + initialDelayMs + "ms max-offset-metadata=" + maxOffsetMetadata
                + " max-takeovers=" + takeovers
                + (maxSize == Integer.MAX_VALUE ? "" : " max-size=" + maxSize);
    }
}
