package io.rebalance.benchmarks;

import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Past;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * All points that the report measures.
 *
 * <p>Where a route is missing it is because it would say nothing new, or because its objects alone would fill the heap: that
 * is so for Kafka's classes at ten million partitions.
 *
 * @param small sizes at which every structure is held against Kafka's
 * @param main the size at which it is held against the floor too, and equal subscriptions against every peer
 * @param wide the size of which ours must make short work, whatever the structure
 * @param growing equal subscriptions, from the first size with a target to the largest that Kafka's classes have to do
 * @param huge equal subscriptions that only ours and the floor have to do
 * @param equalSteps sizes, members and partitions in step, from which growth is read
 * @param unequalSteps the same for all other structures
 */
record AssignmentMatrix(
        Scale scale,
        List<String> small,
        String main,
        String wide,
        List<String> growing,
        List<String> huge,
        List<String> equalSteps,
        List<String> unequalSteps) {

    /** Ten thousand members and a million partitions. */
    static final String MILLION = "10000x1000000x1000";

    static final String STICKY = "sticky";
    private static final String COOPERATIVE = "cooperative-sticky";
    private static final String RANGE = "range";
    private static final String ROUND_ROBIN = "roundrobin";

    private static final List<Structure> UNEQUAL =
            List.of(Structure.BUCKETS5, Structure.HALF, Structure.CHAIN, Structure.FEW, Structure.ZIPF);

    /** How much is measured, and how long. */
    enum Scale {
        /** Everything, once and as small as can be: the figures mean nothing. */
        SMOKE,
        /** The sizes for which there are targets, without the largest. */
        QUICK,
        /** Everything. */
        FULL
    }

    /** The matrix of a scale. */
    static AssignmentMatrix of(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                new AssignmentMatrix(
                        scale,
                        List.of("4x20x5"),
                        "6x24x6",
                        "7x28",
                        List.of("6x24x6", "8x32x6"),
                        List.of("10x40x6"),
                        List.of("4x20x5", "5x25x5", "6x30x5", "8x40x5"),
                        List.of("4x20", "5x25", "6x30", "8x40"));
            case QUICK ->
                new AssignmentMatrix(
                        scale,
                        List.of(),
                        "1000x10000",
                        "2000x40000",
                        List.of("1000x10000", "1000x100000x1000"),
                        List.of(),
                        List.of("100x10000x100", "300x30000x100", "1000x100000x100", "2000x200000x100"),
                        List.of("100x10000", "200x20000", "400x40000", "1000x100000"));
            case FULL ->
                new AssignmentMatrix(
                        scale,
                        List.of("100x1000"),
                        "1000x10000",
                        "2000x40000",
                        List.of("1000x10000", "1000x100000x1000", MILLION),
                        List.of("100000x10000000x1000"),
                        List.of("100x10000x100", "500x50000x100", "2000x200000x100", "10000x1000000x100"),
                        List.of("100x10000", "300x30000", "800x80000", "2000x200000"));
        };
    }

    /** The structures that are measured at {@link #wide}. */
    List<Structure> wideStructures() {
        return List.of(Structure.CHAIN, Structure.HALF, Structure.FEW);
    }

    /** The structures that are measured from Kafka's own past too, at {@link #main}. */
    List<Structure> pastStructures() {
        return List.of(Structure.BUCKETS5, Structure.HALF);
    }

    /** The sizes, members and partitions in step, from which growth is read. */
    List<String> steps(Structure structure) {
        return structure == Structure.EQUAL ? equalSteps : unequalSteps;
    }

    /** The ways a group may have changed for growth to be read of it. */
    static List<Mode> growthModes(Structure structure) {
        return structure == Structure.EQUAL ? List.of(Mode.values()) : List.of(Mode.FULL, Mode.JOIN);
    }

    /** Every point once, in the order in which it is measured. */
    Collection<AssignmentPoint> points() {
        Collection<AssignmentPoint> points = new LinkedHashSet<>();
        for (Mode mode : Mode.values()) {
            add(points, STICKY, Structure.EQUAL, mode, main, keepingNothing());
            for (String size : growing) {
                add(points, STICKY, Structure.EQUAL, mode, size, againstKafka());
            }
            for (String size : huge) {
                add(points, STICKY, Structure.EQUAL, mode, size, Route.FLOOR, Route.NUMBERS);
            }
        }
        kept(points);
        unequal(points);
        cooperative(points);
        blind(points);
        for (String size : small) {
            for (Structure structure : Structure.values()) {
                for (Mode mode : Mode.values()) {
                    add(points, STICKY, structure, mode, size, Route.NUMBERS, Route.KAFKA, Route.KAFKA_SERVER);
                }
            }
        }
        for (Structure structure : Structure.values()) {
            for (Mode mode : growthModes(structure)) {
                for (String size : steps(structure)) {
                    add(points, STICKY, structure, mode, size, Route.NUMBERS);
                }
            }
        }
        return points;
    }

    /** Those who keep the assignment are told of one who joins, and of its leaving. */
    private void kept(Collection<AssignmentPoint> points) {
        List<String> sizes = new ArrayList<>(List.of(main));
        sizes.addAll(growing);
        sizes.addAll(huge);
        for (String size : sizes) {
            add(points, STICKY, Structure.EQUAL, Mode.JOIN, size, Route.LIVE);
        }
    }

    private void unequal(Collection<AssignmentPoint> points) {
        for (Structure structure : UNEQUAL) {
            for (Mode mode : Mode.values()) {
                add(points, STICKY, structure, mode, main, againstKafka());
            }
        }
        for (Structure structure : pastStructures()) {
            for (Mode mode : List.of(Mode.JOIN, Mode.LEAVE)) {
                for (Route route : List.of(Route.NUMBERS, Route.KAFKA, Route.KAFKA_SERVER)) {
                    points.add(new AssignmentPoint(STICKY, structure, mode, Past.KAFKAS, main, route));
                }
            }
        }
        for (Structure structure : wideStructures()) {
            for (Mode mode : Mode.values()) {
                add(points, STICKY, structure, mode, wide, Route.FLOOR, Route.NUMBERS);
            }
        }
    }

    private void cooperative(Collection<AssignmentPoint> points) {
        for (Structure structure : List.of(Structure.EQUAL, Structure.BUCKETS5, Structure.HALF)) {
            for (Mode mode : Mode.values()) {
                add(points, COOPERATIVE, structure, mode, main, Route.NUMBERS, Route.KAFKA);
            }
        }
    }

    /** Those who do not look at the past; Kafka's server has no round robin. */
    private void blind(Collection<AssignmentPoint> points) {
        for (Mode mode : List.of(Mode.FULL, Mode.JOIN)) {
            for (String assignor : List.of(RANGE, ROUND_ROBIN)) {
                add(points, assignor, Structure.EQUAL, mode, main, Route.NUMBERS, Route.NAMES, Route.BYTES);
                add(points, assignor, Structure.EQUAL, mode, main, Route.KAFKA, Route.KAFKA_BYTES);
            }
            add(points, RANGE, Structure.EQUAL, mode, main, Route.KAFKA_SERVER);
        }
        for (Structure structure : List.of(Structure.BUCKETS5, Structure.HALF)) {
            add(points, RANGE, structure, Mode.FULL, main, Route.NUMBERS, Route.KAFKA, Route.KAFKA_SERVER);
            add(points, ROUND_ROBIN, structure, Mode.FULL, main, Route.NUMBERS, Route.KAFKA);
        }
    }

    private static Route[] keepingNothing() {
        return Arrays.stream(Route.values())
                .filter(route -> route != Route.LIVE)
                .toArray(Route[]::new);
    }

    private static Route[] againstKafka() {
        return new Route[] {Route.FLOOR, Route.NUMBERS, Route.KAFKA, Route.KAFKA_SERVER};
    }

    private static void add(
            Collection<AssignmentPoint> points,
            String assignor,
            Structure structure,
            Mode mode,
            String size,
            Route... routes) {
        List<AssignmentPoint> added = new ArrayList<>();
        for (Route route : routes) {
            added.add(new AssignmentPoint(assignor, structure, mode, size, route));
        }
        points.addAll(added);
    }
}
