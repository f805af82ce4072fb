package io.rebalance.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What the harness measured of one benchmark, by method and by the value of its one parameter that varies. */
final class Figures {

    private final Map<String, Figure> byMethod = new TreeMap<>();

    private Figures() {}

    /**
     * One measurement.
     *
     * @param score in the benchmark's own unit, on the wall's clock
     * @param error the half of the interval that holds the score with 99.9 %
     * @param cpuNs CPU time of the measuring thread in ns an operation
     * @param bytes allocated an operation
     */
    record Figure(double score, double error, double cpuNs, double bytes) {

        /** The score, with the error if there is one. */
        String text(String format) {
            String text = Texts.of(format, score);
            return Double.isNaN(error) ? text : text + " ± " + Texts.of(format, error);
        }
    }

    /** All results of a benchmark whose parameter of this name varies. */
    static Figures of(Collection<RunResult> results, String parameter) {
        Figures figures = new Figures();
        for (RunResult result : results) {
            String method = result.getPrimaryResult().getLabel();
            String value = result.getParams().getParam(parameter);
            Result<?> score = result.getPrimaryResult();
            figures.byMethod.put(
                    key(method, value),
                    new Figure(
                            score.getScore(),
                            score.getScoreError(),
                            secondary(result, "cpu"),
                            secondary(result, "gc.alloc.rate.norm")));
        }
        return figures;
    }

    /** The figure of a method with this value of the parameter. */
    Figure of(String method, Object value) {
        Figure figure = byMethod.get(key(method, value));
        if (figure == null) {
            throw new IllegalStateException("there must be a figure of " + key(method, value) + ", there are of "
                    + List.copyOf(byMethod.keySet()));
        }
        return figure;
    }

    private static String key(String method, Object value) {
        return method + " " + value;
    }

    private static double secondary(RunResult result, String label) {
        Result<?> secondary = result.getSecondaryResults().get(label);
        return secondary == null ? Double.NaN : secondary.getScore();
    }
}
