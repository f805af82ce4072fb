package io.rebalance.internal.offset;

import io.rebalance.internal.kernel.Room;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The committed offsets, by group and partition. */
public final class OffsetTable implements Room<RecordKey.Offset, CommittedOffset> {

    private final TreeMap<String, TreeMap<TopicPartition, CommittedOffset>> offsets = new TreeMap<>();

    @Override
    public @Nullable CommittedOffset apply(RecordKey.Offset key, @Nullable CommittedOffset value) {
        TopicPartition partition = new TopicPartition(key.topic(), key.partition());
        if (value != null) {
            return offsets.computeIfAbsent(key.groupId(), g -> new TreeMap<>()).put(partition, value);
        }
        TreeMap<TopicPartition, CommittedOffset> ofGroup = offsets.get(key.groupId());
        if (ofGroup == null) {
            return null;
        }
        CommittedOffset before = ofGroup.remove(partition);
        if (ofGroup.isEmpty()) {
            offsets.remove(key.groupId());
        }
        return before;
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        return offsets.entrySet().stream()
                .flatMap(group -> group.getValue().entrySet().stream()
                        .map(offset -> new GroupRecord(
                                new RecordKey.Offset(
                                        group.getKey(),
                                        offset.getKey().topic(),
                                        offset.getKey().partition()),
                                offset.getValue())));
    }

    /** The offset of a partition, or null. */
    public @Nullable CommittedOffset find(String groupId, TopicPartition partition) {
        TreeMap<TopicPartition, CommittedOffset> ofGroup = offsets.get(groupId);
        return ofGroup == null ? null : ofGroup.get(partition);
    }

    /** The partitions that the group has an offset of, by topic and number. */
    public List<TopicPartition> partitions(String groupId) {
        TreeMap<TopicPartition, CommittedOffset> ofGroup = offsets.get(groupId);
        return ofGroup == null ? List.of() : List.copyOf(ofGroup.keySet());
    }

    /** The groups that have an offset, by id. Unmodifiable. */
    public Set<String> groupIds() {
        return Collections.unmodifiableSet(offsets.keySet());
    }
}
