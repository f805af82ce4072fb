package org.apache.kafka.coordinator.group;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorExecutor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.group.classic.ClassicGroup;
import org.apache.kafka.coordinator.group.classic.ClassicGroupState;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetricsShard;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.timeline.SnapshotRegistry;

/**
 * Kafka's own coordinator of classic groups, driven in this process by one thread. It lives in this package because its
 * builder is visible here only.
 *
 * <p>Of a broker it has what decides and keeps: {@link GroupMetadataManager}, {@link OffsetMetadataManager}, their
 * snapshot registry and the {@linkplain WheelTimer timers} in their production form. Records are replayed at once where
 * the broker would replay them, a snapshot is made a write, and all are committed at once, so that older snapshots go.
 * Left out are the network, the queue of events, {@code GroupCoordinatorService}, the bytes of records and their log,
 * logging (bound to nothing) and sensors; what is left out makes it look faster, never slower.
 */
public final class KafkaCoordinator implements AutoCloseable {

    private static final long NO_PRODUCER = -1;

    private final SnapshotRegistry snapshots;
    private final WheelTimer timer = new WheelTimer();
    private final GroupMetadataManager groups;
    private final OffsetMetadataManager offsets;
    private long written;

    /** A coordinator without groups, on the machine's clock. */
    public KafkaCoordinator(Map<String, ?> config) {
        LogContext log = new LogContext();
        GroupCoordinatorConfig settings = GroupCoordinatorConfig.fromProps(config);
        snapshots = new SnapshotRegistry(log);
        GroupCoordinatorMetricsShard metrics =
                new GroupCoordinatorMetricsShard(snapshots, Map.of(), new TopicPartition("__consumer_offsets", 0));
        groups = new GroupMetadataManager.Builder()
                .withLogContext(log)
                .withSnapshotRegistry(snapshots)
                .withTime(Time.SYSTEM)
                .withTimer(timer)
                .withExecutor(new NoExecutor())
                .withConfig(settings)
                .withGroupConfigManager(new GroupConfigManager(Map.of()))
                .withMetadataImage(MetadataImage.EMPTY)
                .withGroupCoordinatorMetricsShard(metrics)
                .build();
        offsets = new OffsetMetadataManager.Builder()
                .withLogContext(log)
                .withSnapshotRegistry(snapshots)
                .withTime(Time.SYSTEM)
                .withGroupMetadataManager(groups)
                .withGroupCoordinatorConfig(settings)
                .withMetadataImage(MetadataImage.EMPTY)
                .withGroupCoordinatorMetricsShard(metrics)
                .build();
        snapshots.idempotentCreateSnapshot(0);
    }

    /** JoinGroup; the future is completed by this call, by a later one, or by {@link #poll}. */
    public CompletableFuture<JoinGroupResponseData> join(
            AuthorizableRequestContext context, JoinGroupRequestData request) {
        CompletableFuture<JoinGroupResponseData> answer = new CompletableFuture<>();
        append(groups.classicGroupJoin(context, request, answer));
        return answer;
    }

    /** SyncGroup; the future is completed by this call or by a later one. */
    public CompletableFuture<SyncGroupResponseData> sync(
            AuthorizableRequestContext context, SyncGroupRequestData request) {
        CompletableFuture<SyncGroupResponseData> answer = new CompletableFuture<>();
        append(groups.classicGroupSync(context, request, answer));
        return answer;
    }

    /** Heartbeat. */
    public HeartbeatResponseData heartbeat(AuthorizableRequestContext context, HeartbeatRequestData request) {
        CoordinatorResult<HeartbeatResponseData, CoordinatorRecord> result =
                groups.classicGroupHeartbeat(context, request);
        append(result);
        return result.response();
    }

    /** LeaveGroup. */
    public LeaveGroupResponseData leave(AuthorizableRequestContext context, LeaveGroupRequestData request) {
        CoordinatorResult<LeaveGroupResponseData, CoordinatorRecord> result =
                groups.classicGroupLeave(context, request);
        append(result);
        return result.response();
    }

    /** Runs what the timers have fired meanwhile. */
    public void poll() {
        timer.runFired(this::append);
    }

    /** Replays what a log says. */
    public void load(CoordinatorRecord record) {
        replay(record);
        written++;
    }

    /** Loading has ended, with a snapshot. */
    public KafkaCoordinator loaded() {
        snapshots.idempotentCreateSnapshot(written);
        snapshots.deleteSnapshotsUpTo(written);
        return this;
    }

    /** Whether it has what the record says: the offset, or as many members. */
    public boolean has(CoordinatorRecord record) {
        if (record.key() instanceof OffsetCommitKey key) {
            OffsetAndMetadata offset = offsets.offset(key.group(), key.topic(), key.partition());
            return offset != null
                    && offset.committedOffset
                            == ((OffsetCommitValue) record.value().message()).offset();
        }
        String groupId = ((GroupMetadataKey) record.key()).group();
        GroupMetadataValue value = (GroupMetadataValue) record.value().message();
        return ((ClassicGroup) groups.group(groupId)).numMembers()
                == value.members().size();
    }

    /** How many members all its stable groups have. */
    public int stableMembers() {
        return groups.groupIds().stream()
                .map(id -> (ClassicGroup) groups.group(id))
                .filter(group -> group.isInState(ClassicGroupState.STABLE))
                .mapToInt(ClassicGroup::numMembers)
                .sum();
    }

    @Override
    public void close() {
        timer.close();
    }

    private void append(CoordinatorResult<?, CoordinatorRecord> result) {
        List<CoordinatorRecord> records = result.records();
        if (!records.isEmpty()) {
            if (result.replayRecords()) {
                records.forEach(this::replay);
            }
            written += records.size();
            snapshots.idempotentCreateSnapshot(written);
            snapshots.deleteSnapshotsUpTo(written);
        }
        if (result.appendFuture() != null) {
            result.appendFuture().complete(null);
        }
    }

    private void replay(CoordinatorRecord record) {
        ApiMessageAndVersion value = record.value();
        if (record.key() instanceof OffsetCommitKey key) {
            offsets.replay(written, NO_PRODUCER, key, value == null ? null : (OffsetCommitValue) value.message());
        } else {
            groups.replay((GroupMetadataKey) record.key(), value == null ? null : (GroupMetadataValue) value.message());
        }
    }

    /** Only groups of the newer protocols have work for it. */
    private static final class NoExecutor implements CoordinatorExecutor<CoordinatorRecord> {
        @Override
        public <R> boolean schedule(String key, TaskRunnable<R> task, TaskOperation<CoordinatorRecord, R> operation) {
            throw new UnsupportedOperationException("classic groups schedule no task, was asked for " + key);
        }

        @Override
        public boolean isScheduled(String key) {
            return false;
        }

        @Override
        public void cancel(String key) {}
    }
}
