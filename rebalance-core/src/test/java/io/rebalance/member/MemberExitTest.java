package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways out of a group: reference 3.7, L6. */
class MemberExitTest {

    private static Alone leaveAnswered(Alone alone) {
        return alone.take(alone.member.received(
                alone.last(LeaveGroupRequest.class).number(), new LeaveGroupResponse(ErrorCode.NONE, List.of())));
    }

    @Test
    void close_revokesCommitsLeavesAndIsTold() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.close());
        assertThat(alone.orderNames()).containsExactly("Assigned", "Revoked");
        alone.commit(0, 7).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(LeaveGroupRequest.class)).isZero();
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.lastLeave().members())
                .containsExactly(new LeaveGroupRequest.Leaver(Alone.ID, null, "the consumer is being closed"));
        leaveAnswered(alone);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.notices).hasSize(2).endsWith(new MemberNotice.Departed());
        assertThat(alone.member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalStateException().isThrownBy(() -> alone.member.subscribe(List.of("orders")));
        assertThat(alone.member.close().toString()).isEqualTo(MemberOutcome.NOTHING.toString());
    }

    // field failure E12: closing right after start, with the join under way
    @Test
    void close_whileTheIdIsAwaited_leavesWithIt() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        alone.take(alone.member.close());
        assertThat(alone.member.state()).isEqualTo(MemberState.LEAVING);
        alone.joinAnswered(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(alone.lastLeave().members().get(0).memberId()).isEqualTo(Alone.ID);
        leaveAnswered(alone);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
    }

    @Test
    void close_beforeAnythingWasSent_isDoneAtOnce() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.close());
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.sent).isEmpty();
    }

    // field failures E12, E15, F11
    @Test
    void close_isDoneWithinItsDeadlineWhateverIsSilent() {
        Alone alone = Alone.cooperative().stable();
        alone.heartbeat();
        alone.take(alone.member.close());
        long closedMs = alone.nowMs;
        alone.commit(1, 3);
        while (alone.member.state() != MemberState.CLOSED) {
            assertThat(alone.member.nextDeadlineMs()).isGreaterThan(alone.nowMs);
            alone.nowMs = alone.member.nextDeadlineMs();
            alone.take(alone.member.advance());
        }
        assertThat(alone.nowMs - closedMs).isEqualTo(30_000);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Revoked", "Lost");
        assertThat(alone.notices).hasSize(2);
        assertThat(alone.notices.get(0)).isInstanceOf(MemberNotice.CommitFailed.class);
    }

    @Test
    void close_duringARound_leavesAtOnce() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        alone.take(alone.member.close()).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
        alone.joined(6); // it had been parked, and is answered by the leave
        assertThat(alone.member.state()).isEqualTo(MemberState.LEAVING);
    }

    @Test
    void close_ofAStaticMember_letsGoAndSaysNothing() {
        Alone alone = new Alone(b -> b.groupInstanceId("i")).stable();
        alone.take(alone.member.close()).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.count(LeaveGroupRequest.class)).isZero();
    }

    @Test
    void close_ofAStaticMemberThatIsToLeave_leavesByInstance() {
        Alone alone = new Alone(b -> b.groupInstanceId("i").leaveOnClose(true)).stable();
        alone.take(alone.member.close()).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.lastLeave().members().get(0).groupInstanceId()).isEqualTo("i");
    }

    @Test
    void leave_whoseAnswerIsLost_isRepeatedOnceTheCoordinatorIsFound() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.close()).take(alone.member.released(alone.lastRevoked()));
        alone.take(alone.member.disconnected()).pass(150).take(alone.member.connected());
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(2);
    }

    // field failure F7
    @Test
    void unsubscribe_leavesAndMaySubscribeAgain() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.unsubscribe()).take(alone.member.released(alone.lastRevoked()));
        leaveAnswered(alone);
        assertThat(alone.member.state()).isEqualTo(MemberState.IDLE);
        alone.take(alone.member.subscribe(List.of("payments")));
        assertThat(alone.lastJoin().memberId()).isEmpty();
    }

    @Test
    void subscribe_whileLeaving_joinsOnceTheMemberIsOut() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.unsubscribe()).take(alone.member.subscribe(List.of("orders")));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.take(alone.member.released(alone.lastRevoked()));
        leaveAnswered(alone);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.lastJoin().memberId()).isEmpty();
    }

    // reference 9, 100
    @Test
    void pollInterval_over_leavesAndLosesEverythingUntilASignOfLife() {
        Alone alone = Alone.cooperative().stable();
        alone.live(alone.nowMs + 300_000, false, ErrorCode.NONE);
        assertThat(alone.lastLeave().members().get(0).reason()).contains("no sign of life");
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.POLL_OVERDUE);
        assertThat(alone.member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.nowMs += 1_000_000;
        alone.take(alone.member.progress());
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.lastJoin().memberId()).isEmpty();
    }

    // reference 9, 100
    @Test
    void pollInterval_overForAStaticMember_saysNothing() {
        Alone alone = new Alone(b -> b.groupInstanceId("i")).stable();
        alone.live(alone.nowMs + 300_000, false, ErrorCode.NONE);
        assertThat(alone.count(LeaveGroupRequest.class)).isZero();
        assertThat(alone.lastLost().ownerships()).hasSize(2);
    }

    // field failure E19: a late completion cannot cancel a newer grant
    @Test
    void release_thatComesLate_touchesNothingNew() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        MemberOrder.Revoked old = alone.lastRevoked();
        alone.heartbeatAnswered(ErrorCode.ILLEGAL_GENERATION);
        alone.joined(7).synced(0, 1);
        alone.take(alone.member.released(old));
        assertThat(alone.member.held()).hasSize(2);
        assertThat(alone.member.mayWorkOn(alone.ownership(0))).isTrue();
        assertThat(alone.member.mayWorkOn(old.ownerships().get(0))).isFalse();
    }

    // L4, L9: a slow application is not waited for longer than the group waits
    @Test
    void revocation_thatTheApplicationIgnores_isForfeitAndTheMemberJoins() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        long deadlineMs = alone.lastRevoked().deadlineMs();
        assertThat(deadlineMs - alone.nowMs).isEqualTo(294_000);
        alone.live(deadlineMs, true, ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.RELEASE_OVERDUE);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.count(OffsetCommitRequest.class)).isZero();
    }

    @Test
    void close_withoutAnyTime_leavesAllTheSame() {
        Alone alone = new Alone(b -> b.closeTimeout(java.time.Duration.ZERO)).stable();
        alone.take(alone.member.close());
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
        assertThat(alone.last(LeaveGroupRequest.class).deadlineMs()).isEqualTo(alone.nowMs + 30_000);
    }

    @Test
    void unsubscribe_ofWhatWantsNothing_isDoneAtOnceAndTold() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.unsubscribe());
        assertThat(alone.notices).containsExactly(new MemberNotice.Departed());
        assertThat(alone.member.state()).isEqualTo(MemberState.IDLE);
    }

    @Test
    void close_afterTheMemberFailed_tellsNothingMore() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.UNKNOWN_SERVER_ERROR);
        alone.take(alone.member.close());
        assertThat(alone.notices).singleElement().isInstanceOf(MemberNotice.Failed.class);
    }

    @Test
    void close_whileRevokingAndTheApplicationDoesNotLetGo_leavesWithinTheTime() {
        Alone alone = Alone.eager().stable();
        alone.take(alone.member.subscribe(List.of("payments"))).take(alone.member.close());
        alone.live(alone.nowMs + 20_000, true, ErrorCode.NONE);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.RELEASE_OVERDUE);
    }

    // L6: others need not wait for a session to end
    @Test
    void close_whileTheHeartbeatIsRefusedForGood_leavesAllTheSame() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.close()).heartbeatAnswered(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
        assertThat(alone.lastLeave().members().get(0).memberId()).isEqualTo(Alone.ID);
        assertThat(alone.lastLost().ownerships()).hasSize(2);
        leaveAnswered(alone);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.notices).containsExactly(new MemberNotice.Departed());
    }

    @Test
    void close_whileTheFirstJoinIsRefusedForGood_isDoneAtOnce() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        alone.take(alone.member.close()).joinAnswered(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.count(LeaveGroupRequest.class)).isZero();
    }
}
