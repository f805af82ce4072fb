package io.rebalance;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which topics there are, and how many partitions each has. Needed only by a coordinator that assigns.
 *
 * <p>Immutable, compared by content, thread-safe.
 */
public final class TopicCatalog {

    private static final TopicCatalog EMPTY = new TopicCatalog(new TreeMap<>());

    private final SortedMap<String, Integer> partitionCounts;

    private TopicCatalog(SortedMap<String, Integer> partitionCounts) {
        this.partitionCounts = partitionCounts;
    }

    /** No topics. */
    public static TopicCatalog empty() {
        return EMPTY;
    }

    /**
     * The given topics.
     *
     * @param partitionCounts how many partitions each topic has, 0 or more; copied
     * @throws NullPointerException if the map, a name or a count is null
     * @throws IllegalArgumentException if a count is negative
     */
    public static TopicCatalog of(Map<String, Integer> partitionCounts) {
        SortedMap<String, Integer> copy = new TreeMap<>();
        partitionCounts.forEach((topic, count) -> {
            Objects.requireNonNull(topic, "topic");
            if (count < 0) {
                throw new IllegalArgumentException("partition count of " + topic + " must be 0 or more, was " + count);
            }
            copy.put(topic, count);
        });
        return new TopicCatalog(copy);
    }

    /** How many partitions the topic has, or nothing if there is no such topic. */
    public OptionalInt partitionCount(String topic) {
        Integer count = partitionCounts.get(Objects.requireNonNull(topic, "topic"));
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** All topics with their number of partitions, by name. Unmodifiable. */
    public SortedMap<String, Integer> partitionCounts() {
        return Collections.unmodifiableSortedMap(partitionCounts);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof TopicCatalog that && partitionCounts.equals(that.partitionCounts));
    }

    @Override
    public int hashCode() {
        return partitionCounts.hashCode();
    }

    @Override
    public String toString() {
        return "TopicCatalog" + partitionCounts;
    }
}
