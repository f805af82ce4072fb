package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What members of other systems got wrong, and what ours does instead. */
class MemberFieldFailuresTest {

    private static List<TopicPartition> all() {
        return List.of(at(0), at(1), at(2), at(3));
    }

    private static TopicPartition at(int partition) {
        return new TopicPartition("orders", partition);
    }

    private static void assertAllAreHeldOnce(MemberWorld world) {
        List<TopicPartition> held = new ArrayList<>();
        world.processes.values().forEach(p -> held.addAll(p.held()));
        assertThat(held).containsExactlyInAnyOrderElementsOf(all());
    }

    // field failures D5 and E8: what comes twice has no further effect
    @ParameterizedTest
    @EnumSource(RebalanceMode.class)
    void answer_thatComesTwice_changesNothing(RebalanceMode mode) {
        Alone alone = mode == RebalanceMode.EAGER ? Alone.eager() : Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        MemberRequest join = alone.last(JoinGroupRequest.class);
        alone.joined(5);
        MemberRequest sync = alone.last(SyncGroupRequest.class);
        alone.take(alone.member.received(join.number(), Alone.welcome(5, Alone.ID)));
        alone.synced(0, 1);
        alone.take(alone.member.received(sync.number(), Alone.assignment(2, 3)));
        MemberRequest heartbeat = alone.heartbeat();
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.NONE)));
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.UNKNOWN_MEMBER_ID)));

        assertThat(alone.member.held()).containsOnlyKeys(at(0), at(1));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        assertThat(alone.orderNames()).containsExactly("Assigned");
    }

    // field failure D8: the loss of any single answer, at any step, is made good; so is that of any single request
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void message_lostAtAnyStep_isMadeGood(int which) {
        for (boolean isAnswer : new boolean[] {false, true}) {
            for (RebalanceMode mode : RebalanceMode.values()) {
                MemberWorld world = new MemberWorld();
                int[] seen = {0};
                world.losesReply = reply -> isAnswer && seen[0]++ == which;
                world.losesRequest = request -> !isAnswer && seen[0]++ == which;
                world.start("a", b -> b.assignors(MemberWorld.even(mode)));
                world.start("b", b -> b.assignors(MemberWorld.even(mode)));
                world.pass(800_000); // a join that is lost is missed after the longest round there may be

                assertThat(seen[0]).isGreaterThan(which);
                assertAllAreHeldOnce(world);
            }
        }
    }

    // field failure D9: what a member says that it holds is what it held at its last sync, and not less than it works
    // on
    @Test
    void join_namesWhatTheMemberHoldsAndSinceWhen() throws Exception {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6).syncAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        var said = ConsumerProtocol.readSubscription(
                alone.lastJoin().protocols().get(0).metadata());
        assertThat(said.ownedPartitions()).containsExactly(TopicPartitions.of("orders", 0, 1));
        assertThat(said.generationId()).isEqualTo(5); // generation 6 gave it nothing that it knows of
    }

    // field failure D11: a topic that the member's own catalog does not have yet is held all the same
    @Test
    void assignment_ofATopicUnknownToTheMember_isHeld() {
        Alone alone = new Alone(b -> b.topics(TopicCatalog.empty())).stable();
        assertThat(alone.member.held()).hasSize(2);
    }

    // field failures E1 and E3: whatever ends a generation in the middle of a round, a join follows
    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE"})
    void heartbeat_refusedBetweenJoinAndSync_doesNotStopTheRound(ErrorCode error) {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        alone.joined(5);
        MemberRequest sync = alone.last(SyncGroupRequest.class);
        alone.heartbeatAnswered(error);
        alone.take(alone.member.received(sync.number(), Alone.assignment(0, 1))); // it comes too late, or in time
        alone.pass(150).take(alone.member.connected()).pass(1_500);

        boolean isUnderWay = alone.member.state() == MemberState.PREPARING_REBALANCE
                || alone.member.state() == MemberState.COMPLETING_REBALANCE;
        assertThat(isUnderWay).isTrue();
        assertThat(alone.member.held()).isEmpty();
    }

    // field failure F1: what the sync says to let go of is let go of before the next join, which claims no more
    @Test
    void heartbeat_rebalanceCalledForBeforeTheSyncIsAnswered_joinsWithWhatTheSyncSays() throws Exception {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6);
        MemberRequest sync = alone.last(SyncGroupRequest.class);
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.COMPLETING_REBALANCE);
        int joins = alone.count(JoinGroupRequest.class);

        alone.take(alone.member.received(sync.number(), Alone.assignment(0)));
        MemberOrder.Revoked revoked = alone.lastRevoked();
        alone.take(alone.member.released(revoked));

        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(joins + 1);
        var said = ConsumerProtocol.readSubscription(
                alone.lastJoin().protocols().get(0).metadata());
        assertThat(said.ownedPartitions()).containsExactly(TopicPartitions.of("orders", 0));
        assertThat(said.generationId()).isEqualTo(6);
    }

    // field failure F1: a member that keeps all it has goes on to the next round at once
    @Test
    void heartbeat_rebalanceCalledForBeforeTheSyncIsAnswered_joinsWithoutAnotherHeartbeat() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6).heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);

        alone.synced(0, 1);

        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        assertThat(alone.lastJoin().reason()).isEqualTo("the group rebalances");
    }

    // a sync whose answer is lost is not waited for any longer than a heartbeat takes
    @Test
    void heartbeat_rebalanceCalledForAgainWithoutAnAnswerToTheSync_joins() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6)
                .heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS)
                .heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);

        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
    }

    // two that were under way together tell it once, and the sync may be answered yet; a commit from before the join
    // is of this generation where the coordinator welcomes the member to the one it was in
    @Test
    void rebalanceCalledForByTwoThatWereUnderWayTogether_waitsForTheSync_theNextOneDoesNot() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(5);
        MemberRequest heartbeat = alone.heartbeat();
        alone.pass(1).commitAnswered(ErrorCode.REBALANCE_IN_PROGRESS);

        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.REBALANCE_IN_PROGRESS)));
        assertThat(alone.member.state()).isEqualTo(MemberState.COMPLETING_REBALANCE);

        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
    }

    @Test
    void rebalanceCalledForAgain_askedAtTheMomentTheFirstWasHeard_joins() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6);
        MemberRequest slow = alone.heartbeat();
        alone.pass(5_000); // the next is overdue, and sent when this one is answered
        alone.take(alone.member.received(slow.number(), new HeartbeatResponse(ErrorCode.REBALANCE_IN_PROGRESS)));
        assertThat(alone.member.state()).isEqualTo(MemberState.COMPLETING_REBALANCE);
        MemberRequest next = alone.last(HeartbeatRequest.class);
        assertThat(next.number()).isGreaterThan(slow.number());

        alone.take(alone.member.received(next.number(), new HeartbeatResponse(ErrorCode.REBALANCE_IN_PROGRESS)));

        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
    }

    // field failure E23: whoever is told by a heartbeat that its generation is over does not work on while its join
    // waits
    @Test
    void heartbeat_refusedWhileTheJoinWaits_losesAll_andJoinsAnew() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        Ownership kept = alone.ownership(0);
        int joins = alone.count(JoinGroupRequest.class);
        assertThat(alone.member.mayWorkOn(kept)).isTrue();

        alone.heartbeatAnswered(ErrorCode.ILLEGAL_GENERATION);

        assertThat(alone.member.mayWorkOn(kept)).isFalse();
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.FENCED);
        alone.pass(1_500);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(joins + 1);
        assertThat(alone.lastJoin().memberId()).isNotEmpty();
    }

    // field failure E7: a look-up that fails is not remembered as under way
    @Test
    void coordinator_neverFound_isAskedForAgainAndAgain() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders")));
        for (int i = 1; i <= 20; i++) {
            assertThat(alone.lookups).isEqualTo(i);
            assertThat(alone.member.nextDeadlineMs() - alone.nowMs).isBetween(1L, 1_200L);
            alone.nowMs = alone.member.nextDeadlineMs();
            alone.take(alone.member.disconnected()).pass(0);
            while (alone.lookups == i) {
                alone.nowMs = alone.member.nextDeadlineMs();
                alone.pass(0);
            }
        }
    }

    // field failure E21: what is kept over a round may be worked on all the time
    @Test
    void partition_keptOverARound_isWorkedOnAllTheTime() {
        Alone alone = Alone.cooperative().stable();
        Ownership kept = alone.ownership(0);
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.mayWorkOn(kept)).isTrue();
        alone.joined(6);
        assertThat(alone.member.mayWorkOn(kept)).isTrue();
        alone.synced(0, 1);
        assertThat(alone.member.mayWorkOn(kept)).isTrue();
        assertThat(alone.ownership(0)).isEqualTo(kept);
    }

    // field failures E24, F12, H9 and H13: work that was read under an ownership is refused after its end, though the
    // partition be the member's again
    @Test
    void token_ofAnOwnershipThatEnded_isRefusedForGood() {
        Alone alone = Alone.eager().stable();
        Ownership before = alone.ownership(0);
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.mayWorkOn(before)).isFalse();
        alone.take(alone.member.released(alone.lastRevoked())).joined(6).synced(0, 1);
        assertThat(alone.member.mayWorkOn(before)).isFalse();
        assertThat(alone.member.mayWorkOn(alone.ownership(0))).isTrue();
    }

    // field failure E27: of every commit the application hears what came of it, whoever has gone meanwhile
    @Test
    void commit_cutOffByEachEndOfTheMember_isAnswered() {
        Alone closed = Alone.cooperative().stable().commit(0, 7);
        closed.take(closed.member.close());
        closed.live(closed.nowMs + 30_000, true, ErrorCode.NONE);
        assertThat(closed.notices).hasAtLeastOneElementOfType(MemberNotice.CommitFailed.class);

        Alone fenced = new Alone(b -> b.groupInstanceId("i")).stable().commit(0, 7);
        fenced.heartbeatAnswered(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(fenced.notices).hasAtLeastOneElementOfType(MemberNotice.CommitFailed.class);
    }

    // field failures F3 and D1: an identity that is lost takes all claims with it
    @Test
    void join_afterTheIdentityWasLost_claimsNothing() throws Exception {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joinAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        var said = ConsumerProtocol.readSubscription(
                alone.lastJoin().protocols().get(0).metadata());
        assertThat(said.ownedPartitions()).isEmpty();
        assertThat(said.generationId()).isEqualTo(-1);
        assertThat(alone.lastLost().ownerships()).hasSize(2);
    }

    // field failures F1 and F9: one member slower than the others costs no loop, and who stays keeps what it had
    @Test
    void departure_movesOnlyWhatTheDepartedHad() {
        MemberWorld world = new MemberWorld();
        MemberWorld.Process a = world.start("a", b -> b);
        MemberWorld.Process b = world.start("b", x -> x);
        world.pass(20_000);
        TreeSet<TopicPartition> kept = new TreeSet<>(a.held());
        int generation = a.member.generationId();
        b.take(b.member.close());
        world.pass(20_000);

        assertThat(a.held()).containsAll(kept).containsExactlyElementsOf(all());
        assertThat(a.member.generationId() - generation).isLessThanOrEqualTo(2);
        assertThat(a.orders).filteredOn(o -> o instanceof MemberOrder.Lost).isEmpty();
    }

    // field failure H11: a commit is not refused because the group moves on: it waits for the round, and is kept then
    @Test
    void commit_inTheMiddleOfARound_isKeptInTheEnd() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.commit(0, 7).commitAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6).synced(0, 1).pass(1_200);
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(((OffsetCommitRequest) alone.last(OffsetCommitRequest.class).request()).generationId())
                .isEqualTo(6);
        assertThat(alone.member.uncommitted()).isEmpty();
        assertThat(alone.notices).hasSize(1);
    }

    // field failure D3: a partition is given to one member in a generation, whoever gives it up within it
    @Test
    void partition_givenUpWithinAGeneration_isGivenOutInTheNext() {
        MemberWorld world = new MemberWorld(MemberWorld.even(RebalanceMode.COOPERATIVE));
        MemberWorld.Process a = world.start("a", b -> b);
        world.pass(10_000);
        a.letsGo = false;
        MemberWorld.Process b = world.start("b", x -> x);
        world.pass(10_000);
        assertThat(b.held()).isEmpty(); // it waits, and others work on
        MemberOrder.Revoked revoked = (MemberOrder.Revoked) a.orders.stream()
                .filter(MemberOrder.Revoked.class::isInstance)
                .findFirst()
                .orElseThrow();
        int generation = b.member.generationId();
        a.take(a.member.released(revoked));
        world.pass(10_000);
        assertThat(b.held()).containsExactly(at(2), at(3));
        assertThat(b.member.held().get(at(2)).generationId()).isGreaterThan(generation);
    }

    @Test
    void member_thatCannotReadAnother_leadsAllTheSame() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        var mine = alone.lastJoin().protocols().get(0);
        alone.take(alone.member.received(
                alone.last(JoinGroupRequest.class).number(),
                new JoinGroupResponse(
                        ErrorCode.NONE,
                        1,
                        "consumer",
                        mine.name(),
                        Alone.ID,
                        false,
                        Alone.ID,
                        List.of(
                                new JoinedMember(Alone.ID, null, mine.metadata()),
                                new JoinedMember("m-2", null, Bytes.of(new byte[] {0, 1, 2}))))));
        SyncGroupRequest sync =
                (SyncGroupRequest) alone.last(SyncGroupRequest.class).request();
        assertThat(sync.assignments()).hasSize(2);
        assertThat(alone.notices).containsExactly(new MemberNotice.Unreadable("m-2"));
    }
}
