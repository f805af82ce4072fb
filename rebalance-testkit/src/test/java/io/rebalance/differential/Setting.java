package io.rebalance.differential;

import io.rebalance.CoordinatorConfig;
import java.time.Duration;

/**
 * How both coordinators are set up.
 *
 * @param initialDelayMs {@code group.initial.rebalance.delay.ms}
 * @param maxSize {@code group.max.size}
 * @param takeovers how often ours lets an instance id change hands in a session; Kafka has no such limit
 */
record Setting(int initialDelayMs, int maxSize, int takeovers) {

    /** No delay, and no limits. */
    static final Setting PLAIN = new Setting(0, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Short, so that a text may well be too long. */
    static final int MAX_OFFSET_METADATA = 8;

    CoordinatorConfig config() {
        return CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(initialDelayMs))
                .groupMaxSize(maxSize)
                .offsetMetadataMaxBytes(MAX_OFFSET_METADATA)
                .maxTakeoversPerSession(takeovers)
                .build();
    }

    /** As a scenario says it. */
    String asScenario() {
        return "config initial-delay=" + initialDelayMs + "ms max-offset-metadata=" + MAX_OFFSET_METADATA
                + (maxSize == Integer.MAX_VALUE ? "" : " max-size=" + maxSize);
    }
}
