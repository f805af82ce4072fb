package io.rebalance.internal.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What many say is kept once, and what few said is not kept for ever (invariant S14). */
class OnceTest {

    private final Once once = new Once();

    @Test
    void equalValues_areOne() {
        Bytes first = bytes(100, 1);
        assertThat(once.apply(first)).isSameAs(first);
        assertThat(once.bytes()).isEqualTo(164);
        assertThat(once.apply(bytes(100, 1))).isSameAs(first);
        assertThat(once.apply(bytes(100, 2))).isNotSameAs(first);
        String text = new String("range");
        assertThat(once.text(text)).isSameAs(text);
        assertThat(once.text(new String("range"))).isSameAs(text);
    }

    @Test
    void heavyValues_areNotKept() {
        assertThat(once.apply(bytes(Once.HEAVIEST_BYTES, 1))).isEqualTo(bytes(Once.HEAVIEST_BYTES, 1));
        once.text("x".repeat(Once.HEAVIEST_BYTES / 2));
        once.apply(List.of(bytes(Once.HEAVIEST_BYTES / 2, 1), bytes(Once.HEAVIEST_BYTES / 2, 2)));
        assertThat(once.bytes()).isZero();
    }

    @Test
    void heaviestValue_isKept() {
        Bytes heaviest = bytes(Once.HEAVIEST_BYTES - 64, 1);
        once.apply(heaviest);
        assertThat(once.apply(bytes(Once.HEAVIEST_BYTES - 64, 1))).isSameAs(heaviest);
        assertThat(once.bytes()).isEqualTo(Once.HEAVIEST_BYTES);
    }

    @Test
    void manyValues_weighNoMoreThanTheMost_andServeOn() {
        int atMost = 0;
        List<Bytes> first = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Bytes value = bytes(40_000, i);
            once.apply(value);
            if (i < 10) {
                first.add(value);
            }
            atMost = Math.max(atMost, once.bytes());
        }
        assertThat(atMost).isBetween(Once.MOST_BYTES - 50_000, Once.MOST_BYTES);
        assertThat(first).noneMatch(value -> once.apply(bytes(40_000, first.indexOf(value))) == value);
        Bytes last = bytes(40_000, 4_999);
        assertThat(once.apply(last)).isNotSameAs(last);
    }

    @Test
    void valuesOfOnePlace_weighOnce() {
        for (int i = 0; i < 100_000; i++) { // in 4,096 places
            once.apply(bytes(8, i));
        }
        assertThat(once.bytes()).isLessThanOrEqualTo(4_096 * (8 + 64));
    }

    private static Bytes bytes(int size, int n) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (n >>> (8 * i));
        }
        return Bytes.of(bytes);
    }
}
