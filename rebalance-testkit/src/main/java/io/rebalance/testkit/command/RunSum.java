package io.rebalance.testkit.command;

import io.rebalance.testkit.field.FieldRun;
import io.rebalance.testkit.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of one scenario added up.
 *
 * @param first the first of them
 * @param figures their figures together: of what is longest the longest, of all else the sum
 * @param virtualMs how long they lasted, all together, in ms
 * @param faults how many faults struck
 */
record RunSum(FieldRun first, List<Timeline.Figure> figures, long virtualMs, long faults) {

    RunSum(FieldRun run) {
        this(run, run.figures(), run.untilMs(), run.result().faultCount());
    }

    RunSum plus(FieldRun run) {
        List<Timeline.Figure> sums = new ArrayList<>();
        List<Timeline.Figure> others = run.figures();
        for (int i = 0; i < figures.size(); i++) {
            Timeline.Figure a = figures.get(i);
            Timeline.Figure b = others.get(i);
            boolean isLongest = a.name().startsWith("longest");
            sums.add(new Timeline.Figure(
                    a.name(), isLongest ? Math.max(a.value(), b.value()) : a.value() + b.value(), a.unit()));
        }
        return new RunSum(
                first, sums, virtualMs + run.untilMs(), faults + run.result().faultCount());
    }
}
