package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Timers are data: nothing fires early, ties fire in the order of arming, and arithmetic does not wrap. */
class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();

    // field failure A17
    @Test
    void after_overflow_saturates() {
        assertThat(Deadlines.after(Long.MAX_VALUE - 5, 100)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(Deadlines.after(Long.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(Deadlines.after(1_000, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(Deadlines.after(1_000, Integer.MAX_VALUE)).isEqualTo(1_000L + Integer.MAX_VALUE);
    }

    // invariant S12: the next due time is never now or before
    @Test
    void after_noDelay_isStillAhead() {
        assertThat(Deadlines.after(1_000, 0)).isEqualTo(1_001);
        assertThat(Deadlines.after(1_000, -7)).isEqualTo(1_001);
    }

    @Test
    void due_beforeDeadline_isNull() {
        Timer timer = timer("a");
        deadlines.arm(timer, 10);

        assertThat(deadlines.due(9)).isNull();
        assertThat(deadlines.due(10)).isSameAs(timer);
        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    @Test
    void due_sameDeadline_comesInOrderOfArming() {
        Timer a = timer("a");
        Timer b = timer("b");
        Timer c = timer("c");
        deadlines.arm(c, 10);
        deadlines.arm(a, 10);
        deadlines.arm(b, 10);
        deadlines.arm(c, 10); // armed again: behind the others now

        assertThat(drain(10)).containsExactly(a, b, c);
    }

    @Test
    void armed_isInTheOrderInWhichTheyAreDue() {
        Timer a = timer("a");
        Timer b = timer("b");
        Timer c = timer("c");
        deadlines.arm(a, 20);
        deadlines.arm(c, 10);
        deadlines.arm(b, 10);

        assertThat(deadlines.armed()).containsExactly(c, b, a);
        assertThat(a).hasToString("SESSION(g,a)@20");
    }

    @Test
    void bringForward_toEarlier_isDueThen() {
        Timer a = timer("a");
        deadlines.bringForward(a, 20);
        deadlines.bringForward(a, 10);

        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    @Test
    void bringForward_toLater_changesNothing() {
        Timer a = timer("a");
        deadlines.arm(a, 10);
        deadlines.bringForward(a, 20);
        deadlines.bringForward(a, Timer.NEVER);

        assertThat(deadlines.nextMs()).isEqualTo(10);
    }

    /** Against a plain list: whatever is armed, put off, disarmed and fired, the heap says what the list says. */
    @Property(tries = 300)
    void heap_anyOperations_agreesWithList(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int timerCount) {
        SplittableRandom random = new SplittableRandom(seed);
        Deadlines heap = new Deadlines();
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < timerCount; i++) {
            timers.add(timer("m" + i));
        }
        long nowMs = 0;
        for (int i = 0; i < 400; i++) {
            Timer timer = timers.get(random.nextInt(timerCount));
            switch (random.nextInt(5)) {
                case 0 -> heap.arm(timer, nowMs + 1 + random.nextInt(20));
                case 1 -> heap.bringForward(timer, nowMs + 1 + random.nextInt(20));
                case 2 -> heap.arm(timer, Timer.NEVER);
                case 3 -> heap.restore(timer, timer.armed, timer.deadlineMs);
                default -> nowMs += random.nextInt(4);
            }
            assertThat(heap.nextMs()).isEqualTo(earliest(timers) == null ? Timer.NEVER : earliest(timers).deadlineMs);
            for (Timer due = heap.due(nowMs); due != null; due = heap.due(nowMs)) {
                assertThat(due).isSameAs(earliest(timers));
                assertThat(due.deadlineMs).isLessThanOrEqualTo(nowMs);
                heap.arm(due, Timer.NEVER);
            }
        }
    }

    private static Timer earliest(List<Timer> timers) {
        return timers.stream()
                .filter(Timer::isArmed)
                .min(Comparator.<Timer>comparingLong(t -> t.deadlineMs).thenComparingLong(t -> t.armed))
                .orElse(null);
    }

    private List<Timer> drain(long nowMs) {
        List<Timer> drained = new ArrayList<>();
        for (Timer due = deadlines.due(nowMs); due != null; due = deadlines.due(nowMs)) {
            drained.add(due);
            deadlines.arm(due, Timer.NEVER);
        }
        return drained;
    }

    private static Timer timer(String memberId) {
        return new Timer(Timer.Kind.SESSION, "g", memberId);
    }
}
