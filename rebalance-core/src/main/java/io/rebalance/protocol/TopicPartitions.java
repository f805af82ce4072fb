package io.rebalance.protocol;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some partitions of one topic, in a given order. Four bytes a partition, compared by content, immutable and
 * thread-safe.
 */
public final class TopicPartitions {

    private final String topic;
    private final int[] partitions;

    private TopicPartitions(String topic, int[] partitions) {
        this.topic = topic;
        this.partitions = partitions;
    }

    /**
     * The given partitions of a topic, in this order.
     *
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a partition is negative
     */
    public static TopicPartitions of(String topic, int... partitions) {
        Objects.requireNonNull(topic, "topic");
        int[] copy = partitions.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] < 0) {
                throw new IllegalArgumentException("partitions[" + i + "] must be 0 or more, was " + copy[i]);
            }
        }
        return new TopicPartitions(topic, copy);
    }

    /** The topic's name. */
    public String topic() {
        return topic;
    }

    /** How many partitions these are. */
    public int count() {
        return partitions.length;
    }

    /**
     * The number of the i-th partition.
     *
     * @throws ArrayIndexOutOfBoundsException unless {@code 0 <= i < count()}
     */
    public int partition(int i) {
        return partitions[i];
    }

    /** The numbers of the partitions, in order. */
    public IntStream partitions() {
        return Arrays.stream(partitions);
    }

    /** Topic and number of each partition, in order. */
    public Stream<TopicPartition> stream() {
        return partitions().mapToObj(p -> new TopicPartition(topic, p));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof TopicPartitions that
                        && topic.equals(that.topic)
                        && Arrays.equals(partitions, that.partitions));
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(partitions);
    }

    @Override
    public String toString() {
        return topic + Arrays.toString(partitions);
    }
}
