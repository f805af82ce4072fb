package io.rebalance.internal.offset;

import io.rebalance.CoordinatorConfig;
import io.rebalance.internal.group.Aging;
import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Removes offsets that nobody needs, and groups that nobody is in.
 *
 * <p>One timer for all groups: every {@code offsets.retention.check.interval.ms} it looks at each of them once. That is
 * done in slices, one after the other, so that no outcome is too long for a log and no caller waits for long; a slice
 * ends where it has removed {@value #MAX_REMOVED} things or looked at {@value #MAX_LOOKED_AT}. While there is nothing to
 * look at, no timer runs.
 *
 * @kip 211
 */
final class Expiry {

    static final int MAX_REMOVED = 1_000;
    static final int MAX_LOOKED_AT = 100_000;

    private final Timer timer = new Timer(Timer.Kind.EXPIRY, "", "");
    private final CoordinatorConfig config;
    private final GroupTable groups;
    private final OffsetTable offsets;
    private final TransactionTable transactions;
    private final OffsetRemoval removal;
    private Round round = Round.NONE;

    /**
     * How far one look at everything has come.
     *
     * @param groupIds the groups to look at, by id
     * @param nextGroup which of them is next
     * @param overdue what was found too old in the group before that one, by topic and number
     * @param nextOverdue which of those is next
     */
    private record Round(List<String> groupIds, int nextGroup, List<TopicPartition> overdue, int nextOverdue) {

        static final Round NONE = new Round(List.of(), 0, List.of(), 0);

        boolean isOver() {
            return nextGroup == groupIds.size() && nextOverdue == overdue.size();
        }
    }

    Expiry(Host host, GroupTable groups, OffsetTable offsets, TransactionTable transactions, OffsetRemoval removal) {
        this.config = host.config();
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
        this.removal = removal;
    }

    /** Sees to it that somebody looks, as long as there is something to look at. Costs next to nothing. */
    void keepWatch(Step step) {
        if (!timer.isArmed() && !(groups.isEmpty() && offsets.isEmpty() && transactions.isEmpty())) {
            step.arm(timer, config.offsetsRetentionCheckIntervalMs());
        }
    }

    /** Looks at the next slice of what there is. The timer is being fired. */
    void look(Step step) {
        Round from = round.isOver() ? new Round(groupIds(), 0, List.of(), 0) : round;
        Round to = new Slice(step).run(from);
        step.change(round, to.isOver() ? Round.NONE : to, r -> round = r);
        if (to.isOver()) {
            keepWatch(step);
        } else {
            step.arm(timer, 1);
        }
    }

    private List<String> groupIds() {
        SortedSet<String> groupIds = removal.groupIds();
        groups.all().forEach(group -> groupIds.add(group.groupId()));
        return List.copyOf(groupIds);
    }

    /** As much of a round as goes into one outcome. */
    private final class Slice {

        private final Step step;
        private int removed;
        private int lookedAt;

        Slice(Step step) {
            this.step = step;
        }

        Round run(Round round) {
            Round at = round;
            while (!at.isOver() && removed < MAX_REMOVED && lookedAt < MAX_LOOKED_AT) {
                at = at.nextOverdue < at.overdue.size() ? removeOverdue(at) : nextGroup(at);
            }
            return at;
        }

        private Round nextGroup(Round at) {
            String groupId = at.groupIds.get(at.nextGroup);
            List<TopicPartition> overdue = overdue(groupId);
            if (overdue.isEmpty()) {
                removeGroupIfVoid(groupId);
            }
            return new Round(at.groupIds, at.nextGroup + 1, overdue, 0);
        }

        private List<TopicPartition> overdue(String groupId) {
            lookedAt++;
            List<TopicPartition> overdue = new ArrayList<>();
            Rule rule = rule(groupId);
            offsets.forEach(groupId, (topic, number, offset) -> {
                lookedAt++;
                if (rule.isOverdue(offset)) {
                    TopicPartition partition = new TopicPartition(topic, number);
                    if (rule.isExpendable(partition)) {
                        overdue.add(partition);
                    }
                }
            });
            overdue.sort(null);
            return overdue;
        }

        private Round removeOverdue(Round at) {
            String groupId = at.groupIds.get(at.nextGroup - 1);
            int end = Math.min(at.overdue.size(), at.nextOverdue + MAX_REMOVED - removed);
            Rule rule = rule(groupId); // may be another one than when they were found
            int count = 0;
            for (TopicPartition partition : at.overdue.subList(at.nextOverdue, end)) {
                CommittedOffset offset = offsets.find(groupId, partition);
                if (offset != null && rule.isOverdue(offset) && rule.isExpendable(partition)) {
                    removal.removeCommitted(step, groupId, partition);
                    count++;
                }
            }
            lookedAt += end - at.nextOverdue;
            removed += count;
            if (count > 0) {
                step.happened(new GroupEvent.OffsetsExpired(groupId, count));
            }
            if (end == at.overdue.size()) {
                removeGroupIfVoid(groupId);
            }
            return new Round(at.groupIds, at.nextGroup, at.overdue, end);
        }

        /** An id that was handed out keeps a group alive: its client has been told to come. */
        private void removeGroupIfVoid(String groupId) {
            Group group = groups.find(groupId);
            if (group != null
                    && group.isEmpty()
                    && !group.isAwaited()
                    && !offsets.has(groupId)
                    && !transactions.has(groupId)) {
                removal.removeGroup(step, groupId, GroupEvent.Removal.EXPIRED);
                removed++;
            }
        }

        private Rule rule(String groupId) {
            Group group = groups.find(groupId);
            Aging aging = group == null ? Aging.SINCE_COMMIT : group.aging();
            ClassicGroup stored = groups.stored(groupId);
            long sinceMs = aging == Aging.SINCE_EMPTY && stored != null ? stored.stateSinceMs() : Long.MAX_VALUE;
            return new Rule(groupId, group, aging, sinceMs, step.nowMs());
        }
    }

    /** What is too old in a group: the table of reference 2.16. */
    private final class Rule {

        private final String groupId;
        private final @Nullable Group group;
        private final Aging aging;
        private final long emptySinceMs;
        private final long nowMs;

        Rule(String groupId, @Nullable Group group, Aging aging, long emptySinceMs, long nowMs) {
            this.groupId = groupId;
            this.group = group;
            this.aging = aging;
            this.emptySinceMs = emptySinceMs;
            this.nowMs = nowMs;
        }

        boolean isOverdue(CommittedOffset offset) {
            return switch (aging) {
                case NEVER -> false;
                case SINCE_EMPTY -> isOverdue(offset, emptySinceMs);
                case SINCE_COMMIT -> isOverdue(offset, offset.commitTimeMs());
            };
        }

        private boolean isOverdue(CommittedOffset offset, long sinceMs) {
            if (offset.expireTimeMs() != CommittedOffset.NEVER) {
                return nowMs >= offset.expireTimeMs();
            }
            long retentionMs = config.offsetsRetentionMs();
            return retentionMs != CoordinatorConfig.FOREVER && sinceMs <= nowMs - retentionMs;
        }

        /** Whether nobody needs it: it is not read, and no transaction is about to replace it. */
        boolean isExpendable(TopicPartition partition) {
            return (group == null || !group.isSubscribedTo(partition.topic())) && !transactions.has(groupId, partition);
        }
    }
}
