package io.rebalance.internal.offset;

import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.kernel.Step;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.List;

/** OffsetCommit and TxnOffsetCommit (reference 2.16): keeps offsets, unless the group does not know the caller. */
final class CommitHandler {

    private final Host host;
    private final GroupTable groups;
    private final OffsetTable offsets;
    private final TransactionTable transactions;
    private final DeletedPartitions deletedPartitions;

    CommitHandler(
            Host host,
            GroupTable groups,
            OffsetTable offsets,
            TransactionTable transactions,
            DeletedPartitions deletedPartitions) {
        this.host = host;
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
        this.deletedPartitions = deletedPartitions;
    }

    /** Keeps one offset. */
    @FunctionalInterface
    private interface Keeper {
        void keep(TopicPartition partition, CommittedOffset offset);
    }

    OffsetCommitResponse handle(Step step, OffsetCommitRequest request) {
        String groupId = request.groupId();
        ErrorCode error = admit(step, request);
        if (!error.isNone()) {
            return request.refusedWith(error);
        }
        long expireTimeMs = expireTimeMs(step, request.retentionTimeMs());
        return keep(step, groupId, expireTimeMs, request.partitions(), (partition, offset) -> {
            step.put(new RecordKey.Offset(groupId, partition.topic(), partition.partition()), offset);
        });
    }

    OffsetCommitResponse handle(Step step, TxnOffsetCommitRequest request) {
        String groupId = request.groupId();
        long producerId = request.producerId();
        ErrorCode error = admit(request);
        if (!error.isNone()) {
            return request.refusedWith(error);
        }
        return keep(step, groupId, CommittedOffset.NEVER, request.partitions(), (partition, offset) -> {
            step.put(
                    new RecordKey.TransactionalOffset(groupId, producerId, partition.topic(), partition.partition()),
                    new RecordValue.TransactionalOffset(request.producerEpoch(), offset));
        });
    }

    private ErrorCode admit(Step step, OffsetCommitRequest request) {
        if (isTooLong(request.groupId())) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        Group group = groups.find(request.groupId());
        if (group != null) {
            return group.admitCommit(step, request.generationId(), request.memberId(), request.groupInstanceId());
        }
        return admitToSimple(request.groupId(), request.generationId(), ErrorCode.GROUP_ID_NOT_FOUND);
    }

    private ErrorCode admit(TxnOffsetCommitRequest request) {
        if (request.groupId().isEmpty() || isTooLong(request.groupId())) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        if (request.producerId() < 0 || request.producerEpoch() < 0) {
            return ErrorCode.INVALID_REQUEST;
        }
        if (request.producerEpoch() < transactions.epoch(request.producerId())) {
            return ErrorCode.INVALID_PRODUCER_EPOCH;
        }
        Group group = groups.find(request.groupId());
        if (group != null) {
            return group.admitTransactionalCommit(
                    request.generationId(), request.memberId(), request.groupInstanceId());
        }
        return admitToSimple(request.groupId(), request.generationId(), ErrorCode.ILLEGAL_GENERATION);
    }

    /** A group that exists only for its offsets has neither generations nor members: field failure A19. */
    private ErrorCode admitToSimple(String groupId, int generationId, ErrorCode ifMissing) {
        if (generationId < 0) {
            return ErrorCode.NONE;
        }
        return offsets.has(groupId) || transactions.has(groupId) ? ErrorCode.UNKNOWN_MEMBER_ID : ifMissing;
    }

    private OffsetCommitResponse keep(
            Step step,
            String groupId,
            long expireTimeMs,
            List<OffsetCommitRequest.Partition> partitions,
            Keeper keeper) {
        List<OffsetCommitResponse.Partition> verdicts = new ArrayList<>(partitions.size());
        for (OffsetCommitRequest.Partition asked : partitions) {
            TopicPartition partition = asked.topicPartition();
            String metadata = asked.metadata() == null ? "" : asked.metadata();
            ErrorCode verdict = ErrorCode.NONE;
            if (isTooLong(partition.topic())) {
                verdict = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION; // no log has such a topic
            } else if (metadata.length() > host.config().offsetMetadataMaxBytes()) {
                verdict = ErrorCode.OFFSET_METADATA_TOO_LARGE;
            } else {
                keeper.keep(
                        partition,
                        new CommittedOffset(
                                asked.offset(),
                                asked.leaderEpoch(),
                                metadata,
                                step.nowMs(),
                                expireTimeMs,
                                highestOrder(groupId, partition) + 1));
                deletedPartitions.spare(step, groupId, partition);
            }
            verdicts.add(new OffsetCommitResponse.Partition(partition, verdict));
        }
        return new OffsetCommitResponse(ErrorCode.NONE, verdicts);
    }

    /** Each offset is stored with the ids of its group and its topic, so that a long one is written many times over. */
    private boolean isTooLong(String text) {
        return text.length() > host.config().maxTextChars(); // design law 11
    }

    /** The order of the partition's latest commit, in a transaction or not; -1 if there is none. */
    private long highestOrder(String groupId, TopicPartition partition) {
        CommittedOffset committed = offsets.find(groupId, partition);
        long highest = committed == null ? -1 : committed.order();
        for (RecordValue.TransactionalOffset open :
                transactions.of(groupId, partition).values()) {
            highest = Math.max(highest, open.offset().order());
        }
        return highest;
    }

    private static long expireTimeMs(Step step, long retentionTimeMs) {
        if (retentionTimeMs < 0) {
            return CommittedOffset.NEVER;
        }
        long sum = step.nowMs() + retentionTimeMs;
        return sum < step.nowMs() ? Long.MAX_VALUE : sum;
    }
}
