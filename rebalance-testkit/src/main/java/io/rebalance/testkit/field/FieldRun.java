package io.rebalance.testkit.field;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.testkit.simulation.Fault;
import io.rebalance.testkit.simulation.FaultKind;
import io.rebalance.testkit.simulation.Simulation;
import io.rebalance.testkit.simulation.SimulationResult;
import io.rebalance.testkit.timeline.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What came of a scenario. Its figures are of the time in which things happen: what a simulation does afterwards, to see
 * whether the group comes to rest, is checked but not counted.
 *
 * @param scenario what was played
 * @param protocol how the group rebalances
 * @param variant what else was compared; empty if nothing was
 * @param untilMs how long the time is that counts, in ms
 * @param rebalances how many rebalances ended with an assignment
 * @param generations how many generations there were; those that never got an assignment too
 * @param moved how many times a partition went from one process to another
 * @param stoodStillMs for how long partitions that somebody had worked on had nobody, all partitions together, in ms
 * @param longestStillMs for how long one of them had nobody at most, in ms
 * @param faults what befell the group, as it was planned
 * @param result all that the simulation has to tell, of the whole time
 */
public record FieldRun(
        FieldScenario scenario,
        FieldProtocol protocol,
        String variant,
        long untilMs,
        int rebalances,
        int generations,
        int moved,
        long stoodStillMs,
        long longestStillMs,
        List<Fault> faults,
        SimulationResult result) {

    /** Copies the faults. */
    public FieldRun {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(result, "result");
        faults = List.copyOf(faults);
    }

    static FieldRun of(
            FieldScenario scenario, FieldProtocol protocol, String variant, FieldScenario.Setup setup, long seed) {
        List<Fault> planned = setup.faults();
        SimulationResult result = planned == null
                ? Simulation.runWithTranscript(setup.plan(), seed)
                : Simulation.run(setup.plan(), seed, planned);
        List<Fault> faults = planned == null ? result.struck() : planned;
        long untilMs = Math.min(setup.plan().stormMs(), Math.max(1, result.durationMs()));
        int generations = 0;
        int rebalances = 0;
        for (SimulationResult.Rebalance rebalance : result.rebalances()) {
            if (rebalance.untilMs() <= untilMs) {
                rebalances++;
                generations = Math.max(generations, rebalance.generationId());
            }
        }
        int moved = 0;
        long stillMs = 0;
        long longestMs = 0;
        for (List<SimulationResult.Span> spans :
                byPartition(worked(result.spans(), faults)).values()) {
            for (int i = 0; i < spans.size() && spans.get(i).fromMs() < untilMs; i++) {
                boolean isLast = i + 1 == spans.size() || spans.get(i + 1).fromMs() >= untilMs;
                long nextMs = isLast ? untilMs : spans.get(i + 1).fromMs();
                moved += !isLast && spans.get(i + 1).worker() != spans.get(i).worker() ? 1 : 0;
                long ms = Math.max(0, nextMs - spans.get(i).untilMs());
                stillMs += ms;
                longestMs = Math.max(longestMs, ms);
            }
        }
        return new FieldRun(
                scenario,
                protocol,
                variant,
                untilMs,
                rebalances,
                generations,
                moved,
                stillMs,
                longestMs,
                faults,
                result);
    }

    /** A process that stands still has its partitions, but does not work on them. */
    private static List<SimulationResult.Span> worked(List<SimulationResult.Span> spans, List<Fault> faults) {
        List<SimulationResult.Span> worked = new ArrayList<>(spans);
        for (Fault fault : faults) {
            if (fault.kind() == FaultKind.PAUSED) {
                List<SimulationResult.Span> cut = new ArrayList<>();
                for (SimulationResult.Span span : worked) {
                    cut(span, fault, cut);
                }
                worked = cut;
            }
        }
        return worked;
    }

    private static void cut(SimulationResult.Span span, Fault pause, List<SimulationResult.Span> out) {
        long sinceMs = pause.at();
        long goesOnMs = pause.at() + pause.amount();
        if (span.worker() != pause.who() || span.untilMs() <= sinceMs || span.fromMs() >= goesOnMs) {
            out.add(span);
            return;
        }
        if (span.fromMs() < sinceMs) {
            out.add(new SimulationResult.Span(span.worker(), span.partition(), span.fromMs(), sinceMs));
        }
        if (span.untilMs() > goesOnMs) {
            out.add(new SimulationResult.Span(span.worker(), span.partition(), goesOnMs, span.untilMs()));
        }
    }

    /** Who worked on what. */
    List<SimulationResult.Span> spans() {
        return worked(result.spans(), faults);
    }

    private static Map<TopicPartition, List<SimulationResult.Span>> byPartition(List<SimulationResult.Span> spans) {
        Map<TopicPartition, List<SimulationResult.Span>> of = new TreeMap<>();
        for (SimulationResult.Span span : spans) {
            of.computeIfAbsent(span.partition(), partition -> new ArrayList<>()).add(span);
        }
        of.values().forEach(each -> each.sort(Comparator.comparingLong(SimulationResult.Span::fromMs)));
        return of;
    }

    /** For how long partitions of a topic had nobody, all together, in ms; counted as {@link #stoodStillMs} is. */
    public long stoodStillMs(String topic) {
        Objects.requireNonNull(topic, "topic");
        long stillMs = 0;
        for (Map.Entry<TopicPartition, List<SimulationResult.Span>> entry :
                byPartition(spans()).entrySet()) {
            List<SimulationResult.Span> spans = entry.getValue();
            for (int i = 0; entry.getKey().topic().equals(topic) && i < spans.size(); i++) {
                long nextMs = i + 1 == spans.size()
                        ? untilMs
                        : Math.min(untilMs, spans.get(i + 1).fromMs());
                stillMs += Math.max(0, nextMs - spans.get(i).untilMs());
            }
        }
        return stillMs;
    }

    /** The protocol, and the variant if there is one. */
    public String title() {
        return variant.isEmpty() ? protocol.toString() : protocol + ", " + variant;
    }

    /** The figures, in the order to say them. */
    public List<Timeline.Figure> figures() {
        List<Timeline.Figure> figures = new ArrayList<>();
        figures.add(new Timeline.Figure("rebalances", rebalances, ""));
        figures.add(new Timeline.Figure("generations", generations, ""));
        figures.add(new Timeline.Figure("partitions moved", moved, ""));
        figures.add(new Timeline.Figure("partition-seconds stood still", stoodStillMs, "ms"));
        if (scenario == FieldScenario.SHARED_GROUP_ID) {
            figures.add(new Timeline.Figure("of them, stood still of the other service", stoodStillMs("orders"), "ms"));
        }
        figures.add(new Timeline.Figure("longest stand-still", longestStillMs, "ms"));
        figures.add(new Timeline.Figure("records worked off", result.records(), ""));
        figures.add(new Timeline.Figure("duplicates", result.duplicates(), ""));
        figures.add(new Timeline.Figure("lost", result.lost(), ""));
        return figures;
    }

    /** The rebalances that count, with their causes as sentences; what follows from an earlier generation goes on with its cause. */
    public List<Timeline.Round> rounds() {
        List<Timeline.Round> rounds = new ArrayList<>();
        Map<Integer, String> began = new TreeMap<>();
        for (SimulationResult.Rebalance each : result.rebalances()) {
            List<String> causes = CauseText.of(each.causes(), each.causeCount(), began);
            if (!causes.isEmpty()) {
                began.put(each.generationId(), causes.get(0));
            }
            if (each.untilMs() <= untilMs) {
                rounds.add(
                        new Timeline.Round(each.generationId(), each.fromMs(), each.untilMs(), each.moved(), causes));
            }
        }
        return rounds;
    }

    /** A picture of the time that counts. */
    public Timeline timeline() {
        return new FieldTimeline(this).toTimeline();
    }
}
