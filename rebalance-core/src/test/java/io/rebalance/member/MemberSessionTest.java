package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member stops by its own clock: field failure E25. */
class MemberSessionTest {

    @Test
    void silence_forAsLongAsTheSession_losesEverythingAndKeepsTheId() {
        Alone alone = Alone.cooperative().stable();
        Ownership ownership = alone.ownership(0);
        alone.take(alone.member.disconnected());
        alone.nowMs += 44_999;
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
        alone.nowMs += 1;
        assertThat(alone.member.mayWorkOn(ownership)).isFalse(); // before anybody told the member the time
        alone.take(alone.member.advance());
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.SESSION_LAPSED);
        alone.take(alone.member.connected());
        assertThat(alone.lastJoin().memberId()).isEqualTo(Alone.ID);
    }

    // a long pause: what comes first after it is the answer to a heartbeat from before
    @Test
    void answer_afterALongPause_doesNotRevive() {
        Alone alone = Alone.cooperative().stable();
        MemberRequest heartbeat = alone.heartbeat();
        alone.nowMs += 60_000;
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.NONE)));
        assertThat(alone.member.held()).isEmpty();
        assertThat(alone.orderNames()).containsExactly("Assigned", "Lost");
    }

    @Test
    void session_countsFromTheSendingOfTheLastHeartbeatThatWasAnswered() {
        Alone alone = Alone.cooperative().stable();
        MemberRequest heartbeat = alone.heartbeat();
        long sentMs = alone.nowMs;
        alone.nowMs += 20_000;
        alone.take(alone.member.received(heartbeat.number(), new HeartbeatResponse(ErrorCode.NONE)));
        alone.take(alone.member.disconnected());
        Ownership ownership = alone.ownership(0);
        alone.nowMs = sentMs + 44_999;
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
        alone.nowMs++;
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
    }

    @Test
    void lease_leavesRoomForAFasterClock() {
        Alone alone = new Alone(b -> b.leaseDrift(0.01)).stable();
        Ownership ownership = alone.ownership(0);
        alone.nowMs += 44_099;
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
        alone.nowMs++;
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
    }

    @Test
    void lease_endsWhenTheGroupMayHaveGoneOnWithoutTheMember() {
        Alone alone = new Alone(b -> b.leaseDrift(0).maxPollInterval(Duration.ofSeconds(20)));
        alone.stable();
        long calmMs = alone.nowMs;
        Ownership ownership = alone.ownership(0);
        while (alone.nowMs < calmMs + 18_000) {
            alone.take(alone.member.progress());
            alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS); // heard, and waited for
        }
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
        alone.nowMs = calmMs + 20_000;
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
    }

    // field failure E15
    @Test
    void heartbeats_goOnWhileTheApplicationLetsGo() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.REVOKING);
        for (int i = 0; i < 30; i++) {
            alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        }
        assertThat(alone.member.held()).hasSize(2);
    }

    @Test
    void heartbeats_goOnWhileACooperativeMemberJoins() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        for (int i = 0; i < 30; i++) {
            alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        }
        assertThat(alone.member.held()).hasSize(2);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    // S12: never due at or before now, whatever the timeouts
    @Test
    void deadline_isLaterThanNowWithTheLongestTimeouts() {
        Duration longest = Duration.ofMillis(Integer.MAX_VALUE);
        Alone alone = new Alone(
                b -> b.sessionTimeout(longest).maxPollInterval(longest).requestTimeout(longest));
        alone.nowMs = Long.MAX_VALUE - 5;
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        alone.joined(5).synced(0, 1);
        assertThat(alone.member.nextDeadlineMs()).isGreaterThan(alone.nowMs);
        assertThat(alone.member.held()).hasSize(2);
    }

    @Test
    void builder_refusesWhatMakesNoSense() {
        GroupMember.Builder builder = GroupMember.builder("shop");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.leaseDrift(0.3))
                .withMessage("drift must be from 0 to 0.25, was 0.3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.sessionTimeout(Duration.ZERO))
                .withMessageContaining("sessionTimeout must be from 1 to 2147483647 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.retryBackoff(Duration.ofMillis(10), Duration.ofMillis(9)))
                .withMessageContaining("most must be from 10");
    }
}
