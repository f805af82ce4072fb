package io.rebalance.internal.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.Moves;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which partitions moved between two stored generations, and from whom to whom. */
class MovementTest {

    private static final Bytes OPAQUE = Bytes.of(new byte[] {0, 0, 0, 0, 0, 9});

    @Test
    void swap_movesBothWays() {
        assertThat(moves(group(member("a", 0, 1), member("b", 2)), group(member("a", 0, 2), member("b", 1))))
                .hasToString("2 [orders-1 a>b, orders-2 b>a]");
    }

    @Test
    void firstGeneration_takesFromNobody() {
        assertThat(moves(null, group(member("a", 1, 0)))).hasToString("2 [orders-0 >a, orders-1 >a]");
        assertThat(moves(group(), group(member("a", 0)))).hasToString("1 [orders-0 >a]");
    }

    @Test
    void memberThatJoins_takesFromWhoeverHad() {
        assertThat(moves(group(member("b", 0, 1, 2)), group(member("a", 1), member("b", 0), member("c", 2))))
                .hasToString("2 [orders-1 b>a, orders-2 b>c]");
    }

    @Test
    void memberThatLeaves_isTakenFrom() {
        assertThat(moves(group(member("a", 0), member("b", 1, 2)), group(member("a", 0, 1, 2))))
                .hasToString("2 [orders-1 b>a, orders-2 b>a]");
        assertThat(moves(group(member("a", 0), member("b", 1)), group())).hasToString("2 [orders-0 a>, orders-1 b>]");
    }

    @Test
    void partitionThatIsGone_movesToNobody() {
        assertThat(moves(group(member("a", 0, 1)), group(member("a", 0)))).hasToString("1 [orders-1 a>]");
    }

    @Test
    void withheldPartition_movesToNobody_andFromThereToItsOwner() {
        RecordValue.ClassicGroup before = group(member("a", 0, 1));
        RecordValue.ClassicGroup withheld = group(member("a", 0), member("b"));
        RecordValue.ClassicGroup after = group(member("a", 0), member("b", 1));

        assertThat(moves(before, withheld)).hasToString("1 [orders-1 a>]");
        assertThat(moves(withheld, after)).hasToString("1 [orders-1 >b]");
    }

    @Test
    void sameParts_moveNothing_inWhateverOrderTheyAreWritten() {
        assertThat(moves(group(member("a", 0, 1)), group(member("a", 1, 0)))).hasToString("0 []");
    }

    @Test
    void moves_areSortedByTopicAndNumber_andCountedBeyondThoseThatAreListed() {
        int[] all = IntStream.range(0, 150).toArray();
        Moves moves = moves(group(member("a", all)), group(member("b", all)));

        assertThat(moves.count()).isEqualTo(150);
        assertThat(moves.list())
                .hasSize(Moves.MAX_LISTED)
                .isSortedAccordingTo((x, y) -> x.partition().compareTo(y.partition()));
        assertThat(moves.list().get(99)).hasToString("orders-99 a>b");
    }

    @Test
    void moreTopicsThanOne_areSortedByName() {
        Bytes both = bytes(TopicPartitions.of("payments", 0), TopicPartitions.of("orders", 7));

        assertThat(moves(null, group(member("a", both)))).hasToString("2 [orders-7 >a, payments-0 >a]");
    }

    @Test
    void bytesThatCannotBeRead_areUnknown_notNone() {
        assertThat(moves(group(member("a", 0)), group(member("a", OPAQUE)))).isEqualTo(Moves.UNKNOWN);
        assertThat(moves(group(member("a", OPAQUE)), group(member("a", 0)))).isEqualTo(Moves.UNKNOWN);
        assertThat(moves(group(member("a", OPAQUE)), group())).isEqualTo(Moves.UNKNOWN);
    }

    @Test
    void bytesThatCannotBeRead_butAreTheSame_moveNothing() {
        assertThat(moves(group(member("a", OPAQUE), member("b", 0)), group(member("a", OPAQUE), member("b", 1))))
                .hasToString("2 [orders-0 b>, orders-1 >b]");
    }

    @Test
    void noBytesAtAll_nameNoPartition() {
        assertThat(moves(group(member("a", 0)), group(member("a", Bytes.EMPTY))))
                .hasToString("1 [orders-0 a>]");
    }

    @Test
    void otherProtocolTypes_areUnknown_evenIfTheyLookReadable() {
        RecordValue.ClassicGroup connect = group("connect", member("a", 0));

        assertThat(moves(null, connect)).isEqualTo(Moves.UNKNOWN);
        assertThat(moves(connect, group("connect"))).isEqualTo(Moves.UNKNOWN);
        assertThat(moves(group("connect"), group(member("a", 0)))).hasToString("1 [orders-0 >a]");
    }

    @Test
    void partitionThatALeaderGaveTwice_movesFromEachOfItsOwners() {
        assertThat(moves(group(member("a", 0), member("b", 0)), group(member("c", 0), member("d"))))
                .hasToString("2 [orders-0 a>c, orders-0 b>]");
    }

    private static Moves moves(RecordValue.@Nullable ClassicGroup before, RecordValue.ClassicGroup after) {
        return Movement.between(before, after);
    }

    private static RecordValue.ClassicGroup group(ClassicMember... members) {
        return group(ConsumerProtocol.TYPE, members);
    }

    private static RecordValue.ClassicGroup group(String protocolType, ClassicMember... members) {
        boolean isEmpty = members.length == 0;
        return new RecordValue.ClassicGroup(
                protocolType,
                isEmpty ? null : "range",
                1,
                isEmpty ? null : members[0].memberId(),
                false,
                1_000,
                List.of(members));
    }

    private static ClassicMember member(String memberId, int... partitions) {
        return member(memberId, bytes(TopicPartitions.of("orders", partitions)));
    }

    private static ClassicMember member(String memberId, Bytes assignment) {
        return new ClassicMember(
                memberId,
                null,
                "client",
                "host",
                10_000,
                60_000,
                List.of(new JoinProtocol("range", Bytes.EMPTY)),
                assignment,
                List.of());
    }

    private static Bytes bytes(TopicPartitions... topics) {
        return ConsumerProtocol.writeAssignment(
                ConsumerAssignment.of(List.of(topics)), ConsumerProtocol.LOWEST_VERSION);
    }
}
