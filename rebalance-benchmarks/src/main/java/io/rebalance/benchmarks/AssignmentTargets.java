package io.rebalance.benchmarks;

import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Past;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import io.rebalance.benchmarks.AssignmentResults.Ratio;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the assignors are to reach, held against what was measured. Where several cases count, the worst of them does. */
final class AssignmentTargets {

    private static final Mode[] ALL = Mode.values();

    private final PrintStream out;
    private final AssignmentMatrix matrix;
    private final AssignmentResults results;

    AssignmentTargets(PrintStream out, AssignmentMatrix matrix, AssignmentResults results) {
        this.out = out;
        this.matrix = matrix;
        this.results = results;
    }

    /** A row each: what is asked for, what was measured, and whether that is enough. */
    void print() {
        Texts.head(out, "what", "target", "measured", "where", "");
        equal();
        bytes();
        unequal();
        everywhere();
        blind();
        growth();
        kept();
        Texts.say(
                out,
                "%nFrom Kafka's own past: what members own when one joins is the assignment of Kafka's sticky assignor, as in a"
                        + " group that has run with it; the two targets are held against that. From our past: what they"
                        + " own is our assignment, as everywhere else.%n");
    }

    /** Whoever keeps the assignment is told of one member, and one rebalance follows. */
    private void kept() {
        String what = "kept state: a change of one member in 1,000,000 partitions";
        if (!matrix.growing().contains(AssignmentMatrix.MILLION)) {
            notMeasured(what, "under 0.1 ms");
            return;
        }
        AssignmentPoint point = sticky(Structure.EQUAL, Mode.JOIN, AssignmentMatrix.MILLION, Route.LIVE);
        List<Measured> measured = new ArrayList<>();
        results.of(point).ifPresent(f -> measured.add(new Measured(point, new Ratio(f.cpuNs() / 1e6, false))));
        worst(what, "under 0.1 ms", 0.1, "%.3f ms", measured);
    }

    private void equal() {
        List<String> sizes = new ArrayList<>(matrix.growing());
        sizes.addAll(matrix.huge());
        atMost("equal, numbers: times the floor", 2.5, ratios(Route.NUMBERS, Route.FLOOR, sizes, ALL));
        against("equal, JOIN", Route.KAFKA, 400, Structure.EQUAL, matrix.main(), Mode.JOIN);
        against("equal, JOIN", Route.KAFKA_SERVER, 6, Structure.EQUAL, matrix.main(), Mode.JOIN);
        if (matrix.growing().contains(AssignmentMatrix.MILLION)) {
            against("equal, JOIN", Route.KAFKA, 3_000, Structure.EQUAL, AssignmentMatrix.MILLION, Mode.JOIN);
        } else {
            notMeasured("equal, JOIN: Kafka's client takes, 10,000 members x 1,000,000 partitions", "3,000x or more");
        }
        List<Measured> huge = new ArrayList<>();
        for (String size : matrix.huge()) {
            huge.addAll(millis(List.of(Structure.EQUAL), size));
        }
        under("equal, 100,000 members x 10,000,000 partitions", 100, huge);
        List<Measured> allocated = new ArrayList<>();
        for (String size : sizes) {
            for (Mode mode : ALL) {
                AssignmentPoint point = sticky(Structure.EQUAL, mode, size, Route.NUMBERS);
                results.timesOutput(point)
                        .ifPresent(times -> allocated.add(new Measured(point, new Ratio(times, false))));
            }
        }
        atMost("equal, numbers: allocation, times the output", 1.2, allocated);
    }

    private void bytes() {
        against("equal, bytes to bytes, JOIN", Route.KAFKA_BYTES, 40, Structure.EQUAL, matrix.main(), Mode.JOIN);
        against("equal, bytes to bytes, FULL", Route.KAFKA_BYTES, 10, Structure.EQUAL, matrix.main(), Mode.FULL);
        against("equal, bytes to bytes", Route.KAFKA_SERVER_BYTES, 1, Structure.EQUAL, matrix.main(), ALL);
    }

