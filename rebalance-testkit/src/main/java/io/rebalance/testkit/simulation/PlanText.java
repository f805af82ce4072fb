package io.rebalance.testkit.simulation;

import io.rebalance.assignor.Assignor;
import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plan and seed as the first command of a transcript: {@code simulation seed=7 members=4 session=6s}. What is not said is as
 * {@link SimulationPlan#builder} has it.
 */
final class PlanText {

    static final String VERB = "simulation";

    private static final SimulationPlan USUAL = SimulationPlan.builder().build();

    private final StringBuilder text = new StringBuilder(VERB);

    private PlanText() {}

    // Writing

    static String of(SimulationPlan plan, long seed) {
        return new PlanText().write(plan, seed);
    }

    private String write(SimulationPlan plan, long seed) {
        text.append(" seed=").append(seed);
        say("name", plan.name.equals(USUAL.name), Words.quoted(plan.name));
        say("members", plan.members, USUAL.members);
        say("static", plan.staticMembers, USUAL.staticMembers);
        say("topics", plan.topics.equals(USUAL.topics), topics(plan.topics));
        say("assignor", plan.assignor.name().equals(USUAL.assignor.name()), word(plan.assignor.name()));
        Assignor other = plan.alternative;
        say("or", other == null, other == null ? "" : word(other.name()));
        say("assigns", plan.coordinatorAssigns, "leader");
        sayMs("session", plan.sessionTimeoutMs, USUAL.sessionTimeoutMs);
        sayMs("heartbeat", plan.heartbeatIntervalMs, USUAL.heartbeatIntervalMs);
        sayMs("max-poll", plan.maxPollIntervalMs, USUAL.maxPollIntervalMs);
        sayMs("request-timeout", plan.requestTimeoutMs, USUAL.requestTimeoutMs);
        sayMs("initial-delay", plan.initialDelayMs, USUAL.initialDelayMs);
        sayMs("poll", plan.pollEveryMs, USUAL.pollEveryMs);
        sayMs("record", plan.recordEveryMs, USUAL.recordEveryMs);
        sayMs("handler", plan.handlerMs, USUAL.handlerMs);
        sayMs("commit", plan.commitEveryMs, USUAL.commitEveryMs);
        say("works", plan.worksInPool, "poll-loop");
        say("slow-one-in", plan.slowOneIn, USUAL.slowOneIn);
        sayMs("slow", plan.slowMs, USUAL.slowMs);
        say("services", plan.services, USUAL.services);
        sayMs("storm", plan.stormMs, USUAL.stormMs);
        say("message-faults", plan.messageFaultsPerThousand, USUAL.messageFaultsPerThousand);
        sayMs("world-fault", plan.worldFaultEveryMs, USUAL.worldFaultEveryMs);
        say("drift-ppm", plan.driftPpm, USUAL.driftPpm);
        say("lease", plan.leaseDrift < 0, plan.leaseDrift + "");
        say("coalesces", !plan.coalesces, "yes");
        say("starts", plan.staggersStart, "at-once");
        say("ends", !plan.endsAtRest, "at-rest");
        say(
                "join-versions",
                plan.joinVersions.equals(USUAL.joinVersions),
                plan.joinVersions.stream().map(String::valueOf).collect(Collectors.joining(",")));
        say("host", plan.host == null, "own");
        return text.toString();
    }

    private void say(String name, boolean isUsual, String value) {
        if (!isUsual) {
            text.append(' ').append(name).append('=').append(value);
        }
    }

    private void say(String name, int value, int usual) {
        say(name, value == usual, value + "");
    }

    private void sayMs(String name, long ms, long usualMs) {
        say(name, ms == usualMs, Words.ms(ms));
    }

    private static String word(String name) {
        return name.indexOf(' ') >= 0 ? Words.quoted(name) : name;
    }

    private static String topics(SortedMap<String, Integer> topics) {
        return topics.entrySet().stream()
                .map(topic -> topic.getKey() + ":" + topic.getValue())
                .collect(Collectors.joining(","));
    }

    // Reading

    static long seed(Command command) {
        return command.option("seed", 0L, PlanText::number);
    }

    /** The plan; the seed must have been taken. */
    static SimulationPlan.Builder plan(Command command, Collection<? extends Assignor> assignors) {
        SimulationPlan.Builder plan = SimulationPlan.builder()
                .name(command.option("name", USUAL.name, text -> text))
                .members(command.option("members", USUAL.members, Words::readInt))
                .staticMembers(command.option("static", USUAL.staticMembers, Words::readInt))
                .topics(command.option("topics", USUAL.topics, PlanText::readTopics))
                .assignor(command.option("assignor", usual(assignors), name -> assignor(assignors, name)))
                .coordinatorAssigns(command.option("assigns", true, text -> isFirst(text, "coordinator", "leader")))
                .session(
                        time(command, "session", USUAL.sessionTimeoutMs),
                        time(command, "heartbeat", USUAL.heartbeatIntervalMs))
                .maxPollInterval(time(command, "max-poll", USUAL.maxPollIntervalMs))
                .requestTimeout(time(command, "request-timeout", USUAL.requestTimeoutMs))
                .initialDelay(time(command, "initial-delay", USUAL.initialDelayMs))
                .pollEvery(time(command, "poll", USUAL.pollEveryMs))
                .records(time(command, "record", USUAL.recordEveryMs), time(command, "handler", USUAL.handlerMs))
                .commitEvery(time(command, "commit", USUAL.commitEveryMs))
                .worksInPool(command.option("works", true, text -> isFirst(text, "pool", "poll-loop")))
                .services(command.option("services", USUAL.services, Words::readInt))
                .storm(
                        time(command, "storm", USUAL.stormMs),
                        command.option("message-faults", USUAL.messageFaultsPerThousand, Words::readInt),
                        time(command, "world-fault", USUAL.worldFaultEveryMs))
                .clocks(
                        command.option("drift-ppm", USUAL.driftPpm, Words::readInt),
                        command.option("lease", USUAL.leaseDrift, PlanText::share))
                .coalesces(command.option("coalesces", false, text -> isFirst(text, "yes", "no")))
                .staggersStart(command.option("starts", true, text -> isFirst(text, "staggered", "at-once")))
                .endsAtRest(command.option("ends", false, text -> isFirst(text, "at-rest", "later")))
                .joinVersions(command.option("join-versions", USUAL.joinVersions, PlanText::versions));
        Optional<Assignor> other =
                command.option("or", Optional.empty(), name -> Optional.of(assignor(assignors, name)));
        other.ifPresent(plan::alternative);
        int slowOneIn = command.option("slow-one-in", 0, Words::readInt);
        Duration slow = time(command, "slow", 0);
        if (slowOneIn != 0) {
            plan.slowRecords(slowOneIn, slow);
        }
        if (!command.option("host", true, text -> isFirst(text, "testkit", "own"))) {
            plan.hostOfItsOwn();
        }
        command.done();
        return plan;
    }

    private static Duration time(Command command, String name, long usualMs) {
        return Duration.ofMillis(command.option(name, usualMs, Words::readMs));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, was " + text, e);
        }
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number such as 0.01, was " + text, e);
        }
    }

    private static List<Integer> versions(String text) {
        return Stream.of(text.split(",", -1)).map(Words::readInt).toList();
    }

    private static boolean isFirst(String text, String first, String second) {
        if (!text.equals(first) && !text.equals(second)) {
            throw new IllegalArgumentException("must be " + first + " or " + second + ", was " + text);
        }
        return text.equals(first);
    }

    /** The usual one, unless another one has its name. */
    private static Assignor usual(Collection<? extends Assignor> assignors) {
        return assignors.stream().anyMatch(assignor -> assignor.name().equals(USUAL.assignor.name()))
                ? assignor(assignors, USUAL.assignor.name())
                : USUAL.assignor;
    }

    private static Assignor assignor(Collection<? extends Assignor> assignors, String name) {
        List<String> names = assignors.stream().map(Assignor::name).sorted().toList();
        return assignors.stream()
                .filter(assignor -> assignor.name().equals(name))
                .findFirst()
                .map(assignor -> (Assignor) assignor)
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + names + ", was " + name));
    }

    private static SortedMap<String, Integer> readTopics(String text) {
        SortedMap<String, Integer> topics = new TreeMap<>();
        for (String topic : text.split(",", -1)) {
            int colon = topic.lastIndexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("must be topics such as orders:6,payments:3, was " + text);
            }
            String name = topic.substring(0, colon);
            if (topics.put(name, Words.readInt(topic.substring(colon + 1))) != null) {
                throw new IllegalArgumentException("must name each topic once, was " + text);
            }
        }
        return topics;
    }
}
