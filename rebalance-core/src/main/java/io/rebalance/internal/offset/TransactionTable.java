package io.rebalance.internal.offset;

import io.rebalance.internal.kernel.Room;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey.TransactionalOffset;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.TopicPartition;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The offsets of open transactions: by producer, who ends them, and by group and partition, whom they concern. */
public final class TransactionTable implements Room<TransactionalOffset, RecordValue.TransactionalOffset> {

    private static final Comparator<TransactionalOffset> ORDER = Comparator.comparing(TransactionalOffset::groupId)
            .thenComparing(TransactionalOffset::topic)
            .thenComparingInt(TransactionalOffset::partition)
            .thenComparingLong(TransactionalOffset::producerId);

    // for look-ups; their order reaches nobody
    private final Map<Long, Map<TransactionalOffset, RecordValue.TransactionalOffset>> byProducer = new HashMap<>();
    private final Map<String, Map<TopicPartition, TreeMap<Long, RecordValue.TransactionalOffset>>> byGroup =
            new HashMap<>();

    @Override
    public RecordValue.@Nullable TransactionalOffset apply(
            TransactionalOffset key, RecordValue.@Nullable TransactionalOffset value) {
        return value == null ? remove(key) : put(key, value);
    }

    private RecordValue.@Nullable TransactionalOffset put(
            TransactionalOffset key, RecordValue.TransactionalOffset value) {
        byGroup.computeIfAbsent(key.groupId(), g -> new HashMap<>(4))
                .computeIfAbsent(partition(key), p -> new TreeMap<>())
                .put(key.producerId(), value);
        return byProducer
                .computeIfAbsent(key.producerId(), p -> new HashMap<>(4))
                .put(key, value);
    }

    private RecordValue.@Nullable TransactionalOffset remove(TransactionalOffset key) {
        Map<TransactionalOffset, RecordValue.TransactionalOffset> ofProducer = byProducer.get(key.producerId());
        RecordValue.TransactionalOffset before = ofProducer == null ? null : ofProducer.remove(key);
        if (ofProducer == null || before == null) {
            return null;
        }
        if (ofProducer.isEmpty()) {
            byProducer.remove(key.producerId());
        }
        byGroup.computeIfPresent(key.groupId(), (groupId, ofGroup) -> {
            ofGroup.computeIfPresent(partition(key), (partition, ofPartition) -> {
                ofPartition.remove(key.producerId());
                return ofPartition.isEmpty() ? null : ofPartition;
            });
            return ofGroup.isEmpty() ? null : ofGroup;
        });
        return before;
    }

    private static TopicPartition partition(TransactionalOffset key) {
        return new TopicPartition(key.topic(), key.partition());
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        TreeMap<TransactionalOffset, RecordValue.TransactionalOffset> sorted = new TreeMap<>(ORDER);
        byProducer.values().forEach(sorted::putAll);
        return sorted.entrySet().stream().map(e -> new GroupRecord(e.getKey(), e.getValue()));
    }

    /** Whether no transaction has an offset. */
    boolean isEmpty() {
        return byProducer.isEmpty();
    }

    /** Whether an open transaction has an offset of the group. */
    public boolean has(String groupId) {
        return byGroup.containsKey(groupId);
    }

    /** Whether an open transaction has an offset of the partition. */
    boolean has(String groupId, TopicPartition partition) {
        return !of(groupId, partition).isEmpty();
    }

    /** The offsets that open transactions have of the partition, by producer. */
    SortedMap<Long, RecordValue.TransactionalOffset> of(String groupId, TopicPartition partition) {
        Map<TopicPartition, TreeMap<Long, RecordValue.TransactionalOffset>> ofGroup = byGroup.get(groupId);
        TreeMap<Long, RecordValue.TransactionalOffset> found = ofGroup == null ? null : ofGroup.get(partition);
        return found == null ? Collections.emptySortedMap() : found;
    }

    /** The partitions that open transactions have offsets of, by topic and number. Costs a sort. */
    List<TopicPartition> partitions(String groupId) {
        return byGroup.getOrDefault(groupId, Map.of()).keySet().stream()
                .sorted()
                .toList();
    }

    /** The offsets of the producer's open transaction, by group and partition. Costs a sort. */
    SortedMap<TransactionalOffset, RecordValue.TransactionalOffset> ofProducer(long producerId) {
        TreeMap<TransactionalOffset, RecordValue.TransactionalOffset> sorted = new TreeMap<>(ORDER);
        sorted.putAll(byProducer.getOrDefault(producerId, Map.of()));
        return sorted;
    }

    /** The epoch of the newest process with this producer id that has an offset here; below 0 if none has. */
    int epoch(long producerId) {
        int newest = -1;
        for (RecordValue.TransactionalOffset open :
                byProducer.getOrDefault(producerId, Map.of()).values()) {
            newest = Math.max(newest, open.producerEpoch());
        }
        return newest;
    }

    /** The groups that open transactions have offsets of, by id. Costs a sort. */
    public SortedSet<String> groupIds() {
        return new TreeSet<>(byGroup.keySet());
    }
}