    private void unequal() {
        String size = matrix.main();
        against("random halves, FULL", Route.KAFKA, 1_000, Structure.HALF, size, Mode.FULL);
        pasts("random halves, JOIN", 500, Structure.HALF);
        against("random halves", Route.KAFKA_SERVER, 2, Structure.HALF, size, ALL);
        against("five buckets, FULL", Route.KAFKA, 500, Structure.BUCKETS5, size, Mode.FULL);
        pasts("five buckets, JOIN", 5_000, Structure.BUCKETS5);
        against("five buckets", Route.KAFKA_SERVER, 5, Structure.BUCKETS5, size, ALL);
        under(
                "chains, random halves and few classes, 2,000 members x 40,000 partitions",
                10,
                millis(matrix.wideStructures(), matrix.wide()));
    }

    /**
     * A group that has run with Kafka's client comes with Kafka's past: the target is held against that. What the same change
     * takes from our past is told beside it, and is held to nothing.
     */
    private void pasts(String what, double bound, Structure structure) {
        AssignmentPoint point = sticky(structure, Mode.JOIN, matrix.main(), Route.KAFKA);
        AssignmentPoint kafkas = point.from(Past.KAFKAS);
        List<Measured> measured = new ArrayList<>();
        results.ratio(kafkas, Route.NUMBERS).ifPresent(ratio -> measured.add(new Measured(kafkas, ratio)));
        String takes = ": " + Route.KAFKA.title() + " takes";
        atLeast(what + ", from Kafka's own past" + takes, bound, measured);
        results.ratio(point, Route.NUMBERS)
                .ifPresentOrElse(
                        ratio -> Texts.row(
                                out,
                                what + ", from our past" + takes,
                                "none",
                                ratio.text(),
                                where(new Measured(point, ratio)),
                                "for information"),
                        () -> notMeasured(what + ", from our past" + takes, "none"));
    }

    /** Wherever a Kafka assignor of the same job was measured; those from bytes have rows of their own. */
    private void everywhere() {
        List<Measured> all = new ArrayList<>();
        for (AssignmentPoint point : results.figures().keySet()) {
            if (point.route() == Route.KAFKA || point.route() == Route.KAFKA_SERVER) {
                results.ratio(point, Route.NUMBERS).ifPresent(ratio -> all.add(new Measured(point, ratio)));
            }
        }
        atLeast("the whole matrix: any Kafka assignor of the same job takes", 1, all);
    }

    private void blind() {
        String size = matrix.main();
        atLeast("range: Kafka's client takes", 100, of("range", Route.KAFKA, size));
        atLeast("range: Kafka's server takes", 5, of("range", Route.KAFKA_SERVER, size));
        atLeast("roundrobin: Kafka's client takes", 100, of("roundrobin", Route.KAFKA, size));
        atLeast("roundrobin, bytes to bytes: Kafka's client takes", 10, of("roundrobin", Route.KAFKA_BYTES, size));
    }

    private void growth() {
        exponent("equal: exponent of growth in members", 1.1, List.of(Structure.EQUAL));
        List<Structure> unequal = new ArrayList<>(Arrays.asList(Structure.values()));
        unequal.remove(Structure.EQUAL);
        exponent("unequal: exponent of growth in members", 1.3, unequal);
    }

    private void exponent(String what, double bound, List<Structure> structures) {
        String where = "";
        double worst = Double.NEGATIVE_INFINITY;
        for (Structure structure : structures) {
            for (Mode mode : AssignmentMatrix.growthModes(structure)) {
                Optional<Double> exponent =
                        results.exponent(AssignmentMatrix.STICKY, structure, mode, matrix.steps(structure));
                if (exponent.isPresent() && exponent.get() > worst) {
                    worst = exponent.get();
                    where = structure + " " + mode;
                }
            }
        }
        String target = Texts.of("%.1f or less", bound);
        if (where.isEmpty()) {
            notMeasured(what, target);
        } else {
            Texts.row(out, what, target, Texts.of("%.2f", worst), where, verdict(worst <= bound));
        }
    }

