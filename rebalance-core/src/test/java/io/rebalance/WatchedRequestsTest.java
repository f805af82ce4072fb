package io.rebalance;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random requests to a coordinator that is looked at after every one of them. */
class WatchedRequestsTest {

    private static final long FAR =
            Long.MAX_VALUE - 2_000_000_000L; // less than the longest timeout before the end of time

    private FakeClock clock = new FakeClock(1_000_000);
    private final List<GroupRequest<?>> asked = new ArrayList<>();
    private final List<Reply> told = new ArrayList<>(); // to come again with an id
    private final List<GroupRecord> log = new ArrayList<>();
    private TopicCatalog topics = TopicCatalog.of(Map.of("orders", 4, "payments", 2));
    private int lastId;
    private long ticket;

    private final CoordinatorConfig config = CoordinatorConfig.builder()
            .groupInitialRebalanceDelay(Duration.ofSeconds(1))
            .build();
    private final Watch watch = new Watch(config);
    private GroupCoordinator coordinator = coordinator();

    private GroupCoordinator coordinator() {
        return GroupCoordinator.builder()
                .clock(clock)
                .config(config)
                .memberIds(prefix -> prefix + "-" + ++lastId)
                .topics(topics)
                .assignors(Driver.dealer("cooperative", RebalanceMode.COOPERATIVE))
                .build();
    }

    @Property(tries = 200)
    void requests_any_keepTheInvariants(@ForAll long seed) {
        new WatchedRequestsTest().play(seed); // all tries share this instance
    }

    private void play(long seed) {
        LawsTest.Chaos chaos = new LawsTest.Chaos(seed);
        if (chaos.random.nextInt(8) == 0) {
            clock = new FakeClock(FAR);
            coordinator = coordinator();
        }
        watch.tookOver(coordinator, clock.nowMs(), took(coordinator.activate()));
        for (int i = 0; i < 150; i++) {
            switch (chaos.random.nextInt(32)) {
                case 0, 1, 2, 3 -> pass(chaos.random.nextInt(4) == 0 ? 20_000 : chaos.random.nextInt(4_000));
                case 4, 5, 6 -> everybodyBeats();
                case 7 -> everybodySyncs(chaos);
                case 8 -> {
                    if (chaos.random.nextInt(4) == 0) {
                        crash(chaos);
                    }
                }
                case 9 -> immoderate(chaos);
                case 10 -> again(chaos);
                case 11 -> everybodyJoins(chaos);
                case 12 -> commitsAsInstance(chaos);
                case 13 -> comesOrGoes(chaos);
                case 14 -> topicsChange(chaos);
                default -> ask(chaos, chaos.request(coordinator));
            }
        }
        end(chaos);
    }

    private Outcome took(Outcome outcome) {
        log.addAll(outcome.records());
        coordinator.stored(outcome.sequence());
        return outcome;
    }

    /** Something is asked again, as a network may bring it twice; or a join, by one who wants other timeouts now. */
    private void again(LawsTest.Chaos chaos) {
        if (!asked.isEmpty()) {
            GroupRequest<?> request = asked.get(chaos.random.nextInt(asked.size()));
            boolean isChanged = chaos.random.nextBoolean();
            ask(
                    chaos,
                    isChanged && request instanceof JoinGroupRequest join
                            ? join(join, join.memberId())
                                    .sessionTimeoutMs(6_000 + chaos.random.nextInt(10_000))
                                    .rebalanceTimeoutMs(
                                            chaos.random.nextInt(-5_000, 20_000)) // the first version says -1
                                    .build()
                            : request);
        }
    }

    /** Everybody asks for its part; who leads has a part for some of them. */
    private void everybodySyncs(LawsTest.Chaos chaos) {
        for (GroupView group : coordinator.groups()) {
            List<MemberAssignment> parts = new ArrayList<>();
            for (MemberView member : group.members()) {
                if (chaos.random.nextBoolean()) {
                    byte[] part = {(byte) chaos.random.nextInt(9)};
                    parts.add(new MemberAssignment(member.memberId(), Bytes.of(part)));
                }
            }
            for (MemberView member : group.members()) {
                ask(chaos, SyncGroupRequest.of(group.groupId(), group.generationId(), member.memberId(), parts));
            }
        }
    }

