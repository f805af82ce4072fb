package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The map holds what a map would, whatever the numbers are. */
class LongMapTest {

    /** How the n-th number is made. */
    record Style(String name, LongUnaryOperator number) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Property(tries = 300)
    void anyOperations_asAMap(@ForAll("styles") Style style, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LongMap<String> map = new LongMap<>();
        Map<Long, String> model = new HashMap<>();
        int numbers = 1 + random.nextInt(200);
        for (int i = 0; i < 600; i++) {
            long key = style.number.applyAsLong(random.nextInt(numbers));
            if (random.nextInt(5) < 3) {
                map.put(key, "v" + i);
                model.put(key, "v" + i);
            } else {
                map.remove(key);
                model.remove(key);
            }
            assertThat(map.get(key)).isEqualTo(model.get(key));
            assertThat(map.size()).isEqualTo(model.size());
        }
        for (int n = 0; n < numbers; n++) {
            long key = style.number.applyAsLong(n);
            assertThat(map.get(key)).as("of %d", key).isEqualTo(model.get(key));
        }
    }

    @Provide
    Arbitrary<Style> styles() {
        return Arbitraries.of(
                new Style("that follow each other", n -> n),
                new Style("around zero", n -> n - 100),
                new Style("a run apart", n -> n * 16),
                new Style("far apart", n -> n << 40),
                new Style("at the end", n -> Long.MAX_VALUE - n),
                new Style("at random", n -> new SplittableRandom(n).nextLong()));
    }

    @Test
    void remove_neighbours_closesTheGap() {
        LongMap<String> map = new LongMap<>();
        for (long n = 0; n < 8; n++) {
            map.put(n, "v" + n);
        }
        map.remove(3);
        map.remove(3);

        assertThat(map.size()).isEqualTo(7);
        assertThat(map.get(3)).isNull();
        for (long n = 4; n < 8; n++) {
            assertThat(map.get(n)).isEqualTo("v" + n);
        }
    }

    // 15 would be the last place, 31 wraps around to the first if both runs begin at the same place
    @Test
    void remove_whatWrappedAround_staysFound() {
        for (long run = 1; run < 64; run++) {
            LongMap<String> map = new LongMap<>();
            map.put(15, "last");
            map.put(16 * run + 15, "wrapped");
            map.put(16 * run, "first");
            map.remove(15);

            assertThat(map.get(16 * run + 15)).isEqualTo("wrapped");
            assertThat(map.get(16 * run)).isEqualTo("first");
            assertThat(map.get(15)).isNull();
            assertThat(map.size()).isEqualTo(2);
        }
    }

    // a host may number its tickets as it likes: the connection above, the request below
    @Test
    void numbersThatDifferOnlyAbove_doNotCrowd() {
        for (int shift = 0; shift < 50; shift++) {
            LongMap<String> map = new LongMap<>();
            for (long n = 0; n < 5_000; n++) {
                map.put(n << shift | 7, "v");
            }
            assertThat(map.farthest())
                    .as("shifted by %d", shift)
                    .isLessThan(300); // all in one place would be thousands
        }
    }

    @Test
    void manyThatHaveGone_leaveNoRoomBehind() {
        LongMap<String> map = new LongMap<>();
        for (long n = 0; n < 100_000; n++) {
            map.put(n, "v");
        }
        assertThat(map.places()).isGreaterThanOrEqualTo(200_000);
        for (long n = 0; n < 100_000; n++) {
            map.remove(n);
        }
        assertThat(map.places()).isEqualTo(16);
        map.put(7, "again");
        assertThat(map.get(7)).isEqualTo("again");
    }

    @Test
    void empty_hasNothing() {
        LongMap<String> map = new LongMap<>();
        map.put(7, "v");
        map.remove(7);

        assertThat(map.get(7)).isNull();
        assertThat(map.get(0)).isNull();
        assertThat(map.size()).isZero();
    }
}
