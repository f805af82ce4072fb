package io.rebalance.testkit.field;

import io.rebalance.testkit.simulation.Fault;
import io.rebalance.testkit.simulation.SimulationResult;
import io.rebalance.testkit.timeline.Timeline;
import io.rebalance.testkit.timeline.Timeline.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a timeline of a run. */
final class FieldTimeline {

    private final FieldRun run;
    private final SimulationResult result;

    FieldTimeline(FieldRun run) {
        this.run = run;
        result = run.result();
    }

    Timeline toTimeline() {
        List<String> lanes = new ArrayList<>();
        for (int i = 0; i < result.plan().members(); i++) {
            boolean isShared = run.scenario() == FieldScenario.SHARED_GROUP_ID;
            lanes.add(isShared ? "w" + i + (i % 2 == 0 ? " orders" : " payments") : "w" + i);
        }
        SortedMap<Integer, Integer> laneOf = new TreeMap<>();
        Stream.concat(
                        result.lives().stream().map(SimulationResult.Life::worker),
                        run.spans().stream().map(SimulationResult.Span::worker))
                .filter(worker -> worker >= result.plan().members())
                .sorted()
                .forEach(twin -> laneOf.computeIfAbsent(twin, number -> {
                    lanes.add("w" + number + ", a second w"
                            + (number - result.plan().members()));
                    return lanes.size() - 1;
                }));
        List<Timeline.Life> lives = new ArrayList<>();
        List<Mark> marks = new ArrayList<>(marks());
        for (SimulationResult.Life life : result.lives()) {
            if (life.fromMs() < run.untilMs()) {
                int lane = laneOf.getOrDefault(life.worker(), life.worker());
                lives.add(new Timeline.Life(lane, life.fromMs(), Math.min(run.untilMs(), life.untilMs())));
                if (life.fromMs() > 1_000) {
                    marks.add(new Mark(lane, life.fromMs(), Mark.Kind.STARTED, "started again"));
                }
            }
        }
        List<Timeline.Span> spans = new ArrayList<>();
        for (SimulationResult.Span span : run.spans()) {
            if (span.fromMs() < run.untilMs()) {
                spans.add(new Timeline.Span(
                        laneOf.getOrDefault(span.worker(), span.worker()),
                        span.partition(),
                        span.fromMs(),
                        Math.min(run.untilMs(), span.untilMs())));
            }
        }
        return new Timeline(run.title(), 0, run.untilMs(), lanes, lives, spans, run.rounds(), marks, run.figures());
    }

    private List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        for (Fault fault : run.faults()) {
            if (fault.at() < run.untilMs()) {
                long seconds = fault.amount() / 1_000;
                int lane = fault.who();
                int all = Timeline.EVERYBODY;
                switch (fault.kind()) {
                    case DEPLOYED -> marks.add(new Mark(lane, fault.at(), Mark.Kind.STOPPED, "told to stop"));
                    case KILLED -> marks.add(new Mark(lane, fault.at(), Mark.Kind.CRASHED, "killed"));
                    case PAUSED ->
                        marks.add(new Mark(lane, fault.at(), Mark.Kind.PAUSED, "stood still for " + seconds + " s"));
                    case COORDINATOR_CRASHED ->
                        marks.add(new Mark(
                                all, fault.at(), Mark.Kind.CRASHED, "the coordinator was gone for " + seconds + " s"));
                    case COORDINATOR_CRASHED_STORING ->
                        marks.add(new Mark(all, fault.at(), Mark.Kind.CRASHED, "the coordinator died while storing"));
                    case COORDINATOR_REPLACED ->
                        marks.add(new Mark(
                                all,
                                fault.at(),
                                Mark.Kind.OTHER,
                                "another coordinator took over, unknown to the old one for " + seconds + " s"));
                    default -> marks.add(new Mark(lane, fault.at(), Mark.Kind.OTHER, fault.toString()));
                }
            }
        }
        return marks;
    }
}
