package io.rebalance.internal.offset;

import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.RecordKey;
import io.rebalance.protocol.TopicPartition;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Partitions that are gone, and whose offsets go with them in every group.
 *
 * <p>That they are gone is never taken back, since the world did it. If the log refuses the records, what is left to do
 * is done again a little later; offsets that were committed in between are of new partitions of the same name, and stay.
 */
final class DeletedPartitions {

    private final Timer timer = new Timer(Timer.Kind.DELETED_PARTITIONS, "", "");
    private final OffsetRemoval removal;
    private final TreeSet<TopicPartition> gone = new TreeSet<>(); // and their offsets may still be there
    private final Set<RecordKey.Offset> spared = new HashSet<>(); // committed since

    DeletedPartitions(OffsetRemoval removal) {
        this.removal = removal;
    }

    /** These are gone. What there is of them is removed by {@link #removeOffsets}. */
    void add(Collection<TopicPartition> partitions) {
        gone.addAll(partitions);
    }

    /** What was said before the coordinator went into service is done right after that. */
    void load(Step step) {
        if (!gone.isEmpty()) {
            step.arm(timer, 1);
        }
    }

    /** An offset of the partition was committed. */
    void spare(Step step, String groupId, TopicPartition partition) {
        if (gone.contains(partition)) {
            RecordKey.Offset key = new RecordKey.Offset(groupId, partition.topic(), partition.partition());
            if (spared.add(key)) {
                step.inverse(() -> spared.remove(key));
            }
        }
    }

    /** Removes the offsets of partitions that are gone, in every group. */
    void removeOffsets(Step step) {
        if (gone.isEmpty()) {
            return;
        }
        for (String groupId : removal.groupIds()) {
            for (TopicPartition partition : gone) {
                RecordKey.Offset key = new RecordKey.Offset(groupId, partition.topic(), partition.partition());
                if (!spared.contains(key)) {
                    removal.remove(step, groupId, partition);
                }
            }
        }
        List<TopicPartition> partitions = List.copyOf(gone);
        List<RecordKey.Offset> exempt = List.copyOf(spared); // back into a set
        gone.clear();
        spared.clear();
        step.inverse(() -> {
            gone.addAll(partitions);
            spared.addAll(exempt);
        });
        step.fire(timer); // if this is taken back, it is due again
    }
}
