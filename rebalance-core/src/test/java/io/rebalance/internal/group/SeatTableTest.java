package io.rebalance.internal.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The table finds what a map would, whatever the ids look like. */
class SeatTableTest {

    /** How the n-th id is made. */
    record Style(String name, IntFunction<String> id) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Property(tries = 200)
    void anyOperations_asAMap(@ForAll("styles") Style style, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SeatTable table = new SeatTable();
        TreeMap<String, Seat> model = new TreeMap<>();
        int ids = 1 + random.nextInt(300);
        for (int i = 0; i < 600; i++) {
            String id = style.id.apply(random.nextInt(ids));
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    if (!model.containsKey(id)) {
                        Seat seat = seat(id);
                        table.add(seat);
                        model.put(id, seat);
                    }
                }
                case 2 -> {
                    table.remove(id);
                    model.remove(id);
                }
                case 3 ->
                    assertThat(table.first())
                            .isSameAs(
                                    model.isEmpty() ? null : model.firstEntry().getValue());
                default -> assertThat(table.sorted()).containsExactlyElementsOf(model.values());
            }
            assertThat(table.find(new String(id.toCharArray()))).isSameAs(model.get(id));
            assertThat(table.size()).isEqualTo(model.size());
        }
    }

    @Provide
    Arbitrary<Style> styles() {
        return Arbitraries.of(
                new Style("short", n -> "m" + n),
                new Style(
                        "as Kafka's",
                        n -> "client-" + n + "-0b5c8e3e-6f2a-4b5b-9a43-" + String.format("%012x", n * 977L)),
                new Style("that end alike", n -> "member-" + n + "-of-the-same-service"),
                new Style(
                        "beyond Latin",
                        n -> "\u043f\u043e\u0442\u0440\u0435\u0431\u0438\u0442\u0435\u043b\u044c-" + n));
    }

    @Test
    void idsThatEndAlike_doNotCrowd() {
        SeatTable table = new SeatTable();
        for (int n = 0; n < 5_000; n++) {
            table.add(seat("member-" + n + "-of-the-same-service"));
        }
        assertThat(table.farthest()).isLessThan(400); // all in one place would be thousands
    }

    // four chars that differ are enough, wherever they stand among those that are looked at
    @Test
    void idsThatDifferInFourOfTheLastTwelveChars_doNotCrowd() {
        for (String after : List.of("", "wxyz", "qrstwxyz")) {
            SeatTable table = new SeatTable();
            for (int n = 0; n < 5_000; n++) {
                table.add(seat("some-client-" + String.format("%04x", n * 13) + after));
            }
            assertThat(table.readsTheEndOnly()).as("before \"%s\"", after).isTrue();
            assertThat(table.farthest()).as("before \"%s\"", after).isBetween(2, 64);
        }
    }

    @Test
    void idsThatEndAlike_areReadWhole() {
        SeatTable table = new SeatTable();
        for (int n = 0; n < 1_000; n++) {
            table.add(seat("member-" + n + "-of-the-same-service"));
        }
        assertThat(table.readsTheEndOnly()).isFalse();
        assertThat(table.farthest()).isBetween(2, 64);
    }

    // what takes part of a place must not grow with those who have gone
    @Test
    void table_growsWithItsSeats_atFourFifths() {
        SeatTable table = new SeatTable();
        for (int n = 0; n < 3; n++) {
            table.add(seat("m" + n));
        }
        assertThat(table.places()).isEqualTo(4);
        for (int n = 3; n < 5; n++) {
            table.add(seat("m" + n));
        }
        assertThat(table.places()).isEqualTo(8);
        for (int n = 5; n < 1_000; n++) {
            table.add(seat("m" + n));
            table.remove("m" + n);
        }
        assertThat(table.places()).isEqualTo(8);
    }

    @Test
    void addedInOrder_isBelievedOnlyIfItIsOne() {
        for (List<String> ids : List.of(List.of("a", "b", "c"), List.of("b", "a", "c"), List.<String>of())) {
            SeatTable table = new SeatTable();
            List<Seat> seats = ids.stream().map(SeatTableTest::seat).toList();
            seats.forEach(table::add);
            table.addedInOrder(seats);

            assertThat(table.sorted()).extracting(Seat::memberId).isSorted().hasSize(ids.size());
            assertThat(table.first()).isSameAs(ids.isEmpty() ? null : table.find("a"));
            table.add(seat("aa"));
            assertThat(table.sorted()).extracting(Seat::memberId).isSorted().hasSize(ids.size() + 1);
            table.remove("a");
            assertThat(table.first()).isSameAs(table.find("aa"));
        }
    }

    @Test
    void sorted_nobodyCameOrWent_isTheSameList() {
        SeatTable table = new SeatTable();
        table.add(seat("b"));
        table.add(seat("a"));
        assertThat(table.sorted()).isSameAs(table.sorted());
    }

    @Test
    void first_theyGoOneByOne_isTheNext() {
        SeatTable table = new SeatTable();
        for (int n = 100; n < 200; n++) {
            table.add(seat("m" + n));
        }
        for (int n = 100; n < 200; n++) {
            Seat first = table.first();
            assertThat(first).isSameAs(table.find("m" + n));
            table.remove("m" + n);
        }
        assertThat(table.first()).isNull();
        assertThat(table.sorted()).isEmpty();
    }

    private static Seat seat(String id) {
        return new Seat(new ClassicMember(id, null, "c", "h", 1, 1, List.of(), Bytes.EMPTY, List.of()));
    }
}
