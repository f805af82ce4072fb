package io.rebalance.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark and every command runs once, as small as can be, with all the checks it makes of its own. */
class SmokeTest {

    @BeforeAll
    static void doNotWaitForOthers() {
        System.setProperty("jmh.ignoreLock", "true"); // figures mean nothing here, so others may measure meanwhile
    }

    @Test
    void report_asSmallAsCanBe_printsEveryTableInFull() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new CoordinatorReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), true).run();

        String report = bytes.toString(StandardCharsets.UTF_8);
        assertThat(report.lines().filter(line -> line.startsWith("### ")))
                .containsExactly(
                        "### Heartbeats",
                        "### Rounds",
                        "### Newcomers",
                        "### Cost a member, against that in the smallest group",
                        "### Replay",
                        "### Heap",
                        "### A million members");
        assertThat(report)
                .contains("3 groups x 20 OFFSETS", "3 groups x 20 MEMBERS")
                .contains("| ours | each its own |", "| Kafka's | equal |", "`io.rebalance.protocol.Bytes`")
                .contains("30 members in 3 groups");
        assertThat(Pattern.compile("^\\| 10 \\|", Pattern.MULTILINE)
                        .matcher(report)
                        .results())
                .hasSize(4);
    }

    @Test
    void assignments_smallGroupsOfEveryStructure_areValidAndNoWorseThanKafkas() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(AssignmentBenchmark.class.getSimpleName())
                        .param("size", "10x100x12")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .build())
                .run();

        assertThat(results).hasSize(5 * 6 * 3 * (Route.values().length - 1)); // assignors, structures, modes
    }

    @Test
    void keptAssignments_smallGroups_areThoseThatNothingIsKeptFor() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(LiveBenchmark.class.getSimpleName())
                        .param("size", "10x100x12", "30x70x6")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .build())
                .run();

        assertThat(results).hasSize(2 * 3); // sizes, routes
    }

    @Test
    void command_argumentThatIsNoNumber_isRefusedByName() {
        assertThatThrownBy(() -> MillionMembers.main("many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups must be a number, was \"many\"");
        assertThatThrownBy(() -> HeapPerMember.main("1", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("members must be 1 or more, was 0");
    }
}
