package io.rebalance.differential;

import io.rebalance.CoordinatorProbe;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.Kept;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.testkit.CountingMemberIds;
import io.rebalance.testkit.ManualClock;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** This project's coordinator. It has no assignors, so the leaders assign; every append is durable at once. */
final class OurSubject implements Subject {

    private final CountingMemberIds ids = new CountingMemberIds();
    private final GroupCoordinator coordinator;
    private SortedMap<Long, GroupResponse> answers = new TreeMap<>();
    private @Nullable String lastId;

    OurSubject(Setting setting, ManualClock clock) {
        coordinator = GroupCoordinator.builder()
                .clock(clock)
                .config(setting.config())
                .memberIds(prefix -> lastId = ids.next(prefix))
                .build();
        take(coordinator.activate());
    }

    @Override
    public void handle(long ticket, GroupRequest<?> request, @Nullable String newcomer) {
        lastId = null;
        take(coordinator.handle(ticket, request));
    }

    /** The id that the last request made; null if it made none. */
    @Nullable
    String lastId() {
        return lastId;
    }

    @Override
    public long nextDeadlineMs() {
        return coordinator.nextDeadlineMs();
    }

    @Override
    public void advance() {
        take(coordinator.advance());
    }

    private void take(Outcome outcome) {
        outcome.replies().forEach(reply -> answers.put(reply.ticket(), Answers.sorted(reply.response())));
        coordinator.stored(outcome.sequence());
    }

    @Override
    public Moment look() {
        SortedMap<String, GroupPicture> groups = new TreeMap<>();
        List<Timer> timers = CoordinatorProbe.timers(coordinator);
        coordinator.groups().forEach(group -> groups.put(group.groupId(), picture(group, timers)));
        SortedMap<String, SortedMap<TopicPartition, Kept>> offsets = new TreeMap<>();
        coordinator.snapshot().forEach(record -> keep(record, offsets));
        Moment moment = new Moment(answers, groups, offsets);
        answers = new TreeMap<>();
        return moment;
    }

    private static void keep(GroupRecord record, SortedMap<String, SortedMap<TopicPartition, Kept>> offsets) {
        if (record.key() instanceof RecordKey.Offset key
                && record.value() instanceof RecordValue.CommittedOffset value) {
            offsets.computeIfAbsent(key.groupId(), id -> new TreeMap<>())
                    .put(
                            new TopicPartition(key.topic(), key.partition()),
                            new Kept(value.offset(), value.leaderEpoch(), value.metadata(), value.commitTimeMs()));
        }
    }

    private static GroupPicture picture(GroupView group, List<Timer> timers) {
        SortedMap<String, Long> sessions = new TreeMap<>();
        SortedMap<String, Long> pending = new TreeMap<>();
        Long join = null;
        Long sync = null;
        for (Timer timer : timers) {
            if (timer.groupId().equals(group.groupId())) {
                switch (timer.kind()) {
                    case SESSION -> sessions.put(timer.memberId(), timer.deadlineMs());
                    case PENDING_ID -> pending.put(timer.memberId(), timer.deadlineMs());
                    case JOIN_PHASE -> join = timer.deadlineMs();
                    case SYNC -> sync = timer.deadlineMs();
                    default -> throw new IllegalStateException("timer " + timer + " has no counterpart in Kafka");
                }
            }
        }
        SortedMap<String, MemberPicture> members = new TreeMap<>();
        group.members().forEach(m -> members.put(m.memberId(), picture(m, sessions.get(m.memberId()))));
        return new GroupPicture(
                group.state(),
                group.generationId(),
                group.protocolType(),
                group.protocolName(),
                group.leader(),
                members,
                pending,
                join,
                sync);
    }

    private static MemberPicture picture(MemberView member, @Nullable Long sessionDeadlineMs) {
        return new MemberPicture(
                member.groupInstanceId(),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                member.metadata(),
                member.assignment(),
                sessionDeadlineMs);
    }
}
