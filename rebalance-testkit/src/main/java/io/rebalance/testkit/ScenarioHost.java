package io.rebalance.testkit;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The host of a scenario's coordinator: clock, log and callers, all under the command of the text. */
final class ScenarioHost {

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Assignor> known = new TreeMap<>();
    private final ManualClock clock = new ManualClock(0);
    private final CountingMemberIds memberIds = new CountingMemberIds();
    private final ScenarioRequests requests = new ScenarioRequests();
    private final ScenarioWriter writer = new ScenarioWriter();
    private final List<GroupRecord> log = new ArrayList<>();
    private final List<Outcome> held = new ArrayList<>();
    private final TreeSet<Long> waiting = new TreeSet<>(); // tickets

    private final Map<String, String> limits = new TreeMap<>(); // that differ from the defaults, by their names
    private CoordinatorConfig config = CoordinatorConfig.defaults();
    private List<Assignor> assignors = List.of();
    private TopicCatalog topics = TopicCatalog.empty();
    private @Nullable GroupCoordinator running;
    private long lastTicket;
    private boolean holds;
    private @Nullable ErrorCode nextAppendFails;
    private long toldDeadlineMs = NEVER;

    ScenarioHost(Collection<? extends Assignor> assignors) {
        assignors.forEach(a -> known.put(a.name(), a));
    }

    /** Carries a command out, and tells all that came of it. */
    String run(Command line) {
        if (!setUp(line)) {
            GroupCoordinator coordinator = coordinator();
            try {
                play(coordinator, line);
            } catch (IllegalStateException e) { // the coordinator says that its host broke the contract
                writer.line("fault: " + e.getMessage());
            }
            tellDeadline();
        }
        line.done();
        return writer.take();
    }

    // What must come before the coordinator

