package org.apache.kafka.coordinator.group;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorExecutor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.apache.kafka.coordinator.group.classic.ClassicGroup;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetricsShard;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.timeline.SnapshotRegistry;

/**
 * The classes that are Kafka's coordinator of groups, built as a broker builds them: one for members, one for offsets, on
 * one registry, and the shard above them. It lives here because Kafka keeps the way to build them to this package.
 */
public final class KafkaManagers {

    private final SnapshotRegistry registry;
    private final GroupMetadataManager groups;
    private final OffsetMetadataManager offsets;
    private final GroupCoordinatorShard shard;

    /**
     * @param time the clock of both
     * @param timer what arms and disarms
     * @param config the broker's settings
     */
    public KafkaManagers(Time time, CoordinatorTimer<Void, CoordinatorRecord> timer, GroupCoordinatorConfig config) {
        registry = new SnapshotRegistry(new LogContext());
        GroupCoordinatorMetricsShard metrics = new GroupCoordinatorMetricsShard(
                registry, Map.of(), new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, 0));
        groups = new GroupMetadataManager.Builder()
                .withSnapshotRegistry(registry)
                .withLogContext(new LogContext())
                .withTime(time)
                .withTimer(timer)
                .withExecutor(new NoExecutor())
                .withConfig(config)
                .withGroupConfigManager(new GroupConfigManager(Map.of()))
                .withGroupCoordinatorMetricsShard(metrics)
                .withMetadataImage(MetadataImage.EMPTY)
                .build();
        offsets = new OffsetMetadataManager.Builder()
                .withSnapshotRegistry(registry)
                .withLogContext(new LogContext())
                .withTime(time)
                .withMetadataImage(MetadataImage.EMPTY)
                .withGroupMetadataManager(groups)
                .withGroupCoordinatorConfig(config)
                .withGroupCoordinatorMetricsShard(metrics)
                .build();
        shard = new GroupCoordinatorShard(
                new LogContext(), groups, offsets, time, timer, config, null, metrics); // counts loads alone
    }

    /** What stands above both: administration, expiry, replay. */
    public GroupCoordinatorShard shard() {
        return shard;
    }

    /** Reads offsets as of now: with {@code requireStable} only what no transaction may change. */
    public OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup request, boolean requireStable) {
        // Kafka tells the two apart by the point of its log at which it reads: the newest, or one that is committed
        long epoch = requireStable ? Long.MAX_VALUE : registry.latestEpoch() + 1;
        if (!requireStable) {
            registry.idempotentCreateSnapshot(epoch);
        }
        try {
            return request.topics() == null
                    ? shard.fetchAllOffsets(request, epoch)
                    : shard.fetchOffsets(request, epoch);
        } finally {
            if (!requireStable) {
                registry.deleteSnapshot(epoch);
            }
        }
    }

    /** Kafka's rebalance protocol. */
    public GroupMetadataManager groups() {
        return groups;
    }

    /** Kafka's offsets. */
    public OffsetMetadataManager offsets() {
        return offsets;
    }

    /** The group, or null if there is none. */
    public ClassicGroup group(String groupId) {
        try {
            return groups.getOrMaybeCreateClassicGroup(groupId, false);
        } catch (org.apache.kafka.common.errors.GroupIdNotFoundException e) {
            return null;
        }
    }

    /** What is committed for a partition, or null. */
    public OffsetAndMetadata offset(String groupId, String topic, int partition) {
        return offsets.offset(groupId, topic, partition);
    }

    /** The name of the timer of a member's session, or of an id that is waited for. */
    public static String sessionKey(String groupId, String memberId) {
        return GroupMetadataManager.classicGroupHeartbeatKey(groupId, memberId);
    }

    /** The name of the timer of the join phase. */
    public static String joinKey(String groupId) {
        return GroupMetadataManager.classicGroupJoinKey(groupId);
    }

    /** The name of the timer of those who have not synced. */
    public static String syncKey(String groupId) {
        return GroupMetadataManager.classicGroupSyncKey(groupId);
    }

    /** The classic protocol has no work for other threads; should it get some, the comparison is not whole. */
    private static final class NoExecutor implements CoordinatorExecutor<CoordinatorRecord> {

        @Override
        public <R> boolean schedule(String key, TaskRunnable<R> task, TaskOperation<CoordinatorRecord, R> operation) {
            throw new UnsupportedOperationException("task " + key);
        }

        @Override
        public boolean isScheduled(String key) {
            return false;
        }

        @Override
        public void cancel(String key) {
            // there is nothing to cancel
        }
    }

    /** The settings that the comparison varies; the rest are Kafka's defaults. */
    public static GroupCoordinatorConfig config(
            int initialDelayMs, int maxSize, int maxOffsetMetadata, int retentionMinutes) {
        return GroupCoordinatorConfig.fromProps(Map.of(
                GroupCoordinatorConfig.OFFSETS_RETENTION_MINUTES_CONFIG, retentionMinutes,
                GroupCoordinatorConfig.GROUP_INITIAL_REBALANCE_DELAY_MS_CONFIG, initialDelayMs,
                GroupCoordinatorConfig.GROUP_MAX_SIZE_CONFIG, maxSize,
                GroupCoordinatorConfig.OFFSET_METADATA_MAX_SIZE_CONFIG, maxOffsetMetadata,
                GroupCoordinatorConfig.CONSUMER_GROUP_ASSIGNORS_CONFIG, List.of("range")));
    }
}
