package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A join says why it is sent, and that is where a chain of rebalances began: S22, KIP-800. */
class MemberReasonsTest {

    private static Alone subscribed() {
        Alone alone = Alone.cooperative();
        return alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
    }

    private static void assertReason(Alone alone, String reason) {
        assertThat(alone.lastJoin().reason()).isEqualTo(reason);
    }

    @Test
    void firstJoin_saysThatTheMemberSubscribed() {
        Alone alone = subscribed();
        assertReason(alone, "subscribed");
        alone.joinAnswered(ErrorCode.MEMBER_ID_REQUIRED); // the same join once more
        assertThat(alone.lastJoin().memberId()).isEqualTo(Alone.ID);
        assertReason(alone, "subscribed");
    }

    @Test
    void firstJoin_afterOtherTopicsWhileTheCoordinatorIsSought_saysThatTheMemberSubscribed() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.subscribe(List.of("payments")));
        alone.take(alone.member.connected());
        assertReason(alone, "subscribed");
    }

    @Test
    void join_afterAChangedSubscription_saysSoThoughTheGroupRebalancesMeanwhile() {
        Alone alone = Alone.eager().stable();
        alone.take(alone.member.subscribe(List.of("orders", "payments")));
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.REVOKING);
        alone.take(alone.member.released(alone.lastRevoked()));
        assertReason(alone, "the subscription has changed");
    }

    @Test
    void join_repeatedAfterAHeartbeatThatItOvertook_saysWhatItSaid() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.subscribe(List.of("orders", "payments")));
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS).joinAnswered(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        int before = alone.count(JoinGroupRequest.class);
        alone.pass(150);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(before + 1);
        assertReason(alone, "the subscription has changed");
    }

    @Test
    void join_afterASubscriptionThatChangedAndChangedBack_saysWhatCallsForIt() {
        Alone alone = subscribed();
        alone.take(alone.member.subscribe(List.of("payments"))).take(alone.member.subscribe(List.of("orders")));
        alone.joined(5).synced(0, 1);
        assertThat(alone.member.state()).isEqualTo(MemberState.STABLE);
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertReason(alone, "the group rebalances");
    }

    @Test
    void join_afterTheIdentityWasLost_saysSo() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertReason(alone, "the member had to start over");
    }

    @Test
    void join_afterTheMemberWasOut_saysThatItSubscribed() {
        Alone alone = Alone.eager().stable();
        alone.take(alone.member.subscribe(List.of("payments"))).take(alone.member.unsubscribe());
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.released(alone.lastRevoked()));
        alone.take(alone.member.received(
                alone.last(LeaveGroupRequest.class).number(), new LeaveGroupResponse(ErrorCode.NONE, List.of())));
        assertThat(alone.lastJoin().memberId()).isEmpty();
        assertReason(alone, "subscribed");
    }
}
