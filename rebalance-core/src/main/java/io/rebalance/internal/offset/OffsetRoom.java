package io.rebalance.internal.offset;

import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;

/** OffsetCommit and OffsetFetch. */
public final class OffsetRoom {

    private final Host host;
    private final GroupTable groups;
    private final OffsetTable offsets;

    /**
     * @param host what the host lent
     * @param groups all groups
     * @param offsets all offsets
     */
    public OffsetRoom(Host host, GroupTable groups, OffsetTable offsets) {
        this.host = host;
        this.groups = groups;
        this.offsets = offsets;
    }

    /** Keeps the offsets, unless the group does not know the caller (reference 2.16). */
    public void commit(Step step, Ticket ticket, OffsetCommitRequest request) {
        ErrorCode error = admit(step, request);
        if (!error.isNone()) {
            step.answer(ticket, request.refusedWith(error));
            return;
        }
        List<OffsetCommitResponse.Partition> verdicts =
                new ArrayList<>(request.partitions().size());
        for (OffsetCommitRequest.Partition partition : request.partitions()) {
            verdicts.add(new OffsetCommitResponse.Partition(
                    partition.topicPartition(), keep(step, request.groupId(), partition)));
        }
        step.answer(ticket, new OffsetCommitResponse(ErrorCode.NONE, verdicts));
    }

    /** Reads offsets back. Whoever asks is told. */
    public void fetch(Step step, Ticket ticket, OffsetFetchRequest request) {
        List<TopicPartition> asked =
                request.partitions() == null ? offsets.partitions(request.groupId()) : request.partitions();
        List<OffsetFetchResponse.Partition> found = new ArrayList<>(asked.size());
        for (TopicPartition partition : asked) {
            CommittedOffset offset = offsets.find(request.groupId(), partition);
            found.add(
                    offset == null
                            ? OffsetFetchResponse.Partition.without(partition, ErrorCode.NONE)
                            : new OffsetFetchResponse.Partition(
                                    partition,
                                    offset.offset(),
                                    offset.leaderEpoch(),
                                    offset.metadata(),
                                    ErrorCode.NONE));
        }
        step.answer(ticket, new OffsetFetchResponse(ErrorCode.NONE, found));
    }

    private ErrorCode admit(Step step, OffsetCommitRequest request) {
        Group group = groups.find(request.groupId());
        if (group != null) {
            return group.admitCommit(step, request.generationId(), request.memberId(), request.groupInstanceId());
        }
        // a group that exists only for its offsets has no generations: field failure A19
        return request.generationId() < 0 ? ErrorCode.NONE : ErrorCode.GROUP_ID_NOT_FOUND;
    }

    private ErrorCode keep(Step step, String groupId, OffsetCommitRequest.Partition partition) {
        String metadata = partition.metadata() == null ? "" : partition.metadata();
        if (metadata.length() > host.config().offsetMetadataMaxBytes()) {
            return ErrorCode.OFFSET_METADATA_TOO_LARGE;
        }
        TopicPartition name = partition.topicPartition();
        CommittedOffset before = offsets.find(groupId, name);
        step.put(
                new RecordKey.Offset(groupId, name.topic(), name.partition()),
                new CommittedOffset(
                        partition.offset(),
                        partition.leaderEpoch(),
                        metadata,
                        step.nowMs(),
                        CommittedOffset.NEVER,
                        before == null ? 0 : before.order() + 1));
        return ErrorCode.NONE;
    }
}
