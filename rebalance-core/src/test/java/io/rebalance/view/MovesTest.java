package io.rebalance.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.Moves.Move;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovesTest {

    private static final Move MOVE = new Move(new TopicPartition("orders", 0), "a", "b");

    @Test
    void moves_nobodyAsksFor_areNotWorkedOut() {
        int[] asked = {0};
        Moves moves = Moves.later(() -> {
            asked[0]++;
            return Moves.of(1, List.of(MOVE));
        });
        assertThat(asked[0]).isZero();

        assertThat(moves.isKnown()).isTrue();
        assertThat(moves.count()).isEqualTo(1);
        assertThat(moves.list()).containsExactly(MOVE);
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void moves_thatAreAlike_areEqual_whenEverTheyAreWorkedOut() {
        Moves known = Moves.of(1, List.of(MOVE));

        assertThat(Moves.later(() -> known)).isEqualTo(known).hasSameHashCodeAs(known);
        assertThat(Moves.later(() -> Moves.UNKNOWN)).isEqualTo(Moves.UNKNOWN).isNotEqualTo(known);
        assertThat(known).isNotEqualTo(Moves.of(0, List.of()));
    }

    @Test
    void moves_asText_areCompact() {
        assertThat(Moves.of(1, List.of(MOVE))).hasToString("1 [orders-0 a>b]");
        assertThat(Moves.of(0, List.of())).hasToString("0 []");
        assertThat(Moves.UNKNOWN).hasToString("unknown");
    }

    @Test
    void unknownMoves_areNotNone() {
        assertThat(Moves.UNKNOWN.isKnown()).isFalse();
        assertThat(Moves.UNKNOWN.count()).isEqualTo(-1);
        assertThat(Moves.UNKNOWN.list()).isEmpty();
        assertThat(Moves.UNKNOWN).isNotEqualTo(Moves.of(0, List.of()));
    }

    @Test
    void moves_ofAnotherNumberThanTheyHave_areRefused() {
        List<Move> many = IntStream.rangeClosed(0, Moves.MAX_LISTED)
                .mapToObj(p -> new Move(new TopicPartition("orders", p), "a", "b"))
                .toList();

        assertThat(Moves.of(5_000, many.subList(0, Moves.MAX_LISTED)).count()).isEqualTo(5_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moves.of(2, List.of(MOVE)))
                .withMessage("first must have count (2) elements, at most 100, has 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Moves.of(-1, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moves.of(many.size(), many))
                .withMessage("first must have count (101) elements, at most 100, has 101");
    }
}
