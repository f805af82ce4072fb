package io.rebalance.differential;

import io.rebalance.CoordinatorProbe;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.Kept;
import io.rebalance.differential.Moment.MemberPicture;
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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This project's coordinator. It has no assignors, so the leaders assign; every append is durable at once. */
final class OurSubject implements Subject {

    private final CountingMemberIds ids = new CountingMemberIds();
    private final GroupCoordinator coordinator;
    private SortedMap<Long, GroupResponse> answers = new TreeMap<>();
    private @Nullable String lastId;
    private final Consumer<Outcome> listener;

    /** @param listener is told of every outcome */
    OurSubject(Setting setting, ManualClock clock, Consumer<Outcome> listener) {
        this.listener = listener;
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

    /** Whether the next advance looks for what is too old. */
    boolean isSweepDue(long nowMs) {
        Long due = CoordinatorProbe.deadlines(coordinator).get(key("EXPIRY", "", ""));
        return due != null && due <= nowMs;
    }

    private void take(Outcome outcome) {
        outcome.replies().forEach(reply -> answers.put(reply.ticket(), Answers.sorted(reply.response())));
        coordinator.stored(outcome.sequence());
        listener.accept(outcome);
    }

    @Override
    public Moment look() {
        SortedMap<String, GroupPicture> groups = new TreeMap<>();
        Map<String, Long> deadlines = CoordinatorProbe.deadlines(coordinator);
        coordinator.groups().forEach(group -> groups.put(group.groupId(), picture(group, deadlines)));
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

    private static GroupPicture picture(GroupView group, Map<String, Long> deadlines) {
        SortedMap<String, MemberPicture> members = new TreeMap<>();
        group.members()
                .forEach(m -> members.put(
                        m.memberId(), picture(m, deadlines.get(key("SESSION", group.groupId(), m.memberId())))));
        SortedMap<String, Long> pending = new TreeMap<>();
        String pendingIds = key("PENDING_ID", group.groupId(), "");
        deadlines.forEach((key, ms) -> {
            if (key.startsWith(pendingIds)) {
                pending.put(key.substring(pendingIds.length()), ms);
            }
        });
        return new GroupPicture(
                group.state(),
                group.generationId(),
                group.protocolType(),
                group.protocolName(),
                group.leader(),
                members,
                pending,
                deadlines.get(key("JOIN_PHASE", group.groupId(), "")),
                deadlines.get(key("SYNC", group.groupId(), "")));
    }

    private static String key(String kind, String groupId, String memberId) {
        return kind + " " + groupId + " " + memberId;
    }

    private static MemberPicture picture(MemberView member, @Nullable Long sessionDeadlineMs) {
        return new MemberPicture(
                member.groupInstanceId(),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                member.metadata(),
                member.assignment(),
                sessionDeadlineMs == null || sessionDeadlineMs == Long.MAX_VALUE ? null : sessionDeadlineMs);
    }
}
