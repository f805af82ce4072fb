package io.rebalance.testkit.command;

import io.rebalance.testkit.field.FieldProtocol;
import io.rebalance.testkit.field.FieldRun;
import io.rebalance.testkit.field.FieldScenario;
import io.rebalance.testkit.simulation.Simulation;
import io.rebalance.testkit.simulation.SimulationResult;
import io.rebalance.testkit.simulation.Transcript;
import io.rebalance.testkit.timeline.Timeline;
import io.rebalance.testkit.timeline.TimelinePage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: plays a scenario under one protocol or all, and writes a table, the causes and a picture. */
@Command(
        name = "simulate",
        description = "Plays what goes wrong with groups in the field, and compares how they rebalance.",
        footer = {
            "",
            "list instead of a scenario tells what there is.",
            "Exit codes: 0, 1 if an invariant was violated or the picture cannot be written, 2 if the command line is wrong.",
        },
        sortOptions = false)
final class SimulateCommand implements Callable<Integer> {

    private static final String LIST = "list";
    private static final String ALL = "all";
    private static final double DAYS_A_YEAR = 365;
    private static final double MOST_YEARS = 10_000;
    private static final int MOST_PARTITIONS = 100_000;
    private static final int MOST_MEMBERS = 5_000;

    /** Plays a scenario. */
    @FunctionalInterface
    interface Player {
        FieldRun play(
                FieldScenario scenario, FieldProtocol protocol, String variant, int members, int partitions, long seed);
    }