    /** A ratio, and where it was found. */
    private record Measured(AssignmentPoint point, Ratio ratio) {}

    private void against(String what, Route peer, double bound, Structure structure, String size, Mode... modes) {
        List<Measured> measured = new ArrayList<>();
        for (Mode mode : modes) {
            AssignmentPoint point = sticky(structure, mode, size, peer);
            results.ratio(point, peer.ours()).ifPresent(ratio -> measured.add(new Measured(point, ratio)));
        }
        atLeast(what + ": " + peer.title() + " takes", bound, measured);
    }

    private List<Measured> of(String assignor, Route peer, String size) {
        List<Measured> measured = new ArrayList<>();
        for (Mode mode : ALL) {
            AssignmentPoint point = new AssignmentPoint(assignor, Structure.EQUAL, mode, size, peer);
            results.ratio(point, peer.ours()).ifPresent(ratio -> measured.add(new Measured(point, ratio)));
        }
        return measured;
    }

    private List<Measured> ratios(Route route, Route other, List<String> sizes, Mode... modes) {
        List<Measured> measured = new ArrayList<>();
        for (String size : sizes) {
            for (Mode mode : modes) {
                AssignmentPoint point = sticky(Structure.EQUAL, mode, size, route);
                results.ratio(point, other).ifPresent(ratio -> measured.add(new Measured(point, ratio)));
            }
        }
        return measured;
    }

    private List<Measured> millis(List<Structure> structures, String size) {
        List<Measured> measured = new ArrayList<>();
        for (Structure structure : structures) {
            for (Mode mode : ALL) {
                AssignmentPoint point = sticky(structure, mode, size, Route.NUMBERS);
                results.of(point)
                        .ifPresent(f ->
                                measured.add(new Measured(point, new Ratio(f.cpuNs() / 1e6, f.isLowerBound()))));
            }
        }
        return measured;
    }

    private static AssignmentPoint sticky(Structure structure, Mode mode, String size, Route route) {
        return new AssignmentPoint(AssignmentMatrix.STICKY, structure, mode, size, route);
    }

    /** The least of them counts; one that is a lower bound decides only if it is enough. */
    private void atLeast(String what, double bound, List<Measured> measured) {
        String target = Texts.of("%,.0fx or more", bound);
        Optional<Measured> least =
                measured.stream().min(Comparator.comparingDouble(m -> m.ratio().times()));
        if (least.isEmpty()) {
            notMeasured(what, target);
            return;
        }
        Ratio ratio = least.get().ratio();
        boolean isEnough = ratio.times() >= bound;
        Texts.row(
                out,
                what,
                target,
                ratio.text(),
                where(least.get()),
                ratio.isLowerBound() && !isEnough ? "not decided" : verdict(isEnough));
    }

    private void atMost(String what, double bound, List<Measured> measured) {
        worst(what, Texts.of("%.1fx or less", bound), bound, "%.2fx", measured);
    }

    private void under(String what, double bound, List<Measured> measured) {
        worst(what, Texts.of("under %.0f ms", bound), bound, "%.2f ms", measured);
    }

    private void worst(String what, String target, double bound, String format, List<Measured> measured) {
        Optional<Measured> most =
                measured.stream().max(Comparator.comparingDouble(m -> m.ratio().times()));
        if (most.isEmpty()) {
            notMeasured(what, target);
            return;
        }
        double times = most.get().ratio().times();
        Texts.row(out, what, target, Texts.of(format, times), where(most.get()), verdict(times <= bound));
    }

    private static String where(Measured measured) {
        AssignmentPoint point = measured.point();
        return point.assignor() + " " + point.structure() + " " + point.mode() + " " + point.size() + point.origin()
                + ", " + point.route().title();
    }

    private void notMeasured(String what, String target) {
        Texts.row(out, what, target, "", "", "not measured");
    }

    private static String verdict(boolean isMet) {
        return isMet ? "met" : "**not met**";
    }
}
