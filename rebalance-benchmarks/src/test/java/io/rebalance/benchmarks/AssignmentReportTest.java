package io.rebalance.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Past;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The report of assignments: that it measures every point, and that it draws the right conclusions. */
class AssignmentReportTest {

    @BeforeAll
    static void doNotWaitForOthers() {
        System.setProperty("jmh.ignoreLock", "true"); // figures mean nothing here, so others may measure meanwhile
    }

    @Test
    void report_asSmallAsCanBe_measuresEveryPointAndPrintsEveryTable() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        boolean isComplete = new AssignmentReport(print(bytes), nowhere(), AssignmentMatrix.Scale.SMOKE).run();

        String report = bytes.toString(StandardCharsets.UTF_8);
        assertThat(report).doesNotContain("failed", "could not be measured");
        assertThat(isComplete).isTrue();
        assertThat(report.lines().filter(line -> line.startsWith("### ")))
                .startsWith("### What was aimed at", "### Geometric means", "### Growth", "### sticky, equal, 6x24x6")
                .contains(
                        "### range, half, 6x24x6",
                        "### sticky, half, 6x24x6 from Kafka's past",
                        "### sticky, buckets5, 6x24x6 from Kafka's past",
                        "### sticky, zipf, 4x20x5",
                        "### cooperative-sticky, equal, 6x24x6");
        for (Route route : Route.values()) {
            String mode = route == Route.LIVE ? "JOIN" : "FULL";
            assertThat(report).contains("| " + mode + " | " + route.title() + " | ");
        }
    }

    @Test
    void targets_everyPointOfTheWholeMatrix_leaveNoneUnmeasured() {
        AssignmentMatrix matrix = AssignmentMatrix.of(AssignmentMatrix.Scale.FULL);
        AssignmentResults results = new AssignmentResults();
        matrix.points().forEach(point -> results.put(point, AssignmentFigure.steady(1e6, 1e3)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new AssignmentTargets(print(bytes), matrix, results).print();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .doesNotContain("| not measured |")
                .contains("| the whole matrix: any Kafka assignor of the same job takes | 1x or more | 1.00x |")
                .contains("| equal: exponent of growth in members | 1.1 or less | 0.00 | EQUAL FULL | met |")
                .contains("| kept state: a change of one member in 1,000,000 partitions | under 0.1 ms | 1.000 ms | "
                        + "sticky EQUAL JOIN 10000x1000000x1000, ours, kept | **not met** |");
    }

    @Test
    void targets_oneRatioTooSmallAndOnePeerTooSlow_sayWhichAreMet() {
        AssignmentMatrix matrix = AssignmentMatrix.of(AssignmentMatrix.Scale.FULL);
        AssignmentResults results = new AssignmentResults();
        AssignmentPoint half = new AssignmentPoint("sticky", Structure.HALF, Mode.FULL, matrix.main(), Route.NUMBERS);
        results.put(half, AssignmentFigure.steady(3e6, 1e5));
        results.put(half.by(Route.KAFKA), AssignmentFigure.didNotFinish(20));
        results.put(half.by(Route.KAFKA_SERVER), AssignmentFigure.steady(5e6, 1e6));
        AssignmentPoint joined = new AssignmentPoint("sticky", Structure.HALF, Mode.JOIN, matrix.main(), Route.NUMBERS);
        results.put(joined, AssignmentFigure.steady(50e6, 1e5));
        results.put(joined.by(Route.KAFKA), AssignmentFigure.didNotFinish(20));
        AssignmentPoint joinedKafkas = joined.from(Past.KAFKAS);
        results.put(joinedKafkas, AssignmentFigure.steady(2e6, 1e5));
        results.put(joinedKafkas.by(Route.KAFKA), AssignmentFigure.oneCall(8e9, 1e9));
        AssignmentPoint buckets =
                new AssignmentPoint("sticky", Structure.BUCKETS5, Mode.JOIN, matrix.main(), Route.NUMBERS);
        results.put(buckets.from(Past.KAFKAS), AssignmentFigure.steady(50e6, 1e5));
        results.put(buckets.from(Past.KAFKAS).by(Route.KAFKA), AssignmentFigure.didNotFinish(20));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new AssignmentTargets(print(bytes), matrix, results).print();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("| random halves, FULL: Kafka's client takes | 1,000x or more | over 6,667x | "
                        + "sticky HALF FULL 1000x10000, Kafka's client | met |")
                .contains(
                        "| random halves, JOIN, from Kafka's own past: Kafka's client takes | 500x or more | 4,000x | "
                                + "sticky HALF JOIN 1000x10000 from Kafka's past, Kafka's client | met |")
                .contains("| random halves, JOIN, from our past: Kafka's client takes | none | over 400x | "
                        + "sticky HALF JOIN 1000x10000, Kafka's client | for information |")
                .contains(
                        "| five buckets, JOIN, from Kafka's own past: Kafka's client takes | 5,000x or more | over 400x | "
                                + "sticky BUCKETS5 JOIN 1000x10000 from Kafka's past, Kafka's client | not decided |")
                .contains("| five buckets, JOIN, from our past: Kafka's client takes | none |  |  | not measured |")
                .contains("| random halves: Kafka's server takes | 2x or more | 1.67x | "
                        + "sticky HALF FULL 1000x10000, Kafka's server | **not met** |")
                .contains("| five buckets, FULL: Kafka's client takes | 500x or more |  |  | not measured |");
    }

    @Test
    void report_pointThatFailedAndOneThatDidNotFinish_namesBoth() {
        AssignmentResults results = new AssignmentResults();
        AssignmentPoint point =
                new AssignmentPoint("sticky", Structure.CHAIN, Mode.JOIN, "1000x10000", Route.KAFKA_SERVER);
        results.put(point, AssignmentFigure.failed("out of ideas"));
        results.put(point.by(Route.KAFKA), AssignmentFigure.didNotFinish(20));
        results.put(point.by(Route.NUMBERS), AssignmentFigure.steady(2e6, 40_000));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new AssignmentReport(print(bytes), nowhere(), AssignmentMatrix.Scale.FULL).print(results);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("| JOIN | Kafka's client | did not finish in 20 s | over 10,000x |  |  |  |")
                .contains("| JOIN | ours | 2,000 | 1.00x |  | 40.0 | 1.00 |")
                .contains("| sticky CHAIN JOIN 1000x10000 kafkaServer | out of ideas |");
    }

    @Test
    void exponent_timeThatGrowsWithThePowerOfOneAndAHalf_isOneAndAHalf() {
        AssignmentResults results = new AssignmentResults();
        List<String> sizes = List.of("100x1000", "400x4000", "900x9000", "1600x16000");
        for (String size : sizes) {
            double members = AssignmentCase.members(size);
            results.put(
                    new AssignmentPoint("sticky", Structure.HALF, Mode.FULL, size, Route.NUMBERS),
                    AssignmentFigure.steady(70 * members * Math.sqrt(members), 0));
        }

        assertThat(results.exponent("sticky", Structure.HALF, Mode.FULL, sizes).orElseThrow())
                .isCloseTo(1.5, within(1e-9));
        assertThat(results.exponent("sticky", Structure.HALF, Mode.FULL, List.of("100x1000", "1x1")))
                .isEmpty();
    }

    @Test
    void geometricMean_oneLowerBoundAmongThem_isALowerBound() {
        AssignmentResults.Ratio mean = AssignmentResults.geometricMean(
                List.of(new AssignmentResults.Ratio(2, false), new AssignmentResults.Ratio(50, true)));

        assertThat(mean.times()).isCloseTo(10, within(1e-9));
        assertThat(mean.text()).isEqualTo("over 10.0x");
    }

    @Test
    void command_scaleThatIsNeither_isRefusedByName() {
        assertThatThrownBy(() -> AssignmentReport.main("all"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the argument must be quick or full, was \"all\"");
    }

    private static PrintStream print(OutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private static PrintStream nowhere() {
        return print(OutputStream.nullOutputStream());
    }
}
