package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.assignor.RebalanceMode;
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

    // the coordinator answers a sync at once in a stable group, and does not count the session anew for that
    @Test
    void session_isNotCountedFromTheSync() {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        alone.joined(5);
        long joinedMs = alone.nowMs;
        alone.nowMs += 20_000;
        alone.synced(0, 1);
        Ownership ownership = alone.ownership(0);
        alone.nowMs = joinedMs + 44_999;
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
        alone.nowMs++;
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
    }

    @Test
    void lease_ofANewcomer_whoseWelcomeWasLongUnderWay_beginsWithItsJoin() {
        Alone alone = new Alone(b -> b.leaseDrift(0));
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        long sentMs = alone.nowMs;
        alone.nowMs += 60_000; // longer than a session: it may be out by now
        alone.joined(5).synced(0, 1);
        Ownership ownership = alone.ownership(0);
        assertThat(alone.member.mayWorkOn(ownership)).isFalse();
        assertThat(alone.member.held()).isNotEmpty();
        alone.heartbeatAnswered(ErrorCode.NONE);
        assertThat(alone.nowMs).isGreaterThan(sentMs + 60_000);
        assertThat(alone.member.mayWorkOn(ownership)).isTrue();
    }

    @Test
    void clock_belowZero_isAClock() {
        GroupMember member = GroupMember.builder("shop")
                .clock(() -> -50_000)
                .assignors(MemberWorld.even(RebalanceMode.COOPERATIVE))
                .build();
        member.subscribe(List.of("orders"));
        assertThat(member.connected().requests()).hasSize(1);
    }

    // field failures F12 and H13: a static process that is started again gets the same place in the same generation
    @Test
    void tokensAndOrders_ofTheMemberBefore_areNotThoseOfTheNext() {
        Alone before = Alone.cooperative().stable();
        Alone next = Alone.cooperative();
        next.nowMs++;
        Alone restarted = new Alone(b -> b.clock(() -> next.nowMs));
        restarted.stable();
        assertThat(restarted.member.mayWorkOn(before.ownership(0))).isFalse();
        before.take(before.member.subscribe(List.of("payments")));
        restarted.take(restarted.member.subscribe(List.of("payments")));
        int joins = restarted.count(JoinGroupRequest.class);
        restarted.take(restarted.member.released(before.lastRevoked()));
        assertThat(restarted.count(JoinGroupRequest.class)).isEqualTo(joins);
        restarted.take(restarted.member.released(restarted.lastRevoked()));
        assertThat(restarted.count(JoinGroupRequest.class)).isEqualTo(joins + 1);
    }

    @Test
    void welcome_intoAGenerationThatIsNotTheNext_orUnderAnotherId_losesAll() {
        for (int generation : new int[] {2, 4, 7}) {
            Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
            assertThat(alone.joined(generation).lastLost().reason())
                    .as("after 5, generation %s", generation)
                    .isEqualTo(MemberOrder.Loss.FENCED);
        }
        for (int generation : new int[] {5, 6}) {
            Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
            assertThat(alone.joined(generation).member.held()).hasSize(2);
        }
        Alone renamed = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        renamed.take(
                renamed.member.received(renamed.last(JoinGroupRequest.class).number(), Alone.welcome(6, "m-2")));
        assertThat(renamed.lastLost().reason()).isEqualTo(MemberOrder.Loss.FENCED);
    }
}
