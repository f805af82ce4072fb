package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** L8: how long members wait before they try again. */
class BackoffTest {

    private static List<Long> delays(long seed, int failures) {
        Backoff backoff = new Backoff(100, 1_000, seed);
        return IntStream.range(0, 1_000).mapToObj(i -> backoff.nextMs(failures)).toList();
    }

    @Test
    void delays_ofMembersThatFailedTogether_lieApart() {
        List<Long> first = LongStream.range(0, 1_000)
                .mapToObj(seed -> new Backoff(100, 1_000, seed).nextMs(0))
                .toList();
        assertThat(first).allMatch(ms -> ms >= 80 && ms <= 120);
        assertThat(first.stream().distinct().count()).isGreaterThan(35);
        assertThat(delays(7, 0)).isEqualTo(delays(7, 0)).isNotEqualTo(delays(8, 0));
    }

    @Test
    void delays_afterEachFailure_areTwiceAsLong_upToTheLongest() {
        for (int failures = 0; failures < 40; failures++) {
            double plainMs = Math.min(1_000, 100 * Math.pow(2, failures));
            assertThat(delays(1, failures)).allMatch(ms -> ms >= 0.8 * plainMs - 1 && ms <= 1.2 * plainMs);
        }
    }

    @Test
    void delays_ofAnyLength_areNeverNone_andDoNotOverflow() {
        assertThat(new Backoff(1, 1, 1).nextMs(0)).isEqualTo(1);
        assertThat(new Backoff(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 1).nextMs(30))
                .isPositive();
    }
}
