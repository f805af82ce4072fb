package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualClockTest {

    private final ManualClock clock = new ManualClock(1_000);

    @Test
    void advance_duration_movesForward() {
        assertThat(clock.advance(Duration.ofSeconds(3))).isEqualTo(4_000);
        assertThat(clock.nowMs()).isEqualTo(4_000);
    }

    @Test
    void advance_negative_isRefusedAndNothingMoves() {
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duration must not be negative, was PT-0.001S");
        assertThat(clock.nowMs()).isEqualTo(1_000);
    }

    @Test
    void advance_beyondTheEndOfTime_isRefused() {
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(clock.nowMs()).isEqualTo(1_000);
    }

    @Test
    void setMs_back_isRefusedAndNothingMoves() {
        assertThatThrownBy(() -> clock.setMs(999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeMs must be 1000 or more, was 999");
        assertThat(clock.nowMs()).isEqualTo(1_000);
    }

    @Test
    void setMs_sameOrLater_isShown() {
        clock.setMs(1_000);
        clock.setMs(1_001);

        assertThat(clock.nowMs()).isEqualTo(1_001);
    }

    @Test
    void new_negativeStart_isRefused() {
        assertThatThrownBy(() -> new ManualClock(-1)).hasMessage("startMs must be 0 or more, was -1");
    }
}