    /** The members of a group join, and say what somebody said before; but now and then one leaves, or says nothing. */
    private void everybodyJoins(LawsTest.Chaos chaos) {
        List<JoinGroupRequest> said = asked.stream()
                .filter(JoinGroupRequest.class::isInstance)
                .map(JoinGroupRequest.class::cast)
                .toList();
        for (GroupView group : said.isEmpty() ? List.<GroupView>of() : coordinator.groups()) {
            JoinGroupRequest words = said.get(chaos.random.nextInt(said.size()));
            for (MemberView member : group.members()) {
                int mood = chaos.random.nextInt(10);
                if (mood < 2) {
                    if (mood == 0) {
                        ask(chaos, LeaveGroupRequest.of(group.groupId(), member.memberId()));
                    }
                    continue;
                }
                JoinGroupRequest.Builder join = JoinGroupRequest.builder(group.groupId())
                        .memberId(member.memberId())
                        .clientId("c")
                        .groupInstanceId(member.groupInstanceId())
                        .sessionTimeoutMs(member.sessionTimeoutMs())
                        .rebalanceTimeoutMs(member.rebalanceTimeoutMs());
                words.protocols().forEach(p -> join.protocol(p.name(), p.metadata()));
                ask(chaos, join.build());
            }
        }
    }

    /** Somebody who was told to come again with an id does, or thinks better of it. */
    private void comesOrGoes(LawsTest.Chaos chaos) {
        if (!told.isEmpty()) {
            Reply reply = told.remove(chaos.random.nextInt(told.size()));
            JoinGroupRequest request = (JoinGroupRequest) reply.request();
            String memberId = ((JoinGroupResponse) reply.response()).memberId();
            ask(
                    chaos,
                    chaos.random.nextBoolean()
                            ? join(request, memberId).build()
                            : LeaveGroupRequest.of(request.groupId(), memberId));
        }
    }

    private void commitsAsInstance(LawsTest.Chaos chaos) {
        if (chaos.request(coordinator) instanceof OffsetCommitRequest commit) {
            ask(
                    chaos,
                    new OffsetCommitRequest(
                            commit.groupId(),
                            chaos.random.nextBoolean() ? -1 : commit.generationId(),
                            chaos.random.nextBoolean() ? "" : commit.memberId(),
                            "i" + chaos.random.nextInt(3),
                            commit.retentionTimeMs(),
                            commit.partitions()));
        }
    }

    private static JoinGroupRequest.Builder join(JoinGroupRequest like, String memberId) {
        JoinGroupRequest.Builder join = JoinGroupRequest.builder(like.groupId())
                .memberId(memberId)
                .clientId(like.clientId())
                .groupInstanceId(like.groupInstanceId())
                .memberIdRequired(like.memberIdRequired())
                .canSkipAssignment(like.canSkipAssignment())
                .sessionTimeoutMs(like.sessionTimeoutMs());
        like.protocols().forEach(p -> join.protocol(p.name(), p.metadata()));
        return join;
    }

    private void ask(LawsTest.Chaos chaos, GroupRequest<?> request) {
        asked.add(request);
        watch.before(coordinator);
        Outcome outcome = took(coordinator.handle(++ticket, request));
        watch.asked(coordinator, clock.nowMs(), ticket, request, outcome);
        for (Reply reply : outcome.replies()) {
            chaos.learn(reply.request(), reply.response());
            if (reply.response().error() == ErrorCode.MEMBER_ID_REQUIRED) {
                told.add(reply);
            }
        }
    }

    private void pass(long ms) {
        long untilMs = clock.nowMs() + ms;
        while (coordinator.nextDeadlineMs() <= untilMs) {
            clock.advance(Math.max(0, coordinator.nextDeadlineMs() - clock.nowMs()));
            watch.before(coordinator);
            watch.after(coordinator, clock.nowMs(), took(coordinator.advance()));
        }
        clock.advance(untilMs - clock.nowMs());
    }

