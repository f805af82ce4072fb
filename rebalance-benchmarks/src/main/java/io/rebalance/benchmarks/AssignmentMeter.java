package io.rebalance.benchmarks;

import io.rebalance.assignor.AssignorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures points of the matrix, each in a virtual machine of its own.
 *
 * <p>Whoever may take long is called once first: if that takes a second or more, or does not end, it is the figure.
 */
final class AssignmentMeter {

    private static final double LONG_NS = 1e9;
    private static final int MANY_PARTITIONS = 500_000;

    private final AssignmentMatrix.Scale scale;
    private final int capSeconds;

    AssignmentMeter(AssignmentMatrix.Scale scale) {
        this.scale = scale;
        this.capSeconds = scale == AssignmentMatrix.Scale.FULL ? 20 : 6;
    }

    /** The figure of a point; a point that cannot be measured has one too, which says why. */
    AssignmentFigure of(AssignmentPoint point) throws InterruptedException {
        try {
            if (mayTakeLong(point)) {
                AssignmentFigure once = isSmoke() ? SingleCall.of(point, capSeconds) : singleCall(point);
                if (once.isLowerBound() || once.cpuNs() >= LONG_NS) {
                    return once;
                }
            }
            return steady(point);
        } catch (RunnerException | IOException | AssignorException | ExecutionException | IllegalStateException e) {
            return AssignmentFigure.failed(reason(e));
        }
    }

    private boolean isSmoke() {
        return scale == AssignmentMatrix.Scale.SMOKE;
    }

    private static boolean mayTakeLong(AssignmentPoint point) {
        boolean isSticky = point.assignor().endsWith(AssignmentMatrix.STICKY);
        boolean isMuch = !point.isEqual() || AssignmentCase.partitions(point.size()) >= MANY_PARTITIONS;
        return point.route().mayTakeMinutes() && isSticky && isMuch;
    }

    private AssignmentFigure steady(AssignmentPoint point) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(point.route().benchmark().getName().replace(".", "\\.") + "\\."
                        + point.route().method() + "$")
                .param("assignor", point.assignor())
                .param("structure", point.structure().name())
                .param("mode", point.mode().name())
                .param("past", point.past().name())
                .param("size", point.size())
                .param("capSeconds", Integer.toString(capSeconds))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        switch (scale) {
            case SMOKE ->
                options.forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1));
            case QUICK ->
                options.warmupIterations(4)
                        .warmupTime(TimeValue.milliseconds(150))
                        .measurementIterations(4)
                        .measurementTime(TimeValue.milliseconds(100));
            case FULL ->
                options.warmupIterations(5)
                        .warmupTime(TimeValue.milliseconds(200))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.milliseconds(150));
        }
        RunResult result = new Runner(options.build()).runSingle();
        Figures.Figure figure =
                Figures.of(List.of(result), "size").of(point.route().method(), point.size());
        return AssignmentFigure.steady(fastestNs(result), figure.bytes());
    }

    /** CPU time in the fastest iteration: what else the machine does only ever adds to it. */
    private static double fastestNs(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getSecondaryResults().get("cpu"))
                .filter(Objects::nonNull)
                .mapToDouble(cpu -> cpu.getScore())
                .min()
                .orElse(Double.NaN);
    }

    /** One call in a virtual machine of its own, which ends with it. */
    private AssignmentFigure singleCall(AssignmentPoint point) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SingleCall.class.getName()));
        line.addAll(SingleCall.arguments(point, capSeconds));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String told = out.readLine();
            int status = process.waitFor();
            if (status != 0 || told == null) {
                throw new IllegalStateException("a single call must end well, " + line + " ended with " + status);
            }
            return SingleCall.figure(told, capSeconds);
        }
    }

    /** What is told last by those who were the cause. */
    private static String reason(Throwable e) {
        List<Throwable> causes = new ArrayList<>(List.of(e.getSuppressed()));
        if (e.getCause() != null) {
            causes.add(e.getCause());
        }
        for (Throwable cause : causes) {
            String reason = reason(cause);
            if (!reason.isBlank()) {
                return reason;
            }
        }
        return e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    }
}
