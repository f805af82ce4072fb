package io.rebalance.testkit;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Partitions one by one, and gathered by topic. */
final class TopicLists {

    private TopicLists() {}

    static List<TopicPartitions> of(Collection<TopicPartition> partitions) {
        TreeMap<String, TreeSet<Integer>> byTopic = new TreeMap<>();
        partitions.forEach(
                p -> byTopic.computeIfAbsent(p.topic(), t -> new TreeSet<>()).add(p.partition()));
        List<TopicPartitions> lists = new ArrayList<>();
        byTopic.forEach((topic, numbers) -> lists.add(TopicPartitions.of(
                topic, numbers.stream().mapToInt(Integer::intValue).toArray())));
        return lists;
    }

    /** The partitions of an assignment that must be well-formed. */
    static SortedSet<TopicPartition> read(Bytes assignment) {
        try {
            SortedSet<TopicPartition> partitions = new TreeSet<>();
            ConsumerProtocol.readAssignment(assignment).partitions().stream()
                    .flatMap(TopicPartitions::stream)
                    .forEach(partitions::add);
            return partitions;
        } catch (MalformedBytesException e) {
            throw new AssertionError("the assignment must be a consumer's: " + assignment, e);
        }
    }
}