    private void topicsChange(LawsTest.Chaos chaos) {
        Map<String, Integer> counts = new TreeMap<>(Map.of("orders", 1 + chaos.random.nextInt(5)));
        if (chaos.random.nextBoolean()) {
            counts.put("payments", chaos.random.nextInt(3));
        }
        topics = TopicCatalog.of(counts);
        watch.before(coordinator);
        watch.after(coordinator, clock.nowMs(), took(coordinator.topicsChanged(topics)));
    }

    private void everybodyBeats() {
        for (GroupView group : coordinator.groups()) {
            for (MemberView member : group.members()) {
                HeartbeatRequest beat = new HeartbeatRequest(
                        group.groupId(), group.generationId(), member.memberId(), member.groupInstanceId());
                watch.before(coordinator);
                watch.asked(coordinator, clock.nowMs(), ++ticket, beat, took(coordinator.handle(ticket, beat)));
            }
        }
    }

    /** Somebody who has much to say about why he comes or goes, and asks for all the time that there is. */
    private void immoderate(LawsTest.Chaos chaos) {
        String reason = "x".repeat(100_000);
        GroupRequest<?> request = chaos.request(coordinator);
        if (request instanceof JoinGroupRequest join) {
            request = join(join, join.memberId())
                    .rebalanceTimeoutMs(Integer.MAX_VALUE)
                    .reason(reason)
                    .build();
        } else if (request instanceof LeaveGroupRequest leave) {
            request = new LeaveGroupRequest(
                    leave.groupId(),
                    leave.members().stream()
                            .map(m -> new LeaveGroupRequest.Leaver(m.memberId(), m.groupInstanceId(), reason))
                            .toList());
        }
        ask(chaos, request);
    }

    private void crash(LawsTest.Chaos chaos) {
        coordinator().resign(); // one that was never in service
        Outcome resigned = coordinator.resign();
        Watch.require(coordinator.resign().replies().isEmpty(), "S11: who resigned has nothing more to say");
        Watch.require(resigned.records().isEmpty(), "S17: who resigns has nothing to store");
        for (Reply reply : resigned.replies()) {
            Watch.require(
                    reply.response().error() == ErrorCode.NOT_COORDINATOR
                            || reply.response().error().isNone(),
                    "S13: who waited for a coordinator that resigned is told " + reply);
        }
        refusesAll(chaos, ErrorCode.NOT_COORDINATOR, ErrorCode.NOT_COORDINATOR);
        coordinator = coordinator();
        refusesAll(chaos, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, ErrorCode.REBALANCE_IN_PROGRESS);
        log.forEach(coordinator::replay);
        refusesAll(chaos, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, ErrorCode.REBALANCE_IN_PROGRESS);
        watch.tookOver(coordinator, clock.nowMs(), took(coordinator.activate()));
    }

    /** A coordinator that is not in service does nothing, and takes nobody's identity (S13, S17). */
    private void refusesAll(LawsTest.Chaos chaos, ErrorCode error, ErrorCode orThis) {
        List<GroupRecord> facts = coordinator.snapshot().toList();
        for (int i = 0; i < 5; i++) {
            Outcome outcome = coordinator.handle(++ticket, chaos.request(coordinator));
            Reply reply = outcome.replies().get(0);
            ErrorCode refusal = reply.response().error();
            Watch.require(
                    refusal == error
                            || refusal == orThis
                            || refusal.isNone()
                                    && reply.request() instanceof HeartbeatRequest
                                    && error != ErrorCode.NOT_COORDINATOR,
                    "S13: out of service, but answers " + reply);
            Watch.require(outcome.records().isEmpty(), "S17: out of service, but stores " + outcome.records());
            coordinator.stored(outcome.sequence());
        }
        Watch.require(coordinator.snapshot().toList().equals(facts), "S17: out of service, but changed");
    }

    private void end(LawsTest.Chaos chaos) {
        pass(600_000);
        crash(chaos);
    }
}
