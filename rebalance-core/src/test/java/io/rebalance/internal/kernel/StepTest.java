package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a step does it can take back, and what it writes replays to the same facts. */
class StepTest {

    private final Facts facts = facts();
    private final Deadlines deadlines = new Deadlines();
    private String word = "before";

    @Test
    void put_isReadAtOnce_andRecorded() {
        Step step = step(1);
        step.put(offset(0), committed(7));

        assertThat(facts.snapshot()).containsExactly(new GroupRecord(offset(0), committed(7)));
        assertThat(step.records()).containsExactly(new GroupRecord(offset(0), committed(7)));
    }

    @Test
    void takeBack_latestFirst_restores() {
        step(1).put(offset(0), committed(1));
        Step step = step(2);
        step.put(offset(0), committed(2));
        step.put(offset(0), null);
        step.change(word, "middle", v -> word = v);
        step.change(word, "after", v -> word = v);

        step.takeBack(3);

        assertThat(facts.snapshot()).containsExactly(new GroupRecord(offset(0), committed(1)));
        assertThat(word).isEqualTo("before");
        assertThat(step.records()).isEmpty();
    }

    @Test
    void takeBack_armedTimer_isWhereItWas() {
        Timer a = timer("a");
        Timer b = timer("b");
        Timer c = timer("c");
        step(0).arm(a, 10);
        step(0).arm(b, 10);
        Step step = step(5);
        step.arm(a, 100);
        step.disarm(b);
        step.arm(c, 1);

        step.takeBack(6);

        assertThat(deadlines.armed()).containsExactly(a, b);
        assertThat(deadlines.nextMs()).isEqualTo(10);
        assertThat(c.isArmed()).isFalse();
    }

    // design law 4
    @Test
    void takeBack_firedTimer_isDueAgainHalfASecondLater() {
        Timer a = timer("a");
        step(0).arm(a, 10);
        Step step = step(10);
        step.fire(a);
        assertThat(deadlines.nextMs()).isEqualTo(Timer.NEVER);

        step.takeBack(70);

        assertThat(deadlines.nextMs()).isEqualTo(570);
    }

    // invariant S12: nothing is due now, or before, after a step
    @Test
    void takeBack_timerWhoseTimeHasPassed_isDueHalfASecondLater() {
        Timer a = timer("a");
        step(0).arm(a, 10);
        Step step = step(5);
        step.arm(a, 100);

        step.takeBack(40);

        assertThat(deadlines.nextMs()).isEqualTo(540);
    }

    @Property(tries = 300)
    void facts_anyWrites_takeBackRestoresAndReplayRepeats(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Facts live = facts();
        Facts replayed = facts();
        for (int i = 0; i < 30; i++) {
            List<GroupRecord> before = live.snapshot().toList();
            Step step = new Step(i, live, new Deadlines());
            for (int n = random.nextInt(4); n >= 0; n--) {
                writeSomething(step, random);
            }
            if (random.nextInt(3) == 0) {
                step.takeBack(i);
                assertThat(live.snapshot()).isEqualTo(before);
            } else {
                step.records().forEach(replayed::apply);
            }
        }
        assertThat(replayed.snapshot()).isEqualTo(live.snapshot().toList());
        Facts compacted = facts();
        live.snapshot().forEach(compacted::apply);
        assertThat(compacted.snapshot()).isEqualTo(live.snapshot().toList());
    }

    private static void writeSomething(Step step, SplittableRandom random) {
        if (random.nextBoolean()) {
            RecordValue.ClassicGroup group =
                    new RecordValue.ClassicGroup("consumer", null, random.nextInt(5), null, false, 0, List.of());
            step.put(new RecordKey.Group("g" + random.nextInt(3)), random.nextInt(4) == 0 ? null : group);
        } else {
            step.put(offset(random.nextInt(3)), random.nextInt(4) == 0 ? null : committed(random.nextInt(100)));
        }
    }

    private Step step(long nowMs) {
        return new Step(nowMs, facts, deadlines);
    }

    private static Facts facts() {
        return new Facts(new GroupTable(), new OffsetTable(), new TransactionTable());
    }

    private static RecordKey.Offset offset(int partition) {
        return new RecordKey.Offset("g", "orders", partition);
    }

    private static RecordValue.CommittedOffset committed(long offset) {
        return new RecordValue.CommittedOffset(offset, -1, "", 0, -1, 0);
    }

    private static Timer timer(String memberId) {
        return new Timer(Timer.Kind.SESSION, "g", memberId);
    }
}
