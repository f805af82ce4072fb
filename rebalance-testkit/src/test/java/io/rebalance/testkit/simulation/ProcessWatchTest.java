package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.MemberRequest;
import io.rebalance.member.MemberState;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.GroupEvent.MemberRemoved;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the oracle asks of processes that nothing troubles, broken one by one. */
class ProcessWatchTest {

    private static final JoinGroupRequest JOIN =
            JoinGroupRequest.builder(World.GROUP).build();
    private static final HeartbeatResponse NOT_SO = new HeartbeatResponse(ErrorCode.UNKNOWN_MEMBER_ID);
    private static final LeaveGroupRequest LEAVE = new LeaveGroupRequest(World.GROUP, List.of());
    private static final Ownership OWNERSHIP = new Ownership(new TopicPartition("orders", 0), 1, 1);

    private final World world = SampleWorlds.calm();
    private final Worker worker = new Worker(world, 0);
    private final ProcessWatch watch = world.oracle.processes();

    @BeforeEach
    void joinAndSettle() {
        world.workers.add(worker);
        world.startBroker();
        worker.start();
        SampleWorlds.pass(world, 20_000);
    }

    private MemberRemoved expired() {
        return new MemberRemoved(World.GROUP, id(), Departure.SESSION_EXPIRED, "");
    }

    private String id() {
        return worker.member().memberId();
    }

    // Staying

    // field failure E15
    @Test
    void member_givenUpThoughNothingKeptItFromHeartbeats_breaksL3() {
        assertThatThrownBy(() -> watch.happened(expired())).hasMessageContaining("L3");
    }

    @Test
    void member_givenUpAfterTrouble_orGone_orForAnotherReason_isWell() {
        worker.cutTo(1_000);
        assertThatCode(() -> watch.happened(expired())).doesNotThrowAnyException();
        SampleWorlds.pass(world, 10_000);
        assertThatCode(() -> watch.happened(new MemberRemoved(World.GROUP, "w9-1", Departure.SESSION_EXPIRED, "")))
                .doesNotThrowAnyException();
        assertThatCode(() -> watch.happened(new MemberRemoved(World.GROUP, id(), Departure.MISSED_REBALANCE, "")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.happened(expired())).hasMessageContaining("L3");
    }

    @Test
    void member_givenUpWhileItWaitsForAJoinThatWasLost_isWell() {
        watch.sends(worker, JOIN);
        watch.troubled(worker, 0);
        SampleWorlds.pass(world, 10_000);
        assertThatCode(() -> watch.happened(expired())).doesNotThrowAnyException();
    }

    // Joining

    // field failure E16
    @Test
    void join_sentAgainWhileTheFirstOneWaits_breaksL2() {
        watch.sends(worker, JOIN);
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs - 1);
        assertThatThrownBy(() -> watch.sends(worker, JOIN)).hasMessageContaining("L2");
    }

