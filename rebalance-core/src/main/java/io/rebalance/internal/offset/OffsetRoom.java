package io.rebalance.internal.offset;

import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordValue.TransactionalOffset;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.EndTransactionResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The door of the offsets: requests, timers, and partitions that go. */
public final class OffsetRoom {

    private final GroupTable groups;
    private final OffsetTable offsets;
    private final TransactionTable transactions;
    private final OffsetRemoval removal;
    private final DeletedPartitions deletedPartitions;
    private final CommitHandler commits;
    private final Expiry expiry;

    /**
     * @param host what the host lent
     * @param groups all groups
     * @param offsets all offsets
     * @param transactions those of open transactions
     * @param removal the ways out
     */
    public OffsetRoom(
            Host host, GroupTable groups, OffsetTable offsets, TransactionTable transactions, OffsetRemoval removal) {
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
        this.removal = removal;
        deletedPartitions = new DeletedPartitions(removal);
        commits = new CommitHandler(host, groups, offsets, transactions, deletedPartitions);
        expiry = new Expiry(host, groups, offsets, transactions, removal);
    }

    /** OffsetCommit. */
    public void commit(Step step, Ticket ticket, OffsetCommitRequest request) {
        step.answer(ticket, commits.handle(step, request));
    }

    /** TxnOffsetCommit. */
    public void commit(Step step, Ticket ticket, TxnOffsetCommitRequest request) {
        step.answer(ticket, commits.handle(step, request));
    }

    /** The end of a transaction: reference 2.16. */
    public void endTransaction(Step step, Ticket ticket, EndTransactionRequest request) {
        int epoch = transactions.epoch(request.producerId());
        if (request.producerEpoch() < epoch) {
            step.answer(ticket, request.refusedWith(ErrorCode.INVALID_PRODUCER_EPOCH));
            return;
        }
        for (Map.Entry<RecordKey.TransactionalOffset, TransactionalOffset> open :
                transactions.ofProducer(request.producerId()).entrySet()) {
            // an older epoch was fenced by the newer one, so that its transaction can only have been aborted
            if (request.isCommitted() && open.getValue().producerEpoch() == epoch) {
                promote(step, open.getKey(), open.getValue().offset());
            }
            step.put(open.getKey(), null);
        }
        step.answer(ticket, new EndTransactionResponse(ErrorCode.NONE));
    }

    private void promote(Step step, RecordKey.TransactionalOffset key, CommittedOffset offset) {
        CommittedOffset committed = offsets.find(key.groupId(), new TopicPartition(key.topic(), key.partition()));
        if (committed == null || committed.order() < offset.order()) {
            step.put(new RecordKey.Offset(key.groupId(), key.topic(), key.partition()), offset);
        }
    }

    /** OffsetFetch. Whoever asks is told. */
    public void fetch(Step step, Ticket ticket, OffsetFetchRequest request) {
        List<TopicPartition> asked =
                request.partitions() == null ? offsets.partitions(request.groupId()) : request.partitions();
        List<OffsetFetchResponse.Partition> found = new ArrayList<>(asked.size());
        for (TopicPartition partition : asked) {
            found.add(fetched(request, partition));
        }
        step.answer(ticket, new OffsetFetchResponse(ErrorCode.NONE, found));
    }

    private OffsetFetchResponse.Partition fetched(OffsetFetchRequest request, TopicPartition partition) {
        if (request.requireStable() && transactions.has(request.groupId(), partition)) {
            return OffsetFetchResponse.Partition.without(partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
        }
        CommittedOffset offset = offsets.find(request.groupId(), partition);
        return offset == null
                ? OffsetFetchResponse.Partition.without(partition, ErrorCode.NONE)
                : new OffsetFetchResponse.Partition(
                        partition, offset.offset(), offset.leaderEpoch(), offset.metadata(), ErrorCode.NONE);
    }

    /** OffsetDelete. */
    public void delete(Step step, Ticket ticket, OffsetDeleteRequest request) {
        Group group = groups.find(request.groupId());
        ErrorCode error = admit(group, request);
        if (!error.isNone()) {
            step.answer(ticket, request.refusedWith(error));
            return;
        }
        List<OffsetDeleteResponse.Partition> verdicts =
                new ArrayList<>(request.partitions().size());
        for (TopicPartition partition : request.partitions()) {
            boolean isRead = group != null && group.isSubscribedTo(partition.topic());
            if (!isRead) {
                removal.remove(step, request.groupId(), partition);
            }
            verdicts.add(new OffsetDeleteResponse.Partition(
                    partition, isRead ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE));
        }
        step.answer(ticket, new OffsetDeleteResponse(ErrorCode.NONE, verdicts));
    }

    private ErrorCode admit(@Nullable Group group, OffsetDeleteRequest request) {
        if (request.groupId().isEmpty()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        if (group != null) {
            return group.admitOffsetDelete();
        }
        boolean exists = offsets.has(request.groupId()) || transactions.has(request.groupId());
        return exists ? ErrorCode.NONE : ErrorCode.GROUP_ID_NOT_FOUND;
    }

    /** Partitions are gone, and their offsets go with them; once the coordinator is in service, if it is not yet. */
    public void partitionsDeleted(Step step, Collection<TopicPartition> partitions, boolean isActive) {
        deletedPartitions.add(partitions);
        if (isActive) {
            deletedPartitions.removeOffsets(step);
        }
    }

    /** The coordinator goes into service. */
    public void load(Step step) {
        deletedPartitions.load(step);
        expiry.keepWatch(step);
    }

    /** A request was handled: from now on there may be something that can expire. */
    public void keepWatch(Step step) {
        expiry.keepWatch(step);
    }

    /** The timer that looks for what has expired is due. */
    public void expire(Step step) {
        expiry.look(step);
    }

    /** What is left of partitions that are gone is to be removed. */
    public void removeDeletedPartitions(Step step) {
        deletedPartitions.removeOffsets(step);
    }
}
