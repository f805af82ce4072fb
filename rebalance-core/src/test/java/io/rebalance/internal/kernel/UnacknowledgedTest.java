package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.kernel.Unacknowledged.Input;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waits for the log is kept in order, and goes back in the other one. */
class UnacknowledgedTest {

    private final Facts facts = new Facts(new GroupTable(), new OffsetTable(), new TransactionTable());
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final List<Integer> undone = new ArrayList<>();
    private long sequence;

    @Test
    void ring_goesRoundAndGrows_keepsTheOrder() {
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 5; i++) {
                unacknowledged.addAnswered(++sequence, 1_000 + sequence, request());
            }
            unacknowledged.stored(sequence - 4 * (round + 1)); // of every five, four stay
            assertThat(unacknowledged.size()).isEqualTo(4 * (round + 1));
        }
        List<Ticket> answered = unacknowledged.answered();

        assertThat(answered).extracting(Ticket::number).containsExactlyElementsOf(numbers(1_013, 1_060));
    }

    @Test
    void takeBack_inTheMiddle_undoesLatestFirst_andKeepsWhatCameBefore() {
        for (int i = 0; i < 40; i++) {
            sequence++;
            if (i % 3 == 0) {
                unacknowledged.addAnswered(sequence, sequence, request());
            } else {
                unacknowledged.addRequest(sequence, sequence, request(), stepThatUndoes((int) sequence));
            }
        }
        unacknowledged.stored(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unacknowledged.require(41))
                .withMessage("first must be an outcome that waits for stored (11 to 40), was 41");
        assertThatIllegalArgumentException().isThrownBy(() -> unacknowledged.require(10));
        unacknowledged.require(11);
        unacknowledged.require(40);

        List<Ticket> handedIn = unacknowledged.takeBack(31, 0).handedIn();

        assertThat(undone).containsExactly(39, 38, 36, 35, 33, 32);
        assertThat(handedIn).extracting(Ticket::number).containsExactlyElementsOf(numbers(31, 40));
        assertThat(unacknowledged.size()).isEqualTo(20);
    }

    @Test
    void require_nothingWaits_saysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unacknowledged.require(1))
                .withMessage("first must be an outcome that waits for stored (there is none), was 1");
    }

    @Test
    void takeBack_whatWasCancelledMeanwhile_isNotHandedInAgain() {
        unacknowledged.addAnswered(1, 7, request());
        unacknowledged.addAnswered(2, 8, request());
        unacknowledged.add(3, new Input(List.of(new Ticket(8, request())), List.of(7L, 8L), false), stepThatUndoes(3));
        unacknowledged.add(4, new Input(List.of(), List.of(5L, 6L), true), stepThatUndoes(4));

        Input taken = unacknowledged.takeBack(1, 0);

        // what the same input brought comes after what it cancelled
        assertThat(taken.handedIn()).extracting(Ticket::number).containsExactly(8L);
        assertThat(taken.cancelled()).containsExactly(7L, 8L, 5L, 6L);
        assertThat(taken.isOfTheWorld()).isTrue();
        assertThat(unacknowledged.size()).isZero();
    }

    @Test
    void answered_whatWasCancelledLater_isLeftOut() {
        Step step = stepThatUndoes(2);
        step.answer(9, request(), HeartbeatResponse.of(ErrorCode.NONE));
        unacknowledged.addAnswered(1, 7, request());
        unacknowledged.addRequest(2, 8, request(), step); // 8 waits; 9, which had waited, was answered
        unacknowledged.add(3, new Input(List.of(), List.of(7L), false), stepThatUndoes(3));
        unacknowledged.addAnswered(4, 10, request());

        assertThat(unacknowledged.answered()).extracting(Ticket::number).containsExactly(9L, 10L);
    }

    @Test
    void inputThatLeftNothing_takesNoPlace_butItsNumberIsKnown() {
        unacknowledged.add(1, Input.NONE, emptyStep());
        unacknowledged.add(2, new Input(List.of(), List.of(7L), true), emptyStep());
        assertThat(unacknowledged.size()).isZero();
        unacknowledged.require(2);

        unacknowledged.addAnswered(3, 7, request());
        unacknowledged.add(4, new Input(List.of(), List.of(7L), false), emptyStep());
        unacknowledged.add(5, Input.NONE, emptyStep());
        assertThat(unacknowledged.size()).isEqualTo(2);
        unacknowledged.require(5);
        assertThat(unacknowledged.answered()).isEmpty();
        assertThat(unacknowledged.takeBack(3, 0)).isEqualTo(new Input(List.of(), List.of(7L), false));

        unacknowledged.stored(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unacknowledged.require(5))
                .withMessage("first must be an outcome that waits for stored (there is none), was 5");
    }

    // its requests were answered by whoever took it back, and must not be answered again
    @Test
    void require_takenBack_isRefused_andWhatCameBeforeAndAfterIsNot() {
        for (int i = 1; i <= 6; i++) {
            unacknowledged.addAnswered(i, i, request());
        }
        unacknowledged.takeBack(5, 0);
        unacknowledged.addAnswered(7, 7, request());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unacknowledged.require(6))
                .withMessage("first must not be an outcome that was taken back, was 6");
        assertThatIllegalArgumentException().isThrownBy(() -> unacknowledged.require(5));
        unacknowledged.require(4);
        unacknowledged.require(7);

        unacknowledged.takeBack(3, 0); // all of the former and more
        unacknowledged.addAnswered(8, 8, request());
        for (int taken = 3; taken <= 7; taken++) {
            int sequence = taken;
            assertThatIllegalArgumentException().isThrownBy(() -> unacknowledged.require(sequence));
        }
        unacknowledged.require(2);
        unacknowledged.require(8);
        unacknowledged.stored(7);
        unacknowledged.require(8);
    }

    @Test
    void clear_forgetsAll_andServesOn() {
        for (int i = 1; i <= 20; i++) {
            unacknowledged.addRequest(i, i, request(), stepThatUndoes(i));
        }
        unacknowledged.clear();
        assertThat(unacknowledged.size()).isZero();

        unacknowledged.addAnswered(21, 21, request());
        assertThat(unacknowledged.answered()).extracting(Ticket::number).containsExactly(21L);
        assertThat(unacknowledged.takeBack(1, 0).handedIn())
                .extracting(Ticket::number)
                .containsExactly(21L);
        assertThat(undone).isEmpty();
    }

    @Test
    void stepsThatAreOver_serveAgain_eachToOneInputAtATime() {
        for (int i = 1; i <= 20; i++) {
            unacknowledged.addRequest(i, i, request(), stepThatUndoes(i));
        }
        unacknowledged.stored(20);

        Set<Step> spares = new HashSet<>();
        for (Step spare = unacknowledged.spare(); spare != null; spare = unacknowledged.spare()) {
            assertThat(spares.add(spare)).isTrue();
            assertThat(spare.leftNoTrace()).isTrue();
            assertThat(spare.replies()).isEmpty();
            spare.takeBack(0);
        }
        assertThat(spares).hasSize(8);
        assertThat(undone).isEmpty();
    }

    @Test
    void stepThatWasTakenBack_isNotOneThatServesAgain() {
        unacknowledged.addRequest(1, 1, request(), stepThatUndoes(1));
        unacknowledged.takeBack(1, 0);
        unacknowledged.addAnswered(2, 2, request());
        unacknowledged.stored(2);

        assertThat(unacknowledged.spare()).isNull();
        assertThat(undone).containsExactly(1);
    }

    // more than what a step has room for at first, and more than what it keeps room for
    @Test
    void step_ofManyChanges_undoesAll_andServesAgain() {
        Step step = new Step(0, facts, new Deadlines());
        for (int times = 0; times < 3; times++) {
            for (int i = 0; i < 1_000; i++) {
                step.undo(undone, i, times, (all, before, number) -> all.add(before));
            }
            step.takeBack(0);
            assertThat(undone).hasSize(1_000).startsWith(999, 998).endsWith(1, 0);
            undone.clear();
            step.undo(undone, 5, 0, (all, before, number) -> all.add(before));
            step.over();
            step.again(1);
            step.takeBack(1);
            assertThat(undone).isEmpty();
        }
    }

    private Step stepThatUndoes(int number) {
        Step step = new Step(0, facts, new Deadlines());
        step.undo(undone, null, number, (all, before, n) -> all.add((int) n));
        return step;
    }

    private Step emptyStep() {
        return new Step(0, facts, new Deadlines());
    }

    private static GroupRequest<?> request() {
        return HeartbeatRequest.of("g", 1, "m");
    }

    private static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long n = from; n <= to; n++) {
            numbers.add(n);
        }
        return numbers;
    }
}
