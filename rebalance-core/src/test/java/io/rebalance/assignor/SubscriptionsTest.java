package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private static final int LENGTH = 12;
    private static final int COUNT = 1 << LENGTH;

    private final Subscriptions subscriptions = new Subscriptions(new TopicNames());
    private final AtomicLong looks = new AtomicLong();

    // Aa and BB hash alike, and so do lists of them
    private List<String> list(int bits) {
        return new AbstractList<>() {
            @Override
            public String get(int i) {
                looks.incrementAndGet();
                return (bits >> i & 1) == 0 ? "Aa" + i : "BB" + i;
            }

            @Override
            public int size() {
                return LENGTH;
            }
        };
    }

    @Test
    void lists_thatHashAlike_areKeptApartWithoutALookAtAllOfThem() {
        assertThat(list(0)).hasSameHashCodeAs(list(COUNT - 1));
        for (int bits = 0; bits < COUNT; bits++) {
            assertThat(subscriptions.numberOf(list(bits))).isEqualTo(bits);
        }
        for (int bits = 0; bits < COUNT; bits++) {
            assertThat(subscriptions.numberOf(list(bits))).isEqualTo(bits);
        }

        assertThat(subscriptions.count()).isEqualTo(COUNT);
        assertThat(looks.get()).isLessThan(2L * COUNT * 40 * LENGTH);
    }
}
