package io.rebalance.protocol;

import java.util.Comparator;
import java.util.Objects;

/**
 * One partition of a topic. Ordered by topic, then by number.
 *
 * @param topic the topic's name, not null
 * @param partition the partition's number, 0 or more
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /**
     * @throws NullPointerException if {@code topic} is null
     * @throws IllegalArgumentException if {@code partition} is negative
     */
    public TopicPartition {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0) {
            throw new IllegalArgumentException("partition must be 0 or more, was " + partition);
        }
    }

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, Objects.requireNonNull(other, "other"));
    }

    /** As Kafka writes it: {@code topic-partition}. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
