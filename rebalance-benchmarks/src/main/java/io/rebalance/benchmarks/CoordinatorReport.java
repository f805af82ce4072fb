package io.rebalance.benchmarks;

import io.rebalance.benchmarks.Figures.Figure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * All measurements of the coordinator, one after the other, as the tables of {@code docs/performance.md}.
 *
 * <p>{@code java -cp rebalance-benchmarks/target/benchmarks.jar io.rebalance.benchmarks.CoordinatorReport}; takes about
 * a quarter of an hour, and each benchmark has virtual machines of its own.
 */
public final class CoordinatorReport {

    private static final int[] HEARTBEAT_SIZES = {100, 1_000, 10_000};
    private static final int[] ROUND_SIZES = {100, 1_000, 4_000, 10_000};
    private static final int[] NEWCOMER_SIZES = {100, 1_000, 4_000};

    private final PrintStream out;
    private final boolean isSmoke;

    /**
     * @param isSmoke whether all is to run once, in this virtual machine and as small as can be: the tables are
     *     complete, their figures mean nothing
     */
    CoordinatorReport(PrintStream out, boolean isSmoke) {
        this.out = out;
        this.isSmoke = isSmoke;
    }

    /** Measures and prints. */
    public static void main(String... args) throws RunnerException, IOException, InterruptedException {
        new CoordinatorReport(System.out, false).run();
    }

    void run() throws RunnerException, IOException, InterruptedException {
        Figures heartbeats = measure(HeartbeatBenchmark.class, sizes(HEARTBEAT_SIZES), "members");
        heartbeats(heartbeats);
        Figures rounds = measure(RoundBenchmark.class, sizes(ROUND_SIZES), "members");
        rounds("Rounds", rounds, sizes(ROUND_SIZES), true);
        Figures newcomers = measure(NewcomersBenchmark.class, sizes(NEWCOMER_SIZES), "members");
        rounds("Newcomers", newcomers, sizes(NEWCOMER_SIZES), false);
        flat(heartbeats, rounds);
        int groups = isSmoke ? 3 : 1_000;
        int each = isSmoke ? 20 : 1_000;
        replay(measure(ReplayBenchmark.class, new int[0], "kind"), groups, each);
        say("%n### Heap%n%n");
        command(HeapPerMember.class, isSmoke ? "3 10 1" : "1000 100 3");
        say("%n### A million members%n%n");
        command(MillionMembers.class, isSmoke ? "3 10 1" : "10000 100 60");
    }

    private void heartbeats(Figures figures) {
        say("%n### Heartbeats%n%n");
        Texts.head(
                out,
                "members",
                "ours, M/s",
                "Kafka, M/s",
                "floor, M/s",
                "ours / Kafka",
                "by CPU time",
                "ns of CPU: ours / Kafka / floor",
                "bytes: ours / Kafka / floor",
                "bytes beyond the request: ours / Kafka");
        for (int members : sizes(HEARTBEAT_SIZES)) {
            Figure ours = figures.of("ours", members);
            Figure kafka = figures.of("kafka", members);
            Figure floor = figures.of("floor", members);
            Texts.row(
                    out,
                    Texts.of("%,d", members),
                    millions(ours),
                    millions(kafka),
                    millions(floor),
                    times(ours.score() / kafka.score()),
                    times(kafka.cpuNs() / ours.cpuNs()),
                    Texts.of("%.0f / %.0f / %.0f", ours.cpuNs(), kafka.cpuNs(), floor.cpuNs()),
                    Texts.of("%.0f / %.0f / %.0f", ours.bytes(), kafka.bytes(), floor.bytes()),
                    Texts.of(
                            "%.0f / %.0f",
                            ours.bytes() - figures.of("oursRequest", members).bytes(),
                            kafka.bytes() - figures.of("kafkaRequest", members).bytes()));
        }
    }

