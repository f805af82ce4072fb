package io.rebalance.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
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

    // all sessions of a group at once, as when a generation begins
    @Test
    void takeBack_rememberedSessions_areAsTheyWere_andSoIsTheirWatch() {
        Timer watch = timer("");
        Member open = new Member();
        Member closed = new Member();
        Member over = new Member();
        step(0).open(open, watch, 900);
        step(0).open(over, watch, 40);
        Step step = step(10);
        step.remember(List.of(open, closed, over), watch);
        for (Member member : List.of(open, closed, over)) {
            step.openRemembered(member, 2_000);
            assertThat(member.deadlineMs()).isEqualTo(2_010);
        }
        step.watch(watch, 2_010);
        assertThat(deadlines.nextMs()).isEqualTo(2_010);

        step.takeBack(50);

        assertThat(open.deadlineMs()).isEqualTo(900);
        assertThat(closed.isOpen()).isFalse();
        assertThat(over.deadlineMs()).isEqualTo(550); // it has passed meanwhile, and nothing is due at once
        assertThat(watch.deadlineMs()).isEqualTo(550);
    }

    @Test
    void takeBack_sessionExtendedSince_keepsWhatWasPromised() {
        Timer watch = timer("");
        Member member = new Member();
        step(0).open(member, watch, 900);
        Step step = step(10);
        step.remember(List.of(member), watch);
        step.openRemembered(member, 100);
        step(20).extend(member, 5_000);

        step.takeBack(30);

        assertThat(member.deadlineMs()).isEqualTo(5_020);
    }

    private static final class Member extends Session {}

    @Test
    void dismissIfTakenBack_watchSleeps() {
        Timer watch = timer("");
        Step step = step(0);
        step.dismissIfTakenBack(watch);
        step.watch(watch, 100);
        assertThat(deadlines.nextMs()).isEqualTo(100);

        step.takeBack(1);

        assertThat(watch.isArmed()).isFalse();
    }

    @Test
    void leftNoTrace_onlyWhereNothingChanged() {
        Step silent = step(1);
        silent.disarm(timer("a"));
        silent.close(new Member(), timer(""));
        assertThat(silent.leftNoTrace()).isTrue();
        assertThat(silent.hasChangedFacts()).isFalse();

        Step volatileOnly = step(1);
        volatileOnly.arm(timer("a"), 10);
        assertThat(volatileOnly.leftNoTrace()).isFalse();
        assertThat(volatileOnly.hasChangedFacts()).isFalse();

        Step stores = step(1);
        stores.put(offset(0), null);
        assertThat(stores.leftNoTrace()).isFalse();
        assertThat(stores.hasChangedFacts()).isTrue();
    }

    @Test
    void over_nothingIsTakenBack_andNothingIsHeldOnTo() {
        Step step = step(1);
        step.put(offset(0), committed(7));
        step.change(word, "after", v -> word = v);
        step.over();
        assertThat(step.leftNoTrace()).isTrue();

        step.again(2);
        step.takeBack(3);

        assertThat(step.nowMs()).isEqualTo(2);
        assertThat(word).isEqualTo("after");
        assertThat(facts.snapshot()).hasSize(1);
    }

    @Test
    void unknownRecords_areKeptInOrder_counted_andTakenBack() {
        RecordKey.Unknown b = new RecordKey.Unknown(7, "b", Bytes.of(new byte[] {1}));
        RecordKey.Unknown a9 = new RecordKey.Unknown(9, "a", Bytes.EMPTY);
        RecordKey.Unknown a7 = new RecordKey.Unknown(7, "a", Bytes.of(new byte[] {2}));
        RecordKey.Unknown a7Before = new RecordKey.Unknown(7, "a", Bytes.of(new byte[] {1}));
        RecordValue.Unknown value = new RecordValue.Unknown(Bytes.of(new byte[] {5}));
        Step step = step(1);
        for (RecordKey.Unknown key : List.of(b, a9, a7, a7Before)) {
            step.put(key, value);
        }

        assertThat(facts.snapshot().map(GroupRecord::key).toList()).isEqualTo(List.of(a7Before, a7, a9, b));
        assertThat(facts.unknownCounts().toString()).isEqualTo("{7=3, 9=1}");

        Step later = step(2);
        later.put(a7, null);
        assertThat(facts.unknownCounts().toString()).isEqualTo("{7=2, 9=1}");
        later.takeBack(3);
        assertThat(facts.snapshot().toList()).contains(new GroupRecord(a7, value));
        step.takeBack(3);
        assertThat(facts.snapshot()).isEmpty();
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
