package io.rebalance.benchmarks;

import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import io.rebalance.benchmarks.AssignmentFigure.Kind;
import io.rebalance.benchmarks.AssignmentResults.Ratio;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The whole matrix of assignments, measured point by point, as the tables of {@code docs/performance.md}.
 *
 * <p>{@code java -cp rebalance-benchmarks/target/benchmarks.jar io.rebalance.benchmarks.AssignmentReport full}; {@code quick}
 * instead of {@code full} measures fewer sizes, and each for a shorter time. Each point has a virtual machine of its own.
 * Figures are CPU time of the measuring thread, in its fastest iteration. Progress is told on the error stream, and the command fails if a point
 * could not be measured.
 */
public final class AssignmentReport {

    private final PrintStream out;
    private final PrintStream progress;
    private final AssignmentMatrix matrix;

    AssignmentReport(PrintStream out, PrintStream progress, AssignmentMatrix.Scale scale) {
        this.out = out;
        this.progress = progress;
        matrix = AssignmentMatrix.of(scale);
    }

    /** Measures and prints. */
    public static void main(String... args) throws InterruptedException {
        AssignmentReport report = new AssignmentReport(System.out, System.err, scale(args));
        if (!report.run()) {
            throw new IllegalStateException("some points could not be measured; the last table says why");
        }
    }

    /** The scale that the command's one argument names. */
    static AssignmentMatrix.Scale scale(String... args) {
        String name = args.length == 1 ? args[0] : "";
        return switch (name) {
            case "quick" -> AssignmentMatrix.Scale.QUICK;
            case "full" -> AssignmentMatrix.Scale.FULL;
            default ->
                throw new IllegalArgumentException(
                        "the argument must be quick or full, was \"" + String.join(" ", args) + "\"");
        };
    }

    /** Whether every point could be measured. */
    boolean run() throws InterruptedException {
        AssignmentResults results = measure(matrix.points());
        print(results);
        return results.figures().values().stream().noneMatch(f -> f.kind() == Kind.FAILED);
    }

    private AssignmentResults measure(Collection<AssignmentPoint> points) throws InterruptedException {
        AssignmentMeter meter = new AssignmentMeter(matrix.scale());
        AssignmentResults results = new AssignmentResults();
        int done = 0;
        for (AssignmentPoint point : points) {
            AssignmentFigure figure = meter.of(point);
            results.put(point, figure);
            Texts.say(progress, "%d of %d: %s: %s %s%n", ++done, points.size(), point, figure.text(), figure.reason());
        }
        return results;
    }

    void print(AssignmentResults results) {
        Texts.say(out, "%n### What was aimed at%n%n");
        new AssignmentTargets(out, matrix, results).print();
        Texts.say(out, "%n### Geometric means%n%n");
        means(results);
        Texts.say(out, "%n### Growth%n%n");
        growth(results);
        Map<String, List<AssignmentPoint>> cases = new LinkedHashMap<>();
        for (AssignmentPoint point : results.figures().keySet()) {
            cases.computeIfAbsent(
                            point.assignor() + ", " + point.structure().name().toLowerCase(Locale.ROOT) + ", "
                                    + point.size() + point.origin(),
                            c -> new ArrayList<>())
                    .add(point);
        }
        cases.forEach((title, points) -> {
            if (points.stream().anyMatch(p -> p.route() != Route.NUMBERS)) {
                Texts.say(out, "%n### %s%n%n", title);
                table(results, points);
            }
        });
        failures(results);
    }

    private void table(AssignmentResults results, List<AssignmentPoint> points) {
        Texts.head(out, "mode", "peer", "us", "times ours", "times the floor", "kB", "times the output");
        for (AssignmentPoint point : points.stream()
                .sorted(Comparator.comparing(AssignmentPoint::mode))
                .toList()) {
            AssignmentFigure figure = results.figures().getOrDefault(point, AssignmentFigure.failed("not measured"));
            Texts.row(
                    out,
                    point.mode(),
                    point.route().title(),
                    figure.text(),
                    text(results.ratio(point, point.route().ours())),
                    text(results.ratio(point, Route.FLOOR)),
                    Double.isNaN(figure.bytes()) ? "" : Texts.of("%,.1f", figure.bytes() / 1e3),
                    results.timesOutput(point)
                            .map(times -> Texts.of("%,.2f", times))
                            .orElse(""));
        }
    }

    private static String text(Optional<Ratio> ratio) {
        return ratio.map(Ratio::text).orElse("");
    }

    /** Of each of Kafka's, over all groups, its time over that of ours. */
    private void means(AssignmentResults results) {
        Texts.head(out, "assignor", "peer", "equal", "unequal", "all", "least", "greatest", "cases");
        Collection<String> assignors = new LinkedHashSet<>();
        results.figures().keySet().forEach(point -> assignors.add(point.assignor()));
        for (String assignor : assignors) {
            for (Route route : Route.values()) {
                if (route.isKafkas()) {
                    means(results, assignor, route);
                }
            }
        }
    }

    private void means(AssignmentResults results, String assignor, Route route) {
        List<Ratio> equal = new ArrayList<>();
        List<Ratio> unequal = new ArrayList<>();
        for (AssignmentPoint point : results.figures().keySet()) {
            if (point.assignor().equals(assignor) && point.route() == route) {
                results.ratio(point, route.ours()).ifPresent((point.isEqual() ? equal : unequal)::add);
            }
        }
        List<Ratio> all = new ArrayList<>(equal);
        all.addAll(unequal);
        if (all.isEmpty()) {
            return;
        }
        all.sort(Comparator.comparingDouble(Ratio::times));
        Texts.row(
                out,
                assignor,
                route.title(),
                equal.isEmpty() ? "" : AssignmentResults.geometricMean(equal).text(),
                unequal.isEmpty()
                        ? ""
                        : AssignmentResults.geometricMean(unequal).text(),
                AssignmentResults.geometricMean(all).text(),
                all.get(0).text(),
                all.get(all.size() - 1).text(),
                all.size());
    }

    private void growth(AssignmentResults results) {
        Texts.head(out, "subscriptions", "mode", "members x partitions: us", "exponent");
        for (Structure structure : Structure.values()) {
            for (Mode mode : AssignmentMatrix.growthModes(structure)) {
                List<String> steps = new ArrayList<>();
                for (String size : matrix.steps(structure)) {
                    results.of(new AssignmentPoint(AssignmentMatrix.STICKY, structure, mode, size, Route.NUMBERS))
                            .ifPresent(f -> steps.add(size + ": " + f.text()));
                }
                Texts.row(
                        out,
                        structure.name().toLowerCase(Locale.ROOT),
                        mode,
                        String.join(", ", steps),
                        results.exponent(AssignmentMatrix.STICKY, structure, mode, matrix.steps(structure))
                                .map(e -> Texts.of("%.2f", e))
                                .orElse(""));
            }
        }
    }

    private void failures(AssignmentResults results) {
        List<AssignmentPoint> failed = results.figures().keySet().stream()
                .filter(point -> results.of(point).isEmpty())
                .toList();
        if (failed.isEmpty()) {
            return;
        }
        Texts.say(out, "%n### What could not be measured%n%n");
        Texts.head(out, "point", "reason");
        for (AssignmentPoint point : failed) {
            Texts.row(
                    out,
                    point,
                    results.figures()
                            .getOrDefault(point, AssignmentFigure.failed(""))
                            .reason());
        }
    }
}