    private void rounds(String title, Figures figures, int[] sizes, boolean hasRequests) {
        say("%n### %s%n%n", title);
        Texts.head(
                out,
                "members",
                "ours, us",
                "Kafka, us",
                "Kafka / ours",
                "by CPU time",
                "ns of CPU a member: ours / Kafka",
                "bytes a member: ours / Kafka",
                "beyond the requests: ours / Kafka");
        for (int members : sizes) {
            Figure ours = figures.of("ours", members);
            Figure kafka = figures.of("kafka", members);
            Texts.row(
                    out,
                    Texts.of("%,d", members),
                    ours.text("%,.0f"),
                    kafka.text("%,.0f"),
                    times(kafka.score() / ours.score()),
                    times(kafka.cpuNs() / ours.cpuNs()),
                    Texts.of("%,.0f / %,.0f", ours.cpuNs() / members, kafka.cpuNs() / members),
                    Texts.of("%,.0f / %,.0f", ours.bytes() / members, kafka.bytes() / members),
                    hasRequests
                            ? Texts.of(
                                    "%,.0f / %,.0f",
                                    (ours.bytes()
                                                    - figures.of("oursRequests", members)
                                                            .bytes())
                                            / members,
                                    (kafka.bytes()
                                                    - figures.of("kafkaRequests", members)
                                                            .bytes())
                                            / members)
                            : "");
        }
    }

    /** What a member costs in a large group, against what it costs in a small one. */
    private void flat(Figures heartbeats, Figures rounds) {
        say("%n### Cost a member, against that in the smallest group%n%n");
        Texts.head(out, "members", "heartbeat: ours / Kafka / floor", "round: ours / Kafka / making our requests");
        int least = sizes(ROUND_SIZES)[0];
        List<Integer> beaten = new ArrayList<>();
        for (int members : sizes(HEARTBEAT_SIZES)) {
            beaten.add(members);
        }
        for (int members : sizes(ROUND_SIZES)) {
            Texts.row(
                    out,
                    Texts.of("%,d", members),
                    beaten.contains(members) ? growth(heartbeats, least, members, 1, "ours", "kafka", "floor") : "",
                    growth(rounds, least, members, (double) least / members, "ours", "kafka", "oursRequests"));
        }
    }

    private static String growth(Figures figures, int least, int members, double share, String... methods) {
        List<String> cells = new ArrayList<>();
        for (String method : methods) {
            double growth = figures.of(method, members).cpuNs()
                    / figures.of(method, least).cpuNs();
            cells.add(times(growth * share));
        }
        return String.join(" / ", cells);
    }

    private void replay(Figures figures, int groups, int each) {
        say("%n### Replay%n%n");
        Texts.head(out, "log", "from", "ours, ms", "Kafka, ms", "ours, M/s", "Kafka, M/s", "Kafka / ours");
        for (ReplayBenchmark.Kind kind : ReplayBenchmark.Kind.values()) {
            String log = Texts.of("%,d groups x %,d %s", groups, each, kind);
            double thousands = groups * each / 1_000.0;
            replay(log, "objects", thousands, figures.of("ours", kind), figures.of("kafka", kind));
            replay(log, "bytes", thousands, figures.of("oursFromBytes", kind), figures.of("kafkaFromBytes", kind));
        }
    }

    private void replay(String log, String from, double thousands, Figure ours, Figure kafka) {
        Texts.row(
                out,
                log,
                from,
                ours.text("%,.0f"),
                kafka.text("%,.0f"),
                Texts.of("%.2f", thousands / ours.score()),
                Texts.of("%.2f", thousands / kafka.score()),
                times(kafka.score() / ours.score()));
    }

    private Figures measure(Class<?> benchmark, int[] sizes, String parameter) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\.") + "\\.")
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (sizes.length > 0) {
            String[] values = new String[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                values[i] = Integer.toString(sizes[i]);
            }
            options.param("members", values);
        }
        if (isSmoke) {
            options.forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(1))
                    .param("groups", "3")
                    .param("each", "20");
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        return Figures.of(results, parameter);
    }

    /** A command in a virtual machine of its own, or in this one. */
    private void command(Class<?> command, String arguments) throws IOException, InterruptedException {
        String[] words = arguments.split(" ");
        if (isSmoke) {
            if (command == HeapPerMember.class) {
                HeapPerMember.run(out, words);
            } else {
                MillionMembers.run(out, words);
            }
            return;
        }
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx6g",
                "-cp",
                System.getProperty("java.class.path"),
                command.getName()));
        line.addAll(List.of(words));
        out.flush();
        int status = new ProcessBuilder(line).inheritIO().start().waitFor();
        Peer.require(status == 0, "the command must end well", line + " with " + status);
    }

    private int[] sizes(int[] sizes) {
        return isSmoke ? new int[] {10} : sizes;
    }

    private static String millions(Figure figure) {
        return new Figure(figure.score() / 1e6, figure.error() / 1e6, 0, 0).text("%.2f");
    }

    private static String times(double ratio) {
        return Texts.of("%.1fx", ratio);
    }

    private void say(String format, Object... arguments) {
        Texts.say(out, format, arguments);
    }
}
