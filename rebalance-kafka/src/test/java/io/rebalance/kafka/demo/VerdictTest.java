package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void of_allShownAndNothingFound_isGoodAndExitsWithZero() {
        assertThat(Verdict.of(0, 0, false)).isEqualTo(Verdict.GOOD);
        assertThat(Verdict.GOOD.exitCode()).isZero();
    }

    @Test
    void of_aLossOrAFinding_isABrokenPromiseEvenIfCutShort() {
        assertThat(Verdict.of(1, 0, false)).isEqualTo(Verdict.BROKEN_PROMISE);
        assertThat(Verdict.of(0, 1, false)).isEqualTo(Verdict.BROKEN_PROMISE);
        assertThat(Verdict.of(1, 0, true)).isEqualTo(Verdict.BROKEN_PROMISE);
        assertThat(Verdict.BROKEN_PROMISE.exitCode()).isEqualTo(1);
    }

    @Test
    void of_notAllShown_isCutShort() {
        assertThat(Verdict.of(0, 0, true)).isEqualTo(Verdict.CUT_SHORT);
        assertThat(Verdict.CUT_SHORT.exitCode()).isEqualTo(2);
    }
}
