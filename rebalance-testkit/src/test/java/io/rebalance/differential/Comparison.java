package io.rebalance.differential;

import io.rebalance.Outcome;
import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.testkit.ManualClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Both coordinators side by side: every operation happens to both, and after each input all that can be seen is compared. */
public final class Comparison {

    private final ManualClock clock = new ManualClock(0);
    private final Cast cast = new Cast();
    private final OurSubject ours;
    private final KafkaSubject kafka;
    private final Tally tally;
    private final Script script;
    private final Mutant mutant;
    private final SortedMap<Long, GroupRequest<?>> waiting = new TreeMap<>();
    private SortedMap<String, GroupPicture> groups;
    private long lastTicket;
    private @Nullable Divergence divergence;
    private boolean isEnded;

    Comparison(Setting setting, Tally tally, Mutant mutant) {
        this(setting, tally, mutant, outcome -> {});
    }

    private Comparison(Setting setting, Tally tally, Mutant mutant, Consumer<Outcome> listener) {
        this.mutant = mutant;
        this.tally = tally;
        this.script = new Script(setting);
        ours = new OurSubject(setting, clock, listener);
        kafka = new KafkaSubject(setting, clock);
        groups = ours.look().groups();
    }

    /** The sequence from its beginning, until its end or until the two differ. */
    static Comparison of(Setting setting, List<Operation> operations, Tally tally, Mutant mutant) {
        Comparison comparison = new Comparison(setting, tally, mutant);
        for (Operation operation : operations) {
            if (comparison.isOver()) {
                break;
            }
            comparison.play(operation);
        }
        return comparison;
    }

    /**
     * A comparison that has not begun.
     *
     * @param listener is told of every outcome of ours
     */
    public static Comparison begin(
            int initialDelayMs,
            int maxSize,
            int takeovers,
            int maxOffsetMetadata,
            int retentionMinutes,
            Consumer<Outcome> listener) {
        return new Comparison(
                new Setting(initialDelayMs, maxSize, takeovers, maxOffsetMetadata, retentionMinutes),
                new Tally(),
                Mutant.NONE,
                listener);
    }

    /** How the two differ without an explanation, for people to read; empty if they do not. */
    public String difference() {
        return divergence == null ? "" : divergence.where() + " " + divergence.detail();
    }

    /** Which differences were explained so far. */
    public String explained() {
        return tally.explained().keySet().toString();
    }

    Cast cast() {
        return cast;
    }

    /** The groups as they are now, on both sides. */
    SortedMap<String, GroupPicture> groups() {
        return groups;
    }

    /** What happened, as a scenario. */
    String script() {
        return script.toString();
    }

    /** Whether there is nothing to compare any more. */
    public boolean isOver() {
        return divergence != null || isEnded;
    }

    /** How the two differ without an explanation; null if they do not. */
    @Nullable
    Divergence divergence() {
        return divergence;
    }

    void play(Operation operation) {
        if (operation instanceof Operation.Pass pass) {
            pass(pass.ms());
        } else if (operation instanceof Operation.PassUntilDue until) {
            long dueMs = dueMs();
            if (dueMs != Long.MAX_VALUE) {
                passUntil(Math.max(clock.nowMs(), dueMs + until.offsetMs()));
            }
        } else if (operation instanceof Operation.Oversleep sleep) {
            oversleep(sleep.ms());
        } else {
            GroupRequest<?> request = cast.request(lastTicket + 1, operation, groups);
            if (request == null) {
                throw new IllegalArgumentException("no request: " + operation);
            }
            ask(request);
        }
    }

    /** A request, under the next ticket. */
    public void ask(GroupRequest<?> request) {
        long ticket = ++lastTicket;
        script.asked(request);
        ours.handle(ticket, request, null);
        String newcomer = ours.lastId();
        kafka.handle(ticket, request, newcomer);
        if (newcomer != null) {
            cast.seated(ticket, newcomer);
        }
        mutant.meddle(kafka, request, groups);
        compare(request, ticket, false);
    }

    /** Time passes; what becomes due is fired when it is due. */
    public void pass(long ms) {
        passUntil(clock.nowMs() + ms);
    }

    /** Time passes while the hosts sleep; what became due is fired late. */
    public void oversleep(long ms) {
        script.overslept(ms);
        clock.advance(Duration.ofMillis(ms));
        advance();
    }

    private void passUntil(long timeMs) {
        script.passed(timeMs - clock.nowMs());
        while (!isOver() && nextDeadlineMs() <= timeMs) {
            clock.setMs(Math.max(clock.nowMs(), nextDeadlineMs()));
            advance();
        }
        if (!isOver()) {
            clock.setMs(timeMs);
        }
    }

    private long nextDeadlineMs() {
        return Math.min(ours.nextDeadlineMs(), kafka.nextDeadlineMs());
    }

    /** When something is due in a group next, in epoch ms. */
    private long dueMs() {
        LongStream.Builder due = LongStream.builder();
        for (GroupPicture group : groups.values()) {
            group.members().values().forEach(m -> add(due, m.sessionDeadlineMs()));
            group.pending().values().forEach(ms -> add(due, ms));
            add(due, group.joinDeadlineMs());
            add(due, group.syncDeadlineMs());
        }
        return due.build().filter(ms -> ms > clock.nowMs()).min().orElse(Long.MAX_VALUE);
    }

    private static void add(LongStream.Builder due, @Nullable Long deadlineMs) {
        if (deadlineMs != null) {
            due.add(deadlineMs);
        }
    }

    private void advance() {
        boolean sweeps = ours.isSweepDue(clock.nowMs());
        ours.advance();
        kafka.advance();
        if (sweeps) {
            kafka.sweep();
        }
        compare(null, 0, sweeps);
    }

    private void compare(@Nullable GroupRequest<?> request, long ticket, boolean isSwept) {
        Scene scene =
                new Scene(request, ticket, clock.nowMs(), isSwept, groups, waiting, mutant.seen(ours.look()), kafka);
        EnumSet<ExplainedDifference> found = EnumSet.noneOf(ExplainedDifference.class);
        for (ExplainedDifference difference : ExplainedDifference.values()) {
            if ((difference.isHidden() || !scene.agrees()) && difference.settle(scene)) {
                found.add(difference);
                scene.lookAgain();
            }
        }
        found.forEach(tally::explained);
        tally.seen(scene);
        isEnded = scene.isLast();
        if (!isEnded && !scene.agrees()) {
            divergence = scene.divergence();
        }
        if (request != null) {
            waiting.put(ticket, request);
        }
        scene.ours.answers().keySet().forEach(waiting::remove);
        cast.learn(scene.ours.answers());
        groups = scene.ours.groups();
    }
}
