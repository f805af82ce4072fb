package io.rebalance.internal.offset;

import io.rebalance.internal.kernel.Room;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets, by group, topic and partition.
 *
 * <p>Found by hash, since a log of millions is replayed through here; sorted only where an order shows.
 */
public final class OffsetTable implements Room<RecordKey.Offset, CommittedOffset> {

    // for look-ups; their order reaches nobody
    private final Map<String, Map<String, PartitionMap<CommittedOffset>>> offsets = new HashMap<>();
    private final SharedNames topics = new SharedNames();

    /** What to do with an offset. */
    @FunctionalInterface
    interface Visitor {
        void visit(String topic, int partition, CommittedOffset offset);
    }

    @Override
    public @Nullable CommittedOffset apply(RecordKey.Offset key, @Nullable CommittedOffset value) {
        return value == null ? remove(key) : put(key, value);
    }

    private @Nullable CommittedOffset put(RecordKey.Offset key, CommittedOffset value) {
        Map<String, PartitionMap<CommittedOffset>> ofGroup =
                offsets.computeIfAbsent(key.groupId(), groupId -> new HashMap<>(4));
        PartitionMap<CommittedOffset> ofTopic = ofGroup.get(key.topic());
        if (ofTopic == null) {
            ofTopic = new PartitionMap<>();
            ofGroup.put(topics.take(key.topic()), ofTopic);
        }
        return ofTopic.put(key.partition(), value);
    }

    private @Nullable CommittedOffset remove(RecordKey.Offset key) {
        Map<String, PartitionMap<CommittedOffset>> ofGroup = offsets.get(key.groupId());
        PartitionMap<CommittedOffset> ofTopic = ofGroup == null ? null : ofGroup.get(key.topic());
        if (ofGroup == null || ofTopic == null) {
            return null;
        }
        CommittedOffset before = ofTopic.remove(key.partition());
        if (ofTopic.isEmpty()) {
            ofGroup.remove(key.topic());
            topics.giveBack(key.topic());
            if (ofGroup.isEmpty()) {
                offsets.remove(key.groupId());
            }
        }
        return before;
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        return new TreeMap<>(offsets)
                .entrySet().stream()
                        .flatMap(group -> new TreeMap<>(group.getValue())
                                .entrySet().stream()
                                        .flatMap(topic -> records(group.getKey(), topic.getKey(), topic.getValue())));
    }

    private static Stream<GroupRecord> records(String groupId, String topic, PartitionMap<CommittedOffset> offsets) {
        return IntStream.of(offsets.sorted())
                .mapToObj(p -> new GroupRecord(
                        new RecordKey.Offset(groupId, topic, p), Objects.requireNonNull(offsets.get(p), "offset")));
    }

    /** Whether there is no offset of any group. */
    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Whether the group has an offset. */
    public boolean has(String groupId) {
        return offsets.containsKey(groupId);
    }

    /** The offset of a partition, or null. */
    @Nullable
    CommittedOffset find(String groupId, TopicPartition partition) {
        Map<String, PartitionMap<CommittedOffset>> ofGroup = offsets.get(groupId);
        PartitionMap<CommittedOffset> ofTopic = ofGroup == null ? null : ofGroup.get(partition.topic());
        return ofTopic == null ? null : ofTopic.get(partition.partition());
    }

    /** The partitions that the group has an offset of, by topic and number. Costs a sort. */
    List<TopicPartition> partitions(String groupId) {
        List<TopicPartition> partitions = new ArrayList<>();
        new TreeMap<>(offsets.getOrDefault(groupId, Map.of())).forEach((topic, ofTopic) -> {
            for (int partition : ofTopic.sorted()) {
                partitions.add(new TopicPartition(topic, partition));
            }
        });
        return partitions;
    }

    /** Visits all offsets of the group, in no order, for what does not depend on one. */
    void forEach(String groupId, Visitor visitor) {
        offsets.getOrDefault(groupId, Map.of())
                .forEach((topic, ofTopic) ->
                        ofTopic.forEach((partition, offset) -> visitor.visit(topic, partition, offset)));
    }

    /** The groups that have an offset, by id. Costs a sort. */
    public SortedSet<String> groupIds() {
        return new TreeSet<>(offsets.keySet());
    }

    /** How many topics are known by name, for tests. */
    int topicCount() {
        return topics.size();
    }
}
