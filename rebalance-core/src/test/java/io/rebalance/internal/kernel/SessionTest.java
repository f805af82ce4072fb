package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import org.junit.jupiter.api.Test;

/** A session ends by silence, never earlier than was promised, and never under a watch that sleeps longer. */
class SessionTest {

    private static final class Member extends Session {}

    private final Deadlines deadlines = new Deadlines();
    private final Member member = new Member();
    private final Timer watch = new Timer(Timer.Kind.SESSION, "g", "");

    @Test
    void open_setsItsEndAndItsWatch() {
        step(0).open(member, watch, 10);

        assertThat(member.deadlineMs()).isEqualTo(10);
        assertThat(member.isOver(9)).isFalse();
        assertThat(member.isOver(10)).isTrue();
        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    @Test
    void extend_openSession_movesTheNumberButNotTheWatch() {
        step(0).open(member, watch, 10);
        step(5).extend(member, 10);

        assertThat(member.deadlineMs()).isEqualTo(15);
        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    @Test
    void extend_toEarlier_changesNothing() {
        step(0).open(member, watch, 10);
        step(5).extend(member, 2);

        assertThat(member.deadlineMs()).isEqualTo(10);
    }

    @Test
    void extend_sessionNotOpen_staysSo() {
        step(0).extend(member, 10);

        assertThat(member.deadlineMs()).isEqualTo(Timer.NEVER);
        assertThat(deadlines.nextMs()).isEqualTo(Timer.NEVER);
    }

    @Test
    void close_endsNoMore() {
        step(0).open(member, watch, 10);
        step(5).close(member, watch);

        assertThat(member.isOver(Long.MAX_VALUE)).isFalse();
        assertThat(member.deadlineMs()).isEqualTo(Timer.NEVER);
    }

    @Test
    void takeBack_openedAnew_endsWhenItDid() {
        step(0).open(member, watch, 10);
        Step step = step(5);
        step.open(member, watch, 100);

        step.takeBack(6);

        assertThat(member.deadlineMs()).isEqualTo(10);
        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    // design law 4: a sign of life is not taken back
    @Test
    void takeBack_signOfLifeSince_keepsWhatWasPromised() {
        step(0).open(member, watch, 10);
        Step opened = step(5);
        opened.open(member, watch, 7);
        step(9).extend(member, 10);

        opened.takeBack(9);

        assertThat(member.deadlineMs()).isEqualTo(19);
    }

    @Test
    void takeBack_promiseWhileClosedBefore_outlivesBoth() {
        step(0).open(member, watch, 10);
        Step closed = step(5);
        closed.close(member, watch);
        Step opened = step(6);
        opened.open(member, watch, 2);
        step(7).extend(member, 30);

        opened.takeBack(8);
        assertThat(member.deadlineMs()).isEqualTo(Timer.NEVER);

        closed.takeBack(8);
        assertThat(member.deadlineMs()).isEqualTo(37);
    }

    // invariant S12: nothing is due now, or before, after a step
    @Test
    void takeBack_endHasPassed_isOverHalfASecondLater() {
        step(0).open(member, watch, 10);
        Step step = step(10);
        step.close(member, watch);

        step.takeBack(70);

        assertThat(member.deadlineMs()).isEqualTo(570);
        assertThat(deadlines.nextMs()).isEqualTo(10); // the watch of before; it finds nothing
        assertThat(member.isOver(569)).isFalse();
    }

    @Test
    void takeBack_firstOpening_isNotOpen() {
        Step step = step(5);
        step.open(member, watch, 10);

        step.takeBack(6);

        assertThat(member.deadlineMs()).isEqualTo(Timer.NEVER);
    }

    private Step step(long nowMs) {
        return new Step(nowMs, new Facts(new GroupTable(), new OffsetTable(), new TransactionTable()), deadlines);
    }
}