    private final Player player;
    private final boolean isTerminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "What to play, or list (default).")
    private String name = LIST;

    @Option(names = "--seed", paramLabel = "N", description = "Draws small differences in time; 7 unless given.")
    private long seed = 7;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "How many processes; as the scenario says unless given.")
    private @Nullable Integer members;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "How many partitions; as the scenario says unless given.")
    private @Nullable Integer partitions;

    @Option(
            names = "--protocol",
            paramLabel = "eager|cooperative|static|all",
            description = "Which protocol; all unless given.")
    private String protocol = ALL;

    @Option(
            names = "--years",
            paramLabel = "N",
            description = "How many years of virtual time, for the scenario everyday.")
    private @Nullable Double years;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Where to write the picture; target/SCENARIO.html unless given.")
    private @Nullable Path picture;

    @Option(
            names = "--causes",
            paramLabel = "N",
            description = "How many rebalances to list for each protocol; 10 unless given.")
    private int causes = 10;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Plays a transcript again, in place of a scenario, and prints what comes of it.")
    private @Nullable Path transcript;

    SimulateCommand(Player player, boolean isTerminal) {
        this.player = player;
        this.isTerminal = isTerminal;
    }

    @Override
    public Integer call() {
        PrintWriter out = commandSpec().commandLine().getOut();
        if (transcript != null) {
            return replay(transcript, out);
        }
        if (name.equals(LIST)) {
            list(out);
            return 0;
        }
        FieldScenario scenario = scenario();
        int memberCount = number("--members", members, scenario.members(), 2, MOST_MEMBERS);
        int partitionCount = number(
                "--partitions", partitions, Math.max(scenario.partitions(), memberCount), memberCount, MOST_PARTITIONS);
        number("--causes", causes, causes, 0, Integer.MAX_VALUE);
        int pieces = pieces(scenario);
        List<FieldProtocol> protocols = protocols();

        out.println(scenario.id() + ": " + memberCount + " members, " + partitionCount + " partitions, seed " + seed);
        out.println(scenario.summary());
        out.println();
        out.flush();
        ProgressBar progress = new ProgressBar(
                commandSpec().commandLine().getErr(),
                isTerminal,
                pieces * protocols.size() * scenario.variants().size());
        List<RunSum> sums = new ArrayList<>();
        for (FieldProtocol each : protocols) {
            for (String variant : scenario.variants()) {
                RunSum sum = null;
                for (int i = 0; i < pieces; i++) {
                    progress.next(each + (variant.isEmpty() ? "" : ", " + variant));
                    FieldRun run = player.play(scenario, each, variant, memberCount, partitionCount, seed + i);
                    if (!run.result().violations().isEmpty()) {
                        progress.end();
                        violated(run, memberCount, partitionCount, seed + i);
                        return 1;
                    }
                    sum = sum == null ? new RunSum(run) : sum.plus(run);
                }
                sums.add(Objects.requireNonNull(sum, "sum"));
            }
        }
        progress.end();
        RunReport.write(sums, causes, out);
        return writePicture(scenario, sums, out);
    }

    private int replay(Path file, PrintWriter out) {
        if (!name.equals(LIST)) {
            throw wrong("--replay goes without a scenario, was given with " + name);
        }
        for (OptionSpec option : commandSpec().commandLine().getParseResult().matchedOptions()) {
            if (!option.longestName().equals("--replay")) {
                throw wrong("--replay goes alone, was given with " + option.longestName());
            }
        }
        SimulationResult result;
        try {
            result = Simulation.replay(Transcript.read(Files.readString(file)));
        } catch (IOException e) {
            throw wrong("cannot read " + file + ": " + e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw wrong(file + ": " + e.getMessage());
        }
        out.print(result.transcript());
        out.flush();
        return result.violations().isEmpty() ? 0 : 1;
    }

    private static void list(PrintWriter out) {
        ComparisonTable table = new ComparisonTable();
        for (FieldScenario scenario : FieldScenario.values()) {
            table.row(List.of(scenario.id(), scenario.members() + " members", scenario.partitions() + " partitions"));
        }
        Iterator<String> lines = table.lines().iterator();
        for (FieldScenario scenario : FieldScenario.values()) {
            out.println(lines.next() + "  " + scenario.summary());
        }
        out.flush();
    }

    private FieldScenario scenario() {
        try {
            return FieldScenario.named(name);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private int number(String option, @Nullable Integer given, int otherwise, int least, int most) {
        int value = given == null ? otherwise : given;
        if (value < least || value > most) {
            throw wrong(option + " must be " + least + " to " + most + ", was " + value);
        }
        return value;
    }

    private int pieces(FieldScenario scenario) {
        if (years == null) {
            return 1;
        }
        if (scenario != FieldScenario.EVERYDAY) {
            throw wrong("--years goes with the scenario " + FieldScenario.EVERYDAY.id() + " only, was given with "
                    + scenario.id());
        }
        if (!(years > 0 && years <= MOST_YEARS)) {
            throw wrong("--years must be more than 0 and at most " + (int) MOST_YEARS + ", was " + years);
        }
        return (int) Math.ceil(years * DAYS_A_YEAR / FieldScenario.EVERYDAY_LENGTH.toDays());
    }

    private List<FieldProtocol> protocols() {
        if (protocol.equals(ALL)) {
            return List.of(FieldProtocol.values());
        }
        for (FieldProtocol each : FieldProtocol.values()) {
            if (each.toString().equals(protocol)) {
                return List.of(each);
            }
        }
        throw wrong("--protocol must be eager, cooperative, static or all, was " + protocol);
    }

    private void violated(FieldRun run, int memberCount, int partitionCount, long runSeed) {
        PrintWriter err = commandSpec().commandLine().getErr();
        err.println("simulate: " + run.title() + ", seed " + runSeed + ": violated "
                + run.result().violations().get(0));
        err.println("To repeat it: ./mvnw -q -Psimulate -Dexec.args=\""
                + run.scenario().id() + " --seed " + runSeed + " --members " + memberCount + " --partitions "
                + partitionCount + " --protocol " + run.protocol() + "\"");
        Path file = picture(run.scenario()).resolveSibling(run.scenario().id() + "-" + runSeed + ".txt");
        try {
            write(file, run.scenario().transcript(run.protocol(), run.variant(), memberCount, partitionCount, runSeed));
            err.println("Transcript, for --replay: " + file);
        } catch (IOException e) {
            err.println("simulate: cannot write " + file + ": " + e);
        }
        err.flush();
    }

    private int writePicture(FieldScenario scenario, List<RunSum> sums, PrintWriter out) {
        Path file = picture(scenario);
        List<Timeline> timelines =
                sums.stream().map(sum -> sum.first().timeline()).toList();
        String title = scenario.id().replace('-', ' ');
        title = title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
        try {
            write(
                    file,
                    TimelinePage.of(title, scenario.summary() + " Seed " + seed + ".", timelines)
                            .toHtml());
        } catch (IOException e) {
            PrintWriter err = commandSpec().commandLine().getErr();
            err.println("simulate: cannot write " + file + ": " + e);
            err.flush();
            return 1;
        }
        out.println("Picture: " + file);
        out.flush();
        return 0;
    }

    private Path picture(FieldScenario scenario) {
        return picture == null ? Path.of("target", scenario.id() + ".html") : picture;
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "spec");
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(commandSpec().commandLine(), message);
    }
}
