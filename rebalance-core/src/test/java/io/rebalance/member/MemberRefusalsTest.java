package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a member does when it is refused: reference 3.6. */
class MemberRefusalsTest {

    private static Alone joining() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        return alone;
    }

    // KIP-394
    @Test
    void join_thatNeedsAnId_isRepeatedAtOnceWithIt() {
        Alone alone = joining().joinAnswered(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(alone.lastJoin().memberId()).isEqualTo(Alone.ID);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    @Test
    void join_refusedSinceTheCoordinatorLoads_isRepeatedAfterABackOffOverTheSameConnection() {
        Alone alone = joining().joinAnswered(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        alone.joined(1); // an answer that comes again counts for nothing
        assertThat(alone.member.state()).isEqualTo(MemberState.UNJOINED);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        assertThat(alone.member.nextDeadlineMs() - alone.nowMs).isBetween(80L, 120L);
        alone.pass(120);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.lookups).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE"})
    void join_refusedByAStranger_looksForTheCoordinatorAfterABackOff(ErrorCode error) {
        Alone alone = joining().joinAnswered(error);
        assertThat(alone.member.state()).isEqualTo(MemberState.UNJOINED);
        assertThat(alone.lookups).isEqualTo(1);
        alone.pass(120);
        assertThat(alone.lookups).isEqualTo(2);
        alone.take(alone.member.connected());
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "INCONSISTENT_GROUP_PROTOCOL",
                "INVALID_SESSION_TIMEOUT",
                "INVALID_GROUP_ID",
                "GROUP_MAX_SIZE_REACHED",
                "FENCED_INSTANCE_ID",
                "UNKNOWN_SERVER_ERROR"
            })
    void join_refusedForGood_endsTheMember(ErrorCode error) {
        Alone alone = joining().joinAnswered(error);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.notices)
                .singleElement()
                .isInstanceOfSatisfying(
                        MemberNotice.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(error));
        assertThat(alone.member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    // reference 9, 98; field failure E20
    @Test
    void unknownMember_losesEverythingAndJoinsAsNewcomer() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Lost");
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.FENCED);
        assertThat(alone.lastJoin().memberId()).isEmpty();
        assertThat(alone.member.held()).isEmpty();
    }

    // field failure E20
    @Test
    void illegalGeneration_losesEverythingAndKeepsItsId() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.ILLEGAL_GENERATION);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Lost");
        assertThat(alone.lastJoin().memberId()).isEqualTo(Alone.ID);
    }

    // field failure A27
    @Test
    void unknownMember_againAndAgain_isMetWithGrowingPatience() {
        Alone alone = joining();
        alone.joinAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        for (int i = 2; i < 10; i++) {
            alone.joinAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
            assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(i);
            alone.pass(1_200);
        }
    }

    // field failure E23
    @Test
    void commit_refusedToAStranger_endsOwnershipAtOnce() {
        Alone alone = Alone.cooperative().stable().commit(0, 7);
        Ownership ownership = alone.ownership(0);
        alone.commitAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Lost");
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
        assertThat(alone.notices).singleElement().isInstanceOf(MemberNotice.CommitFailed.class);
    }

    @Test
    void fencedInstance_isOutForGood() {
        Alone alone = new Alone(b -> b.groupInstanceId("i")).stable().heartbeatAnswered(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.REPLACED);
        assertThat(alone.count(LeaveGroupRequest.class)).isZero();
    }

    // field failure E11
    @Test
    void answers_toAnEarlierLife_countForNothing() {
        Alone alone = Alone.cooperative().stable();
        MemberRequest heartbeat = alone.heartbeat();
        alone.take(alone.member.disconnected()).pass(200).take(alone.member.connected());
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.UNKNOWN_MEMBER_ID)));
        assertThat(alone.member.state()).isEqualTo(MemberState.STABLE);
        assertThat(alone.orderNames()).containsExactly("Assigned");
    }

    @Test
    void heartbeat_ofTheGenerationBefore_saysNothingOfThisOne() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        MemberRequest heartbeat = alone.heartbeat();
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        alone.joined(6);
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.ILLEGAL_GENERATION)));
        assertThat(alone.member.state()).isEqualTo(MemberState.COMPLETING_REBALANCE);
        assertThat(alone.member.held()).hasSize(2);
    }

    // field failure E5: the connection breaks while the assignment is awaited
    @Test
    void sync_cutOff_isRepeatedForTheSameGeneration() {
        Alone alone = joining().joined(3).take(joining().member.advance());
        alone.take(alone.member.disconnected());
        assertThat(alone.member.held()).isEmpty();
        alone.pass(200).take(alone.member.connected());
        assertThat(alone.count(SyncGroupRequest.class)).isEqualTo(2);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.synced(2);
        assertThat(alone.member.held()).containsOnlyKeys(Alone.at(2));
    }

    @Test
    void sync_refusedSinceAnotherRebalanceRuns_joinsAgain() {
        Alone alone = joining().joined(3).syncAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.lastJoin().memberId()).isEqualTo(Alone.ID);
    }

    // field failure E16: always finite, and longer than the group may wait
    @Test
    void join_isAwaitedLongerThanTheGroupWaits() {
        Alone alone = joining();
        MemberRequest join = alone.last(JoinGroupRequest.class);
        assertThat(join.deadlineMs() - alone.nowMs).isEqualTo(305_000);
    }

    @Test
    void heartbeat_unanswered_looksForTheCoordinatorBeforeTheSessionEnds() {
        Alone alone = Alone.cooperative().stable();
        alone.heartbeat();
        alone.pass(30_000);
        alone.pass(120);
        assertThat(alone.lookups).isEqualTo(2);
        alone.take(alone.member.connected());
        assertThat(alone.count(HeartbeatRequest.class)).isEqualTo(2);
        assertThat(alone.member.held()).hasSize(2);
    }

    @Test
    void assignment_thatCannotBeRead_endsTheMember() {
        Alone alone = joining().joined(3);
        alone.take(alone.member.received(
                alone.last(SyncGroupRequest.class).number(),
                new io.rebalance.protocol.SyncGroupResponse(
                        ErrorCode.NONE, null, null, io.rebalance.protocol.Bytes.of(new byte[] {0, 3, 0, 0, 0, 9}))));
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
    }

    // field failure E9
    @Test
    void assignment_ofTopicsNoLongerWanted_isNotTakenUp() {
        Alone alone = joining().joined(3);
        alone.take(alone.member.subscribe(List.of("payments")));
        alone.synced(0, 1);
        assertThat(alone.orders).isEmpty();
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    // field failure E13
    @Test
    void subscription_changedDuringARound_bringsAnotherRound() {
        Alone alone = joining().joined(3);
        alone.take(alone.member.subscribe(List.of("orders", "payments")));
        alone.synced(0, 1);
        assertThat(alone.orderNames()).containsExactly("Assigned");
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    // field failure E4: changed, and changed back
    @Test
    void subscription_changedBackDuringARound_bringsNone() {
        Alone alone = joining().joined(3);
        alone.take(alone.member.subscribe(List.of("orders", "payments")));
        alone.take(alone.member.subscribe(List.of("orders")));
        alone.synced(0, 1);
        assertThat(alone.member.state()).isEqualTo(MemberState.STABLE);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
    }

    // field failure A24
    @Test
    void member_withoutPartitions_isToldSo() {
        Alone alone = joining().joined(3).synced();
        assertThat(alone.orders).containsExactly(new MemberOrder.Assigned(3, List.of(), 0));
    }

    // a static member that a join phase did not wait for: others may have worked on since, further than it has
    @Test
    void join_afterAGenerationWithoutTheMember_losesWhatItHeldBefore() {
        Alone alone = new Alone(b -> b.groupInstanceId("i")).stable();
        Ownership before = alone.ownership(0);
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS)
                .commit(0, 7)
                .joined(7)
                .synced(0);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Lost", "Assigned");
        assertThat(alone.lastLost().ownerships()).hasSize(2);
        assertThat(alone.member.mayWorkOn(before)).isFalse();
        assertThat(alone.member.mayWorkOn(alone.ownership(0))).isTrue();
        assertThat(alone.member.uncommitted()).isEmpty();
        assertThat(alone.count(JoinGroupRequest.class))
                .isEqualTo(3); // its claim to the other one withheld that from others
    }

    @Test
    void join_inTheNextGeneration_losesNothing() {
        Alone alone = new Alone(b -> b.groupInstanceId("i")).stable();
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS).joined(6).synced(0, 1);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Assigned");
    }

    // field failure E7
    @Test
    void disconnected_saidAgainAndAgain_doesNotPutOffTheLookUp() {
        Alone alone = Alone.cooperative().stable();
        int before = alone.lookups;
        for (int i = 0; i < 400; i++) {
            alone.take(alone.member.disconnected());
            alone.pass(50);
        }
        assertThat(alone.lookups - before).isBetween(20_000 / 1_200, 30); // as often as the back-offs allow
    }

    @Test
    void connected_saidAgainAndAgain_sendsNothingMore() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.NONE);
        alone.commit(0, 5).commitAnswered(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        int before = alone.sent.size();
        for (int i = 0; i < 20; i++) {
            alone.take(alone.member.connected());
        }
        assertThat(alone.sent).hasSize(before);
    }
}
