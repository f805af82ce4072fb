package io.rebalance.differential;

import io.rebalance.CoordinatorConfig;
import java.time.Duration;

/**
 * How both coordinators are set up.
 *
 * @param initialDelayMs {@code group.initial.rebalance.delay.ms}
 * @param maxSize {@code group.max.size}
 */
record Setting(int initialDelayMs, int maxSize) {

    /** Short, so that a text may well be too long. */
    static final int MAX_OFFSET_METADATA = 8;

    CoordinatorConfig config() {
        return CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(initialDelayMs))
                .groupMaxSize(maxSize)
                .offsetMetadataMaxBytes(MAX_OFFSET_METADATA)
                .build();
    }

    /** As a scenario says it. */
    String asScenario() {
        return "config initial-delay=" + initialDelayMs + "ms max-offset-metadata=" + MAX_OFFSET_METADATA
                + (maxSize == Integer.MAX_VALUE ? "" : " max-size=" + maxSize);
    }
}
