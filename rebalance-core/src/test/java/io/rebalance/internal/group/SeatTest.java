package io.rebalance.internal.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.kernel.Deadlines;
import io.rebalance.internal.kernel.Facts;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is volatile of a seat comes back as it was, one by one or all at once. */
class SeatTest {

    private final Deadlines deadlines = new Deadlines();
    private final Facts facts = new Facts(new GroupTable(), new OffsetTable(), new TransactionTable());
    private final Timer watch = new Timer(Timer.Kind.SESSION, "g", "");
    private final Waiting waiting = new Waiting();

    @Test
    void flags_setToWhatTheyAre_stayWhenTakenBack() {
        Seat seat = seat("m");
        for (boolean isSet : new boolean[] {false, true}) {
            seat.isNew(step(), isSet);
            seat.owesSync(step(), isSet);
            Step same = step();
            seat.isNew(same, isSet);
            seat.owesSync(same, isSet);
            assertThat(same.leftNoTrace()).isTrue();
            same.takeBack(1);
            assertThat(seat.isNew()).isEqualTo(isSet);
            assertThat(seat.owesSync()).isEqualTo(isSet);

            Step other = step();
            seat.isNew(other, !isSet);
            seat.owesSync(other, !isSet);
            assertThat(seat.isNew()).isEqualTo(!isSet);
            other.takeBack(1);
            assertThat(seat.isNew()).isEqualTo(isSet);
            assertThat(seat.owesSync()).isEqualTo(isSet);
        }
    }

    @Test
    void assignment_theSame_leavesNoTrace() {
        Seat seat = seat("m");
        Step step = step();
        seat.assignment(step, Bytes.EMPTY);
        assertThat(step.leftNoTrace()).isTrue();

        seat.assignment(step, Bytes.of(new byte[] {1}));
        assertThat(seat.assignment()).isEqualTo(Bytes.of(new byte[] {1}));
        step.takeBack(1);
        assertThat(seat.assignment()).isEqualTo(Bytes.EMPTY);
    }

    // every mixture of new, owing a sync, and waiting for nothing, a join or a sync
    @Test
    void rememberAll_generationBegins_takenBackIsAsItWas() {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Seat seat = seat("m" + i);
            seat.isNew(step(), (i & 1) != 0);
            seat.owesSync(step(), (i & 2) != 0);
            if (i / 4 == 1) {
                waiting.park(step(), seat, join(i));
            } else if (i / 4 == 2) {
                waiting.park(step(), seat, sync(i));
            }
            seats.add(seat);
        }
        List<String> before = seats.stream().map(Seat::toString).toList();
        Step step = step();

        waiting.rememberAll(step, seats, watch);
        for (int i = 0; i < 12; i++) {
            Ticket join = waiting.beginGeneration(step, seats.get(i));
            assertThat(join).isEqualTo(i / 4 == 1 ? join(i) : null);
            assertThat(seats.get(i).isNew()).isFalse();
            assertThat(seats.get(i).owesSync()).isTrue();
            assertThat(waiting.has(i)).isEqualTo(i / 4 == 2);
        }
        step.takeBack(1);

        assertThat(seats.stream().map(Seat::toString)).isEqualTo(before);
        for (int i = 0; i < 12; i++) {
            assertThat(waiting.seatOf(i)).isSameAs(i / 4 == 0 ? null : seats.get(i));
            assertThat(seats.get(i).hasJoined()).isEqualTo(i / 4 == 1);
            assertThat(seats.get(i).deadlineMs()).isEqualTo(Timer.NEVER);
        }
        assertThat(before.get(3)).contains("memberId=m3").endsWith("waiting=null, isNew=true, owesSync=true]");
        assertThat(before.get(4)).endsWith("waiting=4, isNew=false, owesSync=false]");
    }

    @Test
    void endSync_onlyWhoWaitsForOne_isFreedAndHasItsSession() {
        Seat joins = seat("a");
        Seat syncs = seat("b");
        Seat idle = seat("c");
        waiting.park(step(), joins, join(1));
        waiting.park(step(), syncs, sync(2));
        Step step = step();
        waiting.rememberAll(step, List.of(joins, syncs, idle), watch);

        assertThat(waiting.endSync(step, joins)).isNull();
        assertThat(waiting.endSync(step, syncs)).isEqualTo(sync(2));
        assertThat(waiting.endSync(step, idle)).isNull();

        assertThat(joins.deadlineMs()).isEqualTo(Timer.NEVER);
        assertThat(syncs.deadlineMs()).isEqualTo(1_000);
        assertThat(idle.deadlineMs()).isEqualTo(Timer.NEVER);
        assertThat(waiting.has(1)).isTrue();
        assertThat(waiting.has(2)).isFalse();
        assertThat(waiting.takeSync(step, joins)).isNull();
        assertThat(waiting.has(1)).isTrue();
    }

    private Step step() {
        return new Step(0, facts, deadlines);
    }

    private static Ticket join(int number) {
        return new Ticket(
                number,
                JoinGroupRequest.builder("g").protocol("range", Bytes.EMPTY).build());
    }

    private static Ticket sync(int number) {
        return new Ticket(number, SyncGroupRequest.of("g", 1, "m"));
    }

    private static Seat seat(String id) {
        return new Seat(new ClassicMember(id, null, "c", "h", 1_000, 1_000, List.of(), Bytes.EMPTY, List.of()));
    }
}
