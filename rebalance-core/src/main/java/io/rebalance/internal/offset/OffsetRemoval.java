package io.rebalance.internal.offset;

import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.kernel.Step;
import io.rebalance.log.RecordKey;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.List;
import java.util.SortedSet;

/** The ways out: of an offset, and of a group with all that belongs to it. */
public final class OffsetRemoval {

    private final GroupTable groups;
    private final OffsetTable offsets;
    private final TransactionTable transactions;

    /**
     * @param groups all groups
     * @param offsets all offsets
     * @param transactions those of open transactions
     */
    public OffsetRemoval(GroupTable groups, OffsetTable offsets, TransactionTable transactions) {
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
    }

    /** The groups that have offsets, those of open transactions included, by id. Costs a sort. */
    SortedSet<String> groupIds() {
        SortedSet<String> groupIds = offsets.groupIds();
        groupIds.addAll(transactions.groupIds());
        return groupIds;
    }

    /** Removes what is known of the partition, open transactions included. */
    void remove(Step step, String groupId, TopicPartition partition) {
        if (offsets.find(groupId, partition) != null) {
            removeCommitted(step, groupId, partition);
        }
        for (long producerId : List.copyOf(transactions.of(groupId, partition).keySet())) {
            step.put(
                    new RecordKey.TransactionalOffset(groupId, producerId, partition.topic(), partition.partition()),
                    null);
        }
    }

    /** Removes a committed offset. */
    void removeCommitted(Step step, String groupId, TopicPartition partition) {
        step.put(new RecordKey.Offset(groupId, partition.topic(), partition.partition()), null);
    }

    /** Removes a group without members, and all that is known of it, in one outcome however much that is. */
    public void removeGroup(Step step, String groupId, GroupEvent.Removal why) {
        offsets.partitions(groupId).forEach(partition -> remove(step, groupId, partition));
        transactions.partitions(groupId).forEach(partition -> remove(step, groupId, partition));
        Group group = groups.find(groupId);
        if (group != null) {
            group.stop(step);
            groups.remove(step, group);
        }
        if (groups.stored(groupId) != null) {
            step.put(new RecordKey.Group(groupId), null);
        }
        step.happened(new GroupEvent.GroupRemoved(groupId, why));
    }
}
