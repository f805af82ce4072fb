package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.GroupEvent.IdleReason;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupEvent.Withheld;
import io.rebalance.view.Moves;
import io.rebalance.view.Moves.Move;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventTextTest {

    private static final RebalanceCause JOINED =
            new RebalanceCause(Rule.MEMBER_JOINED, Input.JOIN, 1_000, "m1", RebalanceCause.NOTHING, "why not");

    static Stream<Arguments> event_ofAnyKind_isToldInOneLine() {
        return Stream.of(
                Arguments.of(
                        new GroupEvent.UnknownRecordsKept(new TreeMap<>(Map.of(9, 2))),
                        "records that a later version wrote are kept, by kind: {9=2}"),
                Arguments.of(new GroupEvent.MemberJoined("g", "m1", "client"), "g: m1 joined"),
                Arguments.of(
                        new GroupEvent.MemberReplaced("g", "i", "i-2", "new", "/10.0.0.2", "i-1", "old", "/10.0.0.1"),
                        "g: i-2 (client new on /10.0.0.2) takes the place of i-1 (client old on /10.0.0.1), instance i"),
                Arguments.of(
                        new GroupEvent.TakeoverRefused("g", "i", "i-2", "new", "/10.0.0.2", "old", "/10.0.0.1"),
                        "g: instance i stays with i-2 (client new on /10.0.0.2); it has changed hands too often to go to"
                                + " another process (client old on /10.0.0.1)"),
                Arguments.of(
                        new GroupEvent.MemberRemoved("g", "m1", Departure.LEFT, "enough"),
                        "g: m1 is gone: left (enough)"),
                Arguments.of(
                        new GroupEvent.MemberRemoved("g", "m1", Departure.SESSION_EXPIRED, ""),
                        "g: m1 is gone: session expired"),
                Arguments.of(new GroupEvent.OffsetsExpired("g", 12), "g: 12 offsets were too old, and are gone"),
                Arguments.of(new GroupEvent.GroupRemoved("g", GroupEvent.Removal.EXPIRED), "g: is gone: expired"),
                Arguments.of(
                        new GroupEvent.RebalanceStarted("g", 3, JOINED),
                        "g: generation 3 ends: member joined m1 (why not)"),
                Arguments.of(
                        new GroupEvent.GenerationStarted(
                                "g",
                                4,
                                "range",
                                null,
                                List.of("m1", "m2"),
                                List.of(JOINED, new RebalanceCause(Rule.FOLLOW_UP, Input.TIMER, 1_001, "", 2, "")),
                                5,
                                12),
                        "g: generation 4 begins: 2 members, range, the coordinator assigns, after 12 ms, because"
                                + " member joined m1 (why not); follow up after generation 2 and 3 causes more"),
                Arguments.of(
                        new GroupEvent.Assigned(
                                "g",
                                4,
                                List.of(
                                        new MemberPart("m1", 2, null),
                                        new MemberPart("m2", 0, IdleReason.WAITS_FOR_REVOCATION),
                                        new MemberPart("m3", -1, null)),
                                List.of(
                                        new Withheld(new TopicPartition("t", 0), "m1", "m2"),
                                        new Withheld(new TopicPartition("t", 1), null, null)),
                                7,
                                Moves.of(
                                        2,
                                        List.of(
                                                new Move(new TopicPartition("t", 0), "m1", ""),
                                                new Move(new TopicPartition("t", 2), "", "m2"))),
                                3),
                        "g: generation 4 is assigned: m1 has 2, m2 has 0 (waits for revocation), m3 has bytes of its"
                                + " own kind; withheld for now: t-0 from m1 to m2, t-1 and 5 more; moved: t-0 from m1"
                                + " to nobody, t-2 from nobody to m2"),
                Arguments.of(
                        new GroupEvent.Assigned(
                                "g", 4, List.of(new MemberPart("b", 12, null)), List.of(), 0, many(12), 3),
                        "g: generation 4 is assigned: b has 12; moved: t-0 from a to b, t-1 from a to b, t-2 from a to b,"
                                + " t-3 from a to b, t-4 from a to b, t-5 from a to b, t-6 from a to b, t-7 from a to b,"
                                + " t-8 from a to b, t-9 from a to b and 2 more"),
                Arguments.of(
                        new GroupEvent.Settled("g", 4, 25),
                        "g: generation 4 is settled: everybody has its part, after 25 ms"),
                Arguments.of(
                        new GroupEvent.StoreFailed(ErrorCode.NOT_ENOUGH_REPLICAS, 3, 2),
                        "the log refused records (NOT_ENOUGH_REPLICAS): 3 outcomes are taken back, and 2 requests refused"),
                Arguments.of(
                        new GroupEvent.Emptied("g", 5, List.of(), 0, Moves.of(0, List.of()), 0),
                        "g: has no members any more, generation 5; nothing moved"),
                Arguments.of(
                        new GroupEvent.Emptied("g", 5, List.of(), 0, Moves.UNKNOWN, 0),
                        "g: has no members any more, generation 5; what moved is not known"),
                Arguments.of(
                        new GroupEvent.AssignorFailed("g", "range", "it broke"),
                        "g: assignor range failed, the leader assigns: it broke"));
    }

    @ParameterizedTest
    @MethodSource
    void event_ofAnyKind_isToldInOneLine(GroupEvent event, String line) {
        assertThat(EventText.of(event)).isEqualTo(line);
    }

    @Test
    void event_withTextOfClients_keepsToOneLine() {
        GroupEvent event = new GroupEvent.MemberRemoved("g\n1", "m\r", Departure.LEFT, "a\u2028b\u0007");

        assertThat(EventText.of(event)).isEqualTo("g?1: m? is gone: left (a?b?)");
    }

    @Test
    void event_inATurkishHouse_isToldTheSame() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(EventText.of(new GroupEvent.RebalanceStarted("g", 1, JOINED)))
                    .isEqualTo("g: generation 1 ends: member joined m1 (why not)");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void event_ofEveryKindThereIs_isKnown() {
        assertThat(GroupEvent.class.getPermittedSubclasses())
                .as("a new kind of event wants a text of its own")
                .hasSize(14);
    }

    private static Moves many(int count) {
        return Moves.of(
                count,
                IntStream.range(0, count)
                        .mapToObj(p -> new Move(new TopicPartition("t", p), "a", "b"))
                        .toList());
    }
}
