package io.rebalance.testkit.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.testkit.field.FieldProtocol;
import io.rebalance.testkit.field.FieldRun;
import io.rebalance.testkit.field.FieldScenario;
import io.rebalance.testkit.simulation.Simulation;
import io.rebalance.testkit.simulation.SimulationResult;
import io.rebalance.testkit.simulation.Transcript;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {

    private static final int OK = 0;
    private static final int VIOLATED = 1;
    private static final int WRONG = 2;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(SimulateCommand.Player player, boolean isTerminal, String... args) {
        return Simulate.commandLine(player, isTerminal)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private int run(String... args) {
        return run(FieldScenario::play, false, args);
    }

    @Test
    void scenario_ofAllProtocols_isComparedExplainedAndDrawn() throws Exception {
        Path picture = folder.resolve("new/out.html");
        int code = run(
                "rolling-deploy",
                "--members",
                "4",
                "--partitions",
                "8",
                "--causes",
                "3",
                "--picture",
                picture.toString());

        assertThat(code).isEqualTo(OK);
        assertThat(out.toString().lines())
                .contains("rolling-deploy: 4 members, 8 partitions, seed 7")
                .anyMatch(line -> line.matches(" +eager +cooperative +static"))
                .anyMatch(line -> line.matches("rebalances +\\d+ +\\d+ +1"))
                .anyMatch(line -> line.matches(
                        "partition-seconds stood still +[\\d,]+\\.\\d s +[\\d,]+\\.\\d s +[\\d,]+\\.\\d s"))
                .anyMatch(line -> line.matches("lost +0 +0 +0"))
                .contains("Why it rebalanced: cooperative")
                .anyMatch(line ->
                        line.matches("  generation 2 +at \\d+\\.\\d s .*w0-1 left \\(the consumer is being closed\\)"))
                .anyMatch(line -> line.matches("  and \\d+ more; --causes \\d+ lists all"))
                .contains("Picture: " + picture);
        assertThat(err).hasToString("");
        assertThat(Files.readString(picture))
                .contains("<title>Rolling deploy</title>", "id=\"chart2\"", "w0-1 left (the consumer is being closed)");
    }

    @Test
    void rollingDeploy_asTheReadmeShowsIt_hasTheFiguresOfTheReadme() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        String after = readme.substring(readme.indexOf("<!-- simulate output -->\n```\n"));
        String shown = after.substring(after.indexOf("```\n") + 4, after.indexOf("\n```\n", 40));
        Path picture = folder.resolve("deploy.html");

        assertThat(run("rolling-deploy", "--causes", "0", "--picture", picture.toString()))
                .isEqualTo(OK);
        assertThat(out.toString()).startsWith(shown + "\n");
        assertThat(picture)
                .isNotEmptyFile()
                .satisfies(file -> assertThat(Files.size(file)).isLessThan(1_000_000));
    }

    @Test
    void protocol_chosen_isTheOnlyOne() {
        assertThat(run(
                        "flapping-member",
                        "--protocol",
                        "static",
                        "--picture",
                        folder.resolve("o.html").toString()))
                .isEqualTo(OK);
        assertThat(out.toString()).contains("static").doesNotContain("eager");
    }

    @Test
    void handlers_slow_areComparedWithAPool() {
        assertThat(run(
                        "slow-handler",
                        "--protocol",
                        "cooperative",
                        "--picture",
                        folder.resolve("o.html").toString()))
                .isEqualTo(OK);
        assertThat(out.toString()).contains("cooperative, poll loop", "cooperative, worker pool");
    }

    @Test
    void years_ofEverydayLife_areAddedUp() {
        assertThat(run(
                        "everyday",
                        "--protocol",
                        "cooperative",
                        "--years",
                        "0.05",
                        "--picture",
                        folder.resolve("o.html").toString()))
                .isEqualTo(OK);
        assertThat(out.toString()).containsPattern("virtual time +20\\.0 days");
    }

    @Test
    void everydayLife_asItComes_hasLanesForSecondProcesses() throws Exception {
        Path picture = folder.resolve("everyday.html");
        assertThat(run("everyday", "--picture", picture.toString())).isEqualTo(OK);
        assertThat(Files.readString(picture)).contains(", a second w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rolling-deploy", "mass-start", "zombie-after-pause", "flapping-member", "shared-group-id"})
    void scenario_withAsFewMembersAsItTakes_isWell(String name) {
        String picture = folder.resolve("few.html").toString();
        assertThat(run(name, "--members", "2", "--picture", picture)).isEqualTo(OK);
    }

    @Test
    void list_ofScenarios_isComplete() {
        assertThat(run("list")).isEqualTo(OK);
        assertThat(run()).isEqualTo(OK);
        for (FieldScenario scenario : FieldScenario.values()) {
            assertThat(out.toString()).contains(scenario.id()).contains(scenario.summary());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rolling | scenario must be one of slow-handler, rolling-deploy",
                "rolling-deploy --members 1 | --members must be 2 to 5000, was 1",
                "rolling-deploy --members 5 --partitions 4 | --partitions must be 5 to 100000, was 4",
                "rolling-deploy --protocol lazy | --protocol must be eager, cooperative, static or all, was lazy",
                "rolling-deploy --years 1 | --years goes with the scenario everyday only, was given with rolling-deploy",
                "everyday --years 0 | --years must be more than 0 and at most 10000, was 0.0",
                "everyday --years NaN | --years must be more than 0 and at most 10000, was NaN",
                "rolling-deploy --causes -1 | --causes must be 0 to 2147483647, was -1",
                "rolling-deploy --seed x | Invalid value for option '--seed'",
                "rolling-deploy --speed 1 | Unknown options: '--speed', '1'",
            })
    void commandLine_wrong_isRefusedWithWhatIsWrong(String args, String message) {
        assertThat(run(args.split(" "))).isEqualTo(WRONG);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("simulate: " + message),
                        second -> assertThat(second).isEqualTo("simulate --help tells what there is."));
    }

    @Test
    void invariant_violated_isToldWithHowToRepeatIt() throws Exception {
        Path transcript = folder.resolve("flapping-member-41.txt");
        String options = "flapping-member --seed 41 --members 4 --partitions 5";
        int code = run(
                SimulateCommandTest::violating,
                false,
                (options + " --picture " + folder.resolve("out.html")).split(" "));

        assertThat(code).isEqualTo(VIOLATED);
        assertThat(err.toString().lines())
                .containsExactly(
                        "simulate: eager, seed 41: violated S1b at 12 ms: two owners",
                        "To repeat it: ./mvnw -q -Psimulate -Dexec.args=\"" + options + " --protocol eager\"",
                        "Transcript, for --replay: " + transcript);
        assertThat(Files.readString(transcript)).contains("\nkilled w3 at=", " w3 is killed\n");
        assertThat(folder.resolve("out.html")).doesNotExist();
    }

    private static FieldRun violating(
            FieldScenario scenario, FieldProtocol protocol, String variant, int members, int partitions, long seed) {
        FieldRun run = scenario.play(protocol, variant, members, partitions, seed);
        SimulationResult r = run.result();
        SimulationResult bad = new SimulationResult(
                r.plan(),
                r.seed(),
                List.of(new SimulationResult.Violation("S1b", 12, "two owners")),
                r.faults(),
                r.struck(),
                r.durationMs(),
                r.convergedMs(),
                r.generations(),
                r.moved(),
                r.stoodStillMs(),
                r.longestStillMs(),
                r.records(),
                r.duplicates(),
                r.lost(),
                r.staleCommits(),
                r.unchecked(),
                r.spans(),
                r.rebalances(),
                r.lives(),
                r.transcript());
        return new FieldRun(scenario, protocol, variant, run.untilMs(), 0, 0, 0, 0, 0, run.faults(), bad);
    }

    @Test
    void transcript_ofAFile_isPlayedAgain() throws Exception {
        String text = Simulation.replay(Transcript.read("""
                # Short.
                simulation members=2 storm=5s
                killed w1 at=4s for=1s
                """)).transcript();
        Path file = Files.writeString(folder.resolve("short.txt"), text);

        assertThat(run("--replay", file.toString())).isEqualTo(OK);
        assertThat(out).hasToString(text);
    }

    @Test
    void transcript_thatCannotBePlayed_isToldByName() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.txt"), "simulation members=0");

        assertThat(run("--replay", file.toString())).isEqualTo(WRONG);
        assertThat(err.toString()).contains(file + ": line 1: members must be 1 or more, was 0");
        assertThat(run("--replay", folder.resolve("none.txt").toString())).isEqualTo(WRONG);
        assertThat(err.toString()).contains("cannot read " + folder.resolve("none.txt"));
        assertThat(run("everyday", "--replay", file.toString())).isEqualTo(WRONG);
        assertThat(err.toString()).contains("--replay goes without a scenario, was given with everyday");
        assertThat(run("--replay", file.toString(), "--seed", "3")).isEqualTo(WRONG);
        assertThat(err.toString()).contains("--replay goes alone, was given with --seed");
    }

    @Test
    void picture_thatCannotBeWritten_isToldByName() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        int code = run(
                "flapping-member",
                "--protocol",
                "static",
                "--picture",
                file.resolve("out.html").toString());

        assertThat(code).isEqualTo(VIOLATED);
        assertThat(err.toString()).startsWith("simulate: cannot write " + file.resolve("out.html"));
    }

    @Test
    void progress_onATerminal_isShownAndTakenAway() {
        assertThat(run(
                        FieldScenario::play,
                        true,
                        "flapping-member",
                        "--picture",
                        folder.resolve("o.html").toString()))
                .isEqualTo(OK);
        assertThat(err.toString())
                .contains(
                        "\r[" + ".".repeat(30) + "] 0/3 eager",
                        "\r[" + "#".repeat(10) + ".".repeat(20) + "] 1/3 cooperative")
                .endsWith("\r");
        assertThat(out.toString()).doesNotContain("\r");
    }

    @Test
    void property_notSet_isNoScenario() {
        assertThat(Simulate.arguments(new String[0], "${scenario}")).isEmpty();
        assertThat(Simulate.arguments(new String[0], null)).isEmpty();
        assertThat(Simulate.arguments(new String[0], "mass-start")).containsExactly("mass-start");
        assertThat(Simulate.arguments(new String[] {"list"}, "mass-start")).containsExactly("list");
    }
}
