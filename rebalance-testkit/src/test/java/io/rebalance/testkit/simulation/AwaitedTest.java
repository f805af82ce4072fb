package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AwaitedTest {

    private static final HeartbeatResponse WELL = new HeartbeatResponse(ErrorCode.NONE);

    private final Awaited awaited = new Awaited();

    AwaitedTest() {
        awaited.sent(1, 1_000);
        awaited.sent(2, 2_000);
    }

    @Test
    void answer_inTime_isAwaitedOnce() {
        assertThat(awaited.take(1, WELL, 999)).isTrue();
        assertThat(awaited.take(1, WELL, 999)).isFalse();
        assertThat(awaited.take(2, WELL, 1_999)).isTrue();
        assertThat(awaited.take(3, WELL, 0)).isFalse();
    }

    @Test
    void answer_afterOneThatStayedAway_isNotAwaited() {
        assertThat(awaited.take(2, WELL, 1_000)).isFalse();
    }

    @Test
    void answer_ofAnEarlierGeneration_isNotAwaited_andMayBeMissed() {
        awaited.movesOn();
        awaited.sent(3, 3_000);
        assertThat(awaited.take(1, WELL, 500)).isFalse();
        assertThat(awaited.take(3, WELL, 1_999)).isTrue();
        awaited.sent(4, 3_000);
        assertThat(awaited.take(4, WELL, 2_000))
                .as("the second one stayed away")
                .isFalse();
    }

    @Test
    void answer_afterTheConnection_isNotAwaited() {
        awaited.disconnected();
        assertThat(awaited.take(1, WELL, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"})
    void answer_afterOneThatTellsWhereTheMemberStands_isAwaited(ErrorCode error) {
        awaited.take(1, new HeartbeatResponse(error), 0);
        assertThat(awaited.take(2, WELL, 0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE", "KAFKA_STORAGE_ERROR"})
    void answer_afterOneThatSendsTheMemberElsewhere_isNotAwaited(ErrorCode error) {
        awaited.take(1, new HeartbeatResponse(error), 0);
        assertThat(awaited.take(2, WELL, 0)).isFalse();
    }
}
