package io.rebalance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which topics there are, how many partitions each has, and, where the host tells, in which racks their replicas are. Needed
 * only by a coordinator that assigns.
 *
 * <p>Immutable, compared by content, thread-safe.
 */
public final class TopicCatalog {

    private static final TopicCatalog EMPTY = new TopicCatalog(new TreeMap<>(), new TreeMap<>());

    private final SortedMap<String, Integer> partitionCounts;
    private final SortedMap<String, List<Set<String>>> replicaRacks;

    private TopicCatalog(
            SortedMap<String, Integer> partitionCounts, SortedMap<String, List<Set<String>>> replicaRacks) {
        this.partitionCounts = partitionCounts;
        this.replicaRacks = replicaRacks;
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
        return new TopicCatalog(copy, new TreeMap<>());
    }

    /**
     * The same topics, and where the replicas of some of them are. That alone rebalances no group; the next rebalance of
     * each takes it into account.
     *
     * @param replicaRacks for each topic of which it is known, the racks of each partition's replicas, in the order of the
     *     partitions; copied
     * @throws NullPointerException if the map, or anything in it, is null
     * @throws IllegalArgumentException if a topic is not in the catalog, or has another number of partitions there
     * @kip 881
     */
    public TopicCatalog withReplicaRacks(Map<String, ? extends List<? extends Collection<String>>> replicaRacks) {
        SortedMap<String, List<Set<String>>> copy = new TreeMap<>();
        Objects.requireNonNull(replicaRacks, "replicaRacks").forEach((topic, racks) -> {
            Integer count = partitionCounts.get(Objects.requireNonNull(topic, "topic"));
            if (count == null) {
                throw new IllegalArgumentException("replicaRacks must be of topics in the catalog, were of " + topic);
            }
            if (count != racks.size()) {
                throw new IllegalArgumentException(
                        "racks of " + topic + " must be of " + count + " partitions, were of " + racks.size());
            }
            List<Set<String>> ofTopic = new ArrayList<>();
            racks.forEach(of -> ofTopic.add(Collections.unmodifiableSortedSet(new TreeSet<>(of))));
            copy.put(topic, Collections.unmodifiableList(ofTopic));
        });
        return new TopicCatalog(partitionCounts, copy);
    }

    /**
     * The racks of each partition's replicas, in the order of the partitions; empty if that is not known. Unmodifiable.
     *
     * @throws NullPointerException if {@code topic} is null
     */
    public List<Set<String>> replicaRacks(String topic) {
        return replicaRacks.getOrDefault(Objects.requireNonNull(topic, "topic"), List.of());
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
        return this == other
                || (other instanceof TopicCatalog that
                        && partitionCounts.equals(that.partitionCounts)
                        && replicaRacks.equals(that.replicaRacks));
    }

    @Override
    public int hashCode() {
        return Objects.hash(partitionCounts, replicaRacks);
    }

    @Override
    public String toString() {
        return "TopicCatalog" + partitionCounts + (replicaRacks.isEmpty() ? "" : " in " + replicaRacks);
    }
}
