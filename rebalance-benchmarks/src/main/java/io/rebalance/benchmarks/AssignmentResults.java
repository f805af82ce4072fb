package io.rebalance.benchmarks;

import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All figures of a matrix, and what follows from them. */
final class AssignmentResults {

    private final Map<AssignmentPoint, AssignmentFigure> figures = new LinkedHashMap<>();

    /**
     * How many times as long one takes as another.
     *
     * @param isLowerBound whether it is at least so many times, since the one did not finish
     */
    record Ratio(double times, boolean isLowerBound) {

        String text() {
            String text = Texts.of(times < 10 ? "%.2fx" : times < 100 ? "%.1fx" : "%,.0fx", times);
            return isLowerBound ? "over " + text : text;
        }
    }

    void put(AssignmentPoint point, AssignmentFigure figure) {
        figures.put(point, figure);
    }

    /** In the order of measuring. */
    Map<AssignmentPoint, AssignmentFigure> figures() {
        return Collections.unmodifiableMap(figures);
    }

    /** The figure of a point, if it was measured. */
    Optional<AssignmentFigure> of(AssignmentPoint point) {
        return Optional.ofNullable(figures.get(point)).filter(f -> f.kind() != AssignmentFigure.Kind.FAILED);
    }

    /** A point's CPU time over that of another route with the same group, if both were measured and the other finished. */
    Optional<Ratio> ratio(AssignmentPoint point, Route other) {
        Optional<AssignmentFigure> figure = of(point);
        Optional<AssignmentFigure> against = of(point.by(other)).filter(f -> !f.isLowerBound());
        return figure.flatMap(f -> against.map(a -> new Ratio(f.cpuNs() / a.cpuNs(), f.isLowerBound())));
    }

    /** The geometric mean of some ratios. */
    static Ratio geometricMean(List<Ratio> ratios) {
        double sum = ratios.stream().mapToDouble(r -> Math.log(r.times())).sum();
        return new Ratio(Math.exp(sum / ratios.size()), ratios.stream().anyMatch(Ratio::isLowerBound));
    }

    /** How time grows with members, if all sizes were measured: the slope of the line that fits the logarithms best. */
    Optional<Double> exponent(String assignor, Structure structure, Mode mode, List<String> sizes) {
        List<double[]> dots = new ArrayList<>();
        for (String size : sizes) {
            of(new AssignmentPoint(assignor, structure, mode, size, Route.NUMBERS))
                    .ifPresent(
                            f -> dots.add(new double[] {Math.log(AssignmentCase.members(size)), Math.log(f.cpuNs())}));
        }
        return dots.size() < sizes.size() ? Optional.empty() : Optional.of(slope(dots));
    }

    /** The slope of the least squares. */
    static double slope(List<double[]> dots) {
        double x = dots.stream().mapToDouble(d -> d[0]).average().orElse(0);
        double y = dots.stream().mapToDouble(d -> d[1]).average().orElse(0);
        double both = dots.stream().mapToDouble(d -> (d[0] - x) * (d[1] - y)).sum();
        return both / dots.stream().mapToDouble(d -> (d[0] - x) * (d[0] - x)).sum();
    }

    /** Bytes that a point allocates, over those of one number a partition, if it was measured. */
    Optional<Double> timesOutput(AssignmentPoint point) {
        return of(point)
                .map(f -> f.bytes() / (Integer.BYTES * (double) AssignmentCase.partitions(point.size())))
                .filter(times -> !times.isNaN());
    }
}
