package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.testkit.ManualClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Both coordinators side by side: every operation happens to both, and after each input all that can be seen is compared. */
final class Comparison {

    private final ManualClock clock = new ManualClock(0);
    private final Cast cast = new Cast();
    private final OurSubject ours;
    private final KafkaSubject kafka;
    private final Tally tally;
    private final SortedMap<Long, GroupRequest<?>> waiting = new TreeMap<>();
    private SortedMap<String, GroupPicture> groups;
    private long lastTicket;
    private @Nullable Divergence divergence;
    private boolean isEnded;

    Comparison(Setting setting, Tally tally) {
        this.tally = tally;
        ours = new OurSubject(setting, clock);
        kafka = new KafkaSubject(setting, clock, Cast.GROUPS, Cast.PARTITIONS);
        groups = ours.look().groups();
    }

    /** The sequence from its beginning, until its end or until the two differ. */
    static Comparison of(Setting setting, List<Operation> operations, Tally tally) {
        Comparison comparison = new Comparison(setting, tally);
        for (Operation operation : operations) {
            if (comparison.isOver()) {
                break;
            }
            comparison.play(operation);
        }
        return comparison;
    }

    Cast cast() {
        return cast;
    }

    /** The groups as they are now, on both sides. */
    SortedMap<String, GroupPicture> groups() {
        return groups;
    }

    /** Whether there is nothing to compare any more. */
    boolean isOver() {
        return divergence != null || isEnded;
    }

    /** How the two differ without an explanation; null if they do not. */
    @Nullable
    Divergence divergence() {
        return divergence;
    }

    void play(Operation operation) {
        if (operation instanceof Operation.Pass pass) {
            passUntil(clock.nowMs() + pass.ms());
        } else if (operation instanceof Operation.PassUntilDue until) {
            long dueMs = nextDeadlineMs();
            if (dueMs != Long.MAX_VALUE) {
                passUntil(Math.max(clock.nowMs(), dueMs + until.offsetMs()));
            }
        } else if (operation instanceof Operation.Oversleep sleep) {
            clock.advance(Duration.ofMillis(sleep.ms()));
            advance();
        } else {
            ask(operation);
        }
    }

    private void ask(Operation operation) {
        long ticket = ++lastTicket;
        GroupRequest<?> request = cast.request(ticket, operation, groups);
        if (request == null) {
            throw new IllegalArgumentException("no request: " + operation);
        }
        ours.handle(ticket, request, null);
        String newcomer = ours.lastId();
        kafka.handle(ticket, request, newcomer);
        if (newcomer != null) {
            cast.seated(ticket, newcomer);
        }
        tally.asked(request, groups.get(request.groupId()), cast);
        compare(request, ticket);
    }

    private void passUntil(long timeMs) {
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

    private void advance() {
        ours.advance();
        kafka.advance();
        compare(null, 0);
    }

    private void compare(@Nullable GroupRequest<?> request, long ticket) {
        Scene scene = new Scene(request, ticket, groups, waiting, ours.look(), kafka);
        EnumSet<ExplainedDifference> found = EnumSet.noneOf(ExplainedDifference.class);
        for (ExplainedDifference difference : ExplainedDifference.values()) {
            if ((difference.isHidden() || !scene.agrees()) && difference.settle(scene)) {
                found.add(difference);
                scene.lookAgain();
            }
        }
        found.forEach(tally::explained);
        isEnded = scene.isLast();
        if (!isEnded && !scene.agrees()) {
            divergence = scene.divergence();
        }
        tally.seen(groups, scene);
        if (request != null) {
            waiting.put(ticket, request);
        }
        scene.ours.answers().keySet().forEach(waiting::remove);
        cast.learn(scene.ours.answers());
        groups = scene.ours.groups();
    }
}