    private boolean setUp(Command line) {
        switch (line.verb()) {
            case "config" -> {
                requireNotRunning(line);
                config = config(line);
            }
            case "assignors" -> {
                requireNotRunning(line);
                assignors =
                        line.restOfWords().stream().map(n -> assignor(line, n)).toList();
            }
            case "topics" -> {
                topics = catalog(line);
                return running == null;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void requireNotRunning(Command line) {
        if (running != null) {
            throw line.refused("must stand before the first request");
        }
    }

    /** What the line says anew, and what was said before. */
    private CoordinatorConfig config(Command line) {
        CoordinatorConfig.Builder builder = CoordinatorConfig.builder();
        limits.putAll(line.restOfOptions());
        limits.forEach((name, value) -> {
            switch (name) {
                case "initial-delay" -> builder.groupInitialRebalanceDelay(duration(value));
                case "min-session" -> builder.groupMinSessionTimeout(duration(value));
                case "max-session" -> builder.groupMaxSessionTimeout(duration(value));
                case "new-member-join" -> builder.newMemberJoinTimeout(duration(value));
                case "max-size" -> builder.groupMaxSize(Words.readInt(value));
                case "max-groups" -> builder.maxGroups(Words.readInt(value));
                case "max-pending" -> builder.groupMaxPendingMembers(Words.readInt(value));
                case "max-protocols" -> builder.maxProtocolsPerMember(Words.readInt(value));
                case "max-member-bytes" -> builder.maxMemberBytes(Words.readInt(value));
                case "max-text" -> builder.maxTextChars(Words.readInt(value));
                case "max-takeovers" -> builder.maxTakeoversPerSession(Words.readInt(value));
                case "max-offset-metadata" -> builder.offsetMetadataMaxBytes(Words.readInt(value));
                case "offsets-retention" -> retention(builder, value);
                case "offsets-check" -> builder.offsetsRetentionCheckInterval(duration(value));
                case "max-unacknowledged" -> builder.maxUnacknowledgedOutcomes(Words.readInt(value));
                default ->
                    throw line.refused("does not know " + name
                            + ": there are initial-delay, min-session, max-session, new-member-join, max-size,"
                            + " max-groups, max-pending, max-protocols, max-member-bytes, max-text, max-takeovers,"
                            + " max-offset-metadata, offsets-retention, offsets-check and max-unacknowledged");
            }
        });
        return builder.build();
    }

    private static void retention(CoordinatorConfig.Builder builder, String text) {
        if (text.equals("forever")) {
            builder.offsetsRetentionForever();
        } else {
            builder.offsetsRetention(duration(text));
        }
    }

    private static TopicCatalog catalog(Command line) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String topic : line.optionNames()) {
            counts.put(topic, line.option(topic, 0, Words::readInt));
        }
        return TopicCatalog.of(counts);
    }

    private static Duration duration(String text) {
        return Duration.ofMillis(Words.readMs(text));
    }

    private Assignor assignor(Command line, String name) {
        Assignor assignor = known.get(name);
        if (assignor == null) {
            throw line.refused("does not know " + name + ": there are " + known.keySet());
        }
        return assignor;
    }

    private GroupCoordinator coordinator() {
        if (running == null) {
            running = activated();
        }
        return running;
    }

    private GroupCoordinator activated() {
        GroupCoordinator fresh = GroupCoordinator.builder()
                .clock(clock)
                .config(config)
                .memberIds(memberIds)
                .topics(topics)
                .assignors(assignors)
                .build();
        log.forEach(fresh::replay);
        release(fresh, fresh.activate());
        return fresh;
    }

    // What the coordinator is told

    private void play(GroupCoordinator coordinator, Command line) {
        GroupRequest<?> request = requests.request(lastTicket + 1, line);
        if (request != null) {
            long ticket = ++lastTicket;
            waiting.add(ticket);
            Outcome outcome = coordinator.handle(ticket, request);
            requests.learn(ticket, outcome.events());
            take(coordinator, outcome);
            if (waiting.contains(ticket) && !holds) {
                writer.line("t" + ticket + " waits");
            }
            return;
        }
        switch (line.verb()) {
            case "topics" -> take(coordinator, coordinator.topicsChanged(topics));
            case "partitions-deleted" ->
                take(coordinator, coordinator.partitionsDeleted(ScenarioRequests.partitions(line.restOfWords())));
            case "advance" -> advance(coordinator, clock.nowMs() + Words.readMs(line.word("a time")));
            case "jump" -> jump(coordinator, Words.readMs(line.word("a time")));
            case "cancel" -> cancel(coordinator, line);
            case "fail-append" -> failAppend(coordinator, line);
            case "hold" -> holds = true;
            case "release" -> releaseHeld(coordinator);
            case "crash" -> {
                config = config(line);
                crash();
            }
            case "resign" -> release(coordinator, coordinator.resign());
            case "show" -> show(coordinator, line.optionalWord());
            case "snapshot" -> coordinator.snapshot().forEach(r -> writer.record("keep", r));
            default -> throw line.refused("is no command");
        }
    }

    /** Lets time pass; what becomes due meanwhile is fired when it is due. */
    private void advance(GroupCoordinator coordinator, long untilMs) {
        while (coordinator.nextDeadlineMs() <= untilMs) {
            long dueMs = Math.max(coordinator.nextDeadlineMs(), clock.nowMs());
            clock.setMs(dueMs);
            Outcome outcome = coordinator.advance();
            if (!isUneventful(outcome)) { // the coordinator may have looked and found nothing
                writer.line("at " + Words.ms(dueMs) + ":");
            }
            take(coordinator, outcome);
            if (coordinator.nextDeadlineMs() <= dueMs) {
                throw new IllegalStateException("the next deadline must be after " + dueMs
                        + " once that was fired, was " + coordinator.nextDeadlineMs());
            }
        }
        clock.setMs(untilMs);
        writer.line("now " + Words.ms(untilMs));
    }

    private static boolean isUneventful(Outcome outcome) {
        return outcome.records().isEmpty()
                && outcome.replies().isEmpty()
                && outcome.events().isEmpty();
    }

    /** Lets time pass, and calls the coordinator only at the end, as a host does that is late. */
    private void jump(GroupCoordinator coordinator, long durationMs) {
        clock.advance(Duration.ofMillis(durationMs));
        writer.line("now " + Words.ms(clock.nowMs()));
        take(coordinator, coordinator.advance());
    }

    private void cancel(GroupCoordinator coordinator, Command line) {
        String name = line.word("a ticket");
        long ticket = name.matches("t\\d{1,18}") ? Long.parseLong(name.substring(1)) : -1;
        if (!waiting.remove(ticket)) {
            throw line.refused("needs a ticket that waits, " + tickets() + ", was " + name);
        }
        take(coordinator, coordinator.cancel(ticket));
    }

    private String tickets() {
        return waiting.isEmpty()
                ? "there is none"
                : waiting.stream().map(t -> "t" + t).collect(Collectors.joining(" "));
    }

    private void show(GroupCoordinator coordinator, @Nullable String groupId) {
        writer.views(coordinator.groups().stream()
                .filter(g -> groupId == null || g.groupId().equals(groupId))
                .toList());
    }

    // What becomes of outcomes

    private void take(GroupCoordinator coordinator, Outcome outcome) {
        ErrorCode error = nextAppendFails;
        if (holds) {
            held.add(outcome);
            writer.line("held");
        } else if (error != null && !outcome.records().isEmpty()) {
            nextAppendFails = null;
            notStored(coordinator, List.of(outcome), error);
        } else {
            release(coordinator, outcome);
        }
    }

    private void release(GroupCoordinator coordinator, Outcome outcome) {
        log.addAll(outcome.records());
        for (Reply reply : outcome.replies()) {
            requests.learn(reply);
            waiting.remove(reply.ticket());
        }
        writer.outcome(outcome);
        coordinator.stored(outcome.sequence());
    }

    private void notStored(GroupCoordinator coordinator, List<Outcome> lost, ErrorCode error) {
        for (Outcome outcome : lost) {
            outcome.records().forEach(r -> writer.record("drop", r));
        }
        release(coordinator, coordinator.storeFailed(lost.get(0).sequence(), error));
    }

    private void releaseHeld(GroupCoordinator coordinator) {
        holds = false;
        held.forEach(o -> release(coordinator, o));
        held.clear();
    }

    /** The first append that is held fails, and so do all after it; if none is held, the next one will fail. */
    private void failAppend(GroupCoordinator coordinator, Command line) {
        String word = line.optionalWord();
        ErrorCode error = word == null ? ErrorCode.REQUEST_TIMED_OUT : error(line, word);
        if (held.stream().allMatch(o -> o.records().isEmpty())) {
            nextAppendFails = error;
            return;
        }
        holds = false;
        List<Outcome> lost = new ArrayList<>(held);
        held.clear();
        while (lost.get(0).records().isEmpty()) {
            release(coordinator, lost.remove(0));
        }
        notStored(coordinator, lost, error);
    }

    private static ErrorCode error(Command line, String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        throw line.refused("does not know the error " + name);
    }

    /** The process dies; another one replays the log. Whoever waits hears nothing. */
    private void crash() {
        if (!waiting.isEmpty()) {
            writer.line("lost " + tickets());
        }
        waiting.clear();
        held.clear();
        holds = false;
        nextAppendFails = null;
        running = activated();
    }

    private void tellDeadline() {
        long deadlineMs = running == null ? NEVER : running.nextDeadlineMs();
        if (deadlineMs != toldDeadlineMs) {
            writer.line("next deadline: " + Words.ms(deadlineMs));
            toldDeadlineMs = deadlineMs;
        }
    }
}