    @Test
    void join_sentAgainInTime_orAfterTrouble_orAnAnswer_isWell() {
        watch.sends(worker, JOIN);
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs);
        assertThatCode(() -> watch.sends(worker, JOIN)).doesNotThrowAnyException();
        SampleWorlds.pass(world, 100);
        worker.cutFrom(10);
        assertThatCode(() -> watch.sends(worker, JOIN)).doesNotThrowAnyException();
        SampleWorlds.pass(world, 100);
        watch.joinAnswered(worker);
        assertThatCode(() -> watch.sends(worker, JOIN)).doesNotThrowAnyException();
    }

    @Test
    void join_waitedForWithoutEnd_breaksL1() {
        Worker newcomer = new Worker(world, 1);
        world.workers.add(newcomer);
        newcomer.start();
        newcomer.cutFrom(100_000);
        SampleWorlds.pass(world, 100); // its join is out, and will not be answered
        GroupMember member = newcomer.member();
        assertThat(member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        assertThatCode(() -> watch.turned(newcomer, member, List.of(), List.of()))
                .doesNotThrowAnyException();
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs);
        GroupMember asleep = newcomer.member();
        newcomer.pause(100_000);
        SampleWorlds.pass(world, 10_000);
        assertThat(asleep.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        assertThatThrownBy(() -> watch.turned(newcomer, asleep, List.of(), List.of()))
                .hasMessageContaining("L1");
        MemberRequest again = new MemberRequest(1, JOIN, 0);
        assertThatCode(() -> {
                    watch.turned(newcomer, asleep, List.of(again), List.of());
                    watch.turned(newcomer, asleep, List.of(), List.of());
                })
                .as("it has sent another one, though there may be no line")
                .doesNotThrowAnyException();
    }

    @Test
    void claim_asOfAGenerationThatTheMemberWasNotToldOf_breaksS10() {
        int told = worker.member().generationId();
        assertThatCode(() -> watch.sends(worker, claiming(told))).doesNotThrowAnyException();
        SampleWorlds.pass(world, 1);
        watch.joinAnswered(worker);
        assertThatThrownBy(() -> watch.sends(worker, claiming(told + 1)))
                .hasMessageContaining("S10")
                .hasMessageContaining("claims " + (told + 1));
    }

    private JoinGroupRequest claiming(int generation) {
        ConsumerSubscription says =
                ConsumerSubscription.of(List.of("orders")).owning(List.of(TopicPartitions.of("orders", 0)), generation);
        return JoinGroupRequest.builder(World.GROUP)
                .memberId(id())
                .protocol(
                        "cooperative-sticky",
                        ConsumerProtocol.writeSubscription(says, ConsumerProtocol.HIGHEST_VERSION))
                .build();
    }

    private static OffsetCommitRequest commit(int generation, String memberId) {
        return new OffsetCommitRequest(
                World.GROUP,
                generation,
                memberId,
                null,
                -1,
                List.of(OffsetCommitRequest.Partition.of(OWNERSHIP.partition(), 7)));
    }

    // Losing

    // field failure E17
    @Test
    void loss_byARefusalOfAnEarlierGeneration_breaksL7() {
        List<MemberOrder> lost = List.of(new MemberOrder.Lost(-1, List.of(OWNERSHIP), MemberOrder.Loss.FENCED));
        OffsetCommitRequest commit = commit(4, "a");
        GroupResponse over = commit.refusedWith(ErrorCode.ILLEGAL_GENERATION);
        GroupResponse out = commit.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThatThrownBy(() -> watch.received(worker, commit, over, "a", 5, MemberState.STABLE, lost))
                .hasMessageContaining("L7");
        assertThatThrownBy(() -> watch.received(worker, commit, out, "b", 5, MemberState.STABLE, lost))
                .hasMessageContaining("L7");
        assertThatCode(() -> watch.received(worker, commit, out, "a", 5, MemberState.STABLE, lost))
                .as("whoever is out is out, in whatever generation it was")
                .doesNotThrowAnyException();
        HeartbeatRequest heartbeat = new HeartbeatRequest(World.GROUP, 5, "a", null);
        assertThatThrownBy(() -> watch.received(worker, heartbeat, NOT_SO, "b", 5, MemberState.STABLE, lost))
                .hasMessageContaining("L7");

        assertThatCode(() -> watch.received(worker, heartbeat, NOT_SO, "a", 5, MemberState.STABLE, lost))
                .doesNotThrowAnyException();
        List<MemberOrder> lapsed =
                List.of(new MemberOrder.Lost(-1, List.of(OWNERSHIP), MemberOrder.Loss.SESSION_LAPSED));
        assertThatCode(() -> watch.received(worker, commit, NOT_SO, "a", 5, MemberState.STABLE, lapsed))
                .doesNotThrowAnyException();
    }

    @Test
    void loss_byTheEndOfAGeneration_ofTheNameToo_breaksL4() {
        List<MemberOrder> lost = List.of(new MemberOrder.Lost(-1, List.of(OWNERSHIP), MemberOrder.Loss.FENCED));
        HeartbeatRequest heartbeat = new HeartbeatRequest(World.GROUP, 5, "a", null);
        GroupResponse over = heartbeat.refusedWith(ErrorCode.ILLEGAL_GENERATION);
        GroupResponse out = heartbeat.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThatThrownBy(() -> watch.received(worker, heartbeat, over, "a", 5, MemberState.STABLE, lost))
                .as("it is called otherwise now")
                .hasMessageContaining("L4");
        assertThatCode(() -> {
                    watch.received(worker, heartbeat, over, "a", 5, MemberState.LEAVING, lost);
                    watch.received(worker, heartbeat, out, "a", 5, MemberState.STABLE, lost);
                    watch.received(
                            worker,
                            new HeartbeatRequest(World.GROUP, 5, id(), null),
                            over,
                            id(),
                            5,
                            MemberState.STABLE,
                            lost);
                })
                .doesNotThrowAnyException();
    }

    // field failure E3
    @Test
    void member_whoseApplicationIsStuck_andThatDoesNotSayThatItLeaves_breaksL6() {
        MemberOrder lost = new MemberOrder.Lost(-1, List.of(OWNERSHIP), MemberOrder.Loss.POLL_OVERDUE);
        MemberRequest leave = new MemberRequest(1, LEAVE, 0);
        assertThatThrownBy(() -> watch.turned(worker, worker.member(), List.of(), List.of(lost)))
                .hasMessageContaining("L6");
        assertThatCode(() -> watch.turned(worker, worker.member(), List.of(leave), List.of(lost)))
                .doesNotThrowAnyException();
        worker.disconnect(1);
        assertThatCode(() -> watch.turned(worker, worker.member(), List.of(), List.of(lost)))
                .doesNotThrowAnyException();
    }

    @Test
    void member_whoseApplicationShowsNoSignOfLife_andThatGoesOn_breaksL4() {
        GroupMember member = worker.member();
        watch.progressed(worker);
        worker.pause(100_000); // so that nothing is done about it
        SampleWorlds.pass(world, world.plan.sessionTimeoutMs - 1_000);
        watch.heard(worker, worker.clockMs());
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs - world.plan.sessionTimeoutMs + 999);
        watch.heard(worker, worker.clockMs());
        assertThatCode(() -> watch.turned(worker, member, List.of(), List.of())).doesNotThrowAnyException();
        SampleWorlds.pass(world, 1);
        assertThatThrownBy(() -> watch.turned(worker, member, List.of(), List.of()))
                .hasMessageContaining("L4");
        watch.progressed(worker);
        assertThatCode(() -> watch.turned(worker, member, List.of(), List.of())).doesNotThrowAnyException();
    }

    @Test
    void member_thatKeepsWhatItHad_whenItMissedAGeneration_breaksS1() {
        Worker second = new Worker(world, 1);
        world.workers.add(second);
        world.isStorming = false; // so that two rounds may follow
        second.start();
        SampleWorlds.pass(world, 20_000);
        int now = worker.member().generationId();
        assertThat(now).isGreaterThanOrEqualTo(3);
        assertThat(worker.member().held()).isNotEmpty();
        JoinGroupResponse welcome = new JoinGroupResponse(
                ErrorCode.NONE, now, "consumer", "cooperative-sticky", "", false, id(), List.of());
        assertThatThrownBy(() -> watch.received(
                        worker, JOIN, welcome, id(), now - 2, MemberState.PREPARING_REBALANCE, List.of()))
                .hasMessageContaining("S1b");
        assertThatCode(() -> watch.received(
                        worker, JOIN, welcome, id(), now - 1, MemberState.PREPARING_REBALANCE, List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void member_thatWaitsForItsApplicationLongerThanItSaid_breaksL4() {
        watch.ordered(worker, new MemberOrder.Revoked(1, 1, List.of(OWNERSHIP), worker.clockMs() + 100));
        SampleWorlds.pass(world, 99);
        assertThatCode(() -> watch.turned(worker, worker.member(), List.of(), List.of()))
                .doesNotThrowAnyException();
        SampleWorlds.pass(world, 1);
        assertThatThrownBy(() -> watch.turned(worker, worker.member(), List.of(), List.of()))
                .hasMessageContaining("L4");
        MemberOrder lost = new MemberOrder.Lost(-1, List.of(OWNERSHIP), MemberOrder.Loss.RELEASE_OVERDUE);
        assertThatCode(() -> watch.turned(worker, worker.member(), List.of(), List.of(lost)))
                .doesNotThrowAnyException();
    }

    @Test
    void member_thatGoesOnLongerThanItsSessionSinceItWasHeardOf_breaksS7() {
        worker.cutTo(100_000);
        SampleWorlds.pass(world, world.plan.sessionTimeoutMs - world.plan.heartbeatIntervalMs - 100);
        GroupMember member = worker.member();
        assertThat(member.held()).isNotEmpty();
        assertThatCode(() -> watch.turned(worker, member, List.of(), List.of())).doesNotThrowAnyException();
        watch.started(worker); // nothing was ever heard of it
        assertThatThrownBy(() -> watch.turned(worker, member, List.of(), List.of()))
                .hasMessageContaining("S7");
    }

    private void tell(GroupRequest<?> request, GroupResponse answer, boolean whileItJoins) {
        watch.told(
                worker,
                request,
                answer,
                id(),
                worker.member().generationId(),
                whileItJoins ? MemberState.PREPARING_REBALANCE : MemberState.STABLE);
    }

    // field failures E23 and F3
    @Test
    void member_thatGoesOnThoughItWasToldThatItIsOut_breaksS7() {
        int generation = worker.member().generationId();
        HeartbeatRequest heartbeat = new HeartbeatRequest(World.GROUP, generation, id(), null);
        OffsetCommitRequest commit = commit(generation, id());
        JoinGroupRequest join =
                JoinGroupRequest.builder(World.GROUP).memberId(id()).build();
        for (ErrorCode error : List.of(ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.ILLEGAL_GENERATION)) {
            assertThatThrownBy(() -> tell(heartbeat, heartbeat.refusedWith(error), false))
                    .hasMessageContaining("S7");
            assertThatThrownBy(() -> tell(commit, commit.refusedWith(error), false))
                    .hasMessageContaining("S7");
        }
        assertThatThrownBy(() -> tell(join, join.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID), true))
                .hasMessageContaining("S7");
    }

    @Test
    void member_thatGoesOnAfterAnotherAnswer_orOneForWhoItWas_orOfACommitAsItJoins_orHoldsNothing_isWell() {
        int generation = worker.member().generationId();
        HeartbeatRequest now = new HeartbeatRequest(World.GROUP, generation, id(), null);
        HeartbeatRequest before = new HeartbeatRequest(World.GROUP, generation - 1, id(), null);
        GroupResponse over = now.refusedWith(ErrorCode.ILLEGAL_GENERATION);
        assertThatCode(() -> tell(now, now.refusedWith(ErrorCode.REBALANCE_IN_PROGRESS), false))
                .doesNotThrowAnyException();
        assertThatCode(() -> tell(before, over, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> tell(now, over, true)).hasMessageContaining("S7");
        OffsetCommitRequest commit = commit(generation, id());
        assertThatCode(() -> tell(commit, commit.refusedWith(ErrorCode.ILLEGAL_GENERATION), true))
                .as("a heartbeat will tell")
                .doesNotThrowAnyException();
        Worker empty = new Worker(world, 9);
        assertThatCode(() -> watch.told(empty, now, over, id(), generation, MemberState.STABLE))
                .doesNotThrowAnyException();
    }

    private void give(int generationId, TopicPartition partition) {
        List<TopicPartitions> given = List.of(TopicPartitions.of(partition.topic(), partition.partition()));
        Bytes assignment = ConsumerProtocol.writeAssignment(ConsumerAssignment.of(given), (short) 1);
        tell(
                new SyncGroupRequest(World.GROUP, generationId, id(), null, null, null, List.of(), false),
                new SyncGroupResponse(ErrorCode.NONE, null, null, assignment),
                false);
    }

    // field failure D11
    @Test
    void member_thatDoesNotTakeUpWhatItIsGiven_breaksS2() {
        int generation = worker.member().generationId();
        TopicPartition unknown = new TopicPartition("unknown", 0);
        assertThatThrownBy(() -> give(generation, unknown)).hasMessageContaining("S2");
        assertThatCode(() -> give(generation - 1, unknown)).doesNotThrowAnyException();
        assertThatCode(() -> give(generation, worker.member().held().firstKey()))
                .doesNotThrowAnyException();
    }

    // Leaving

    // field failures E12 and F7
    @Test
    void exit_withoutAWord_breaksL6() {
        SampleWorlds.pass(world, 1);
        watch.closes(worker);
        assertThatThrownBy(() -> watch.out(worker, id())).hasMessageContaining("L6");
    }

    @Test
    void exit_withAWord_orInTrouble_orOfNoMember_isWell() {
        SampleWorlds.pass(world, 1);
        watch.closes(worker);
        assertThatCode(() -> watch.out(worker, "w9-1")).doesNotThrowAnyException();
        worker.cutTo(1);
        assertThatCode(() -> watch.out(worker, id())).doesNotThrowAnyException();
        SampleWorlds.pass(world, 10);
        watch.closes(worker);
        watch.sends(worker, new LeaveGroupRequest(World.GROUP, List.of()));
        assertThatCode(() -> watch.out(worker, id())).doesNotThrowAnyException();
    }

    @Test
    void staticMember_thatLeaves_breaksL2() {
        World two = SampleWorlds.of(SimulationPlan.storm().staticMembers(1).build());
        Worker fixed = new Worker(two, 0);
        Worker other = new Worker(two, 1);
        assertThatThrownBy(() -> two.oracle.processes().sends(fixed, LEAVE)).hasMessageContaining("L2");
        assertThatCode(() -> two.oracle.processes().sends(other, LEAVE)).doesNotThrowAnyException();
    }

    // Working

    // field failures E24 and F12
    @Test
    void work_underAnOwnershipThatIsOver_breaksS7() {
        OwnershipWatch ownership = new OwnershipWatch(world, world.oracle);
        assertThatThrownBy(() -> ownership.handedOut(worker, OWNERSHIP)).hasMessageContaining("S7");

        ownership.ordered(worker, new MemberOrder.Assigned(1, List.of(OWNERSHIP), 1));
        assertThatCode(() -> ownership.handedOut(worker, OWNERSHIP)).doesNotThrowAnyException();

        ownership.ordered(worker, new MemberOrder.Revoked(1, 1, List.of(OWNERSHIP), 1));
        assertThatThrownBy(() -> ownership.handedOut(worker, OWNERSHIP)).hasMessageContaining("S7");
    }
}
