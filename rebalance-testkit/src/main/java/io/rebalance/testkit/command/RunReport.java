package io.rebalance.testkit.command;

import io.rebalance.testkit.timeline.Timeline;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs as text: a table that compares them, and why they rebalanced. */
final class RunReport {

    private static final long DAY_MS = 86_400_000;

    private RunReport() {}

    /** @param causes how many rebalances of each to list */
    static void write(List<RunSum> sums, int causes, PrintWriter out) {
        ComparisonTable table = new ComparisonTable();
        List<String> titles = new ArrayList<>(List.of(""));
        sums.forEach(sum -> titles.add(sum.first().title()));
        table.row(titles);
        List<String> lengths = new ArrayList<>(List.of("virtual time"));
        sums.forEach(sum -> lengths.add(length(sum.virtualMs())));
        table.row(lengths);
        List<String> faults = new ArrayList<>(List.of("faults"));
        sums.forEach(sum -> faults.add(String.format(Locale.ROOT, "%,d", sum.faults())));
        table.row(faults);
        for (int i = 0; i < sums.get(0).figures().size(); i++) {
            List<String> row =
                    new ArrayList<>(List.of(sums.get(0).figures().get(i).name()));
            for (RunSum sum : sums) {
                row.add(text(sum.figures().get(i)));
            }
            table.row(row);
        }
        table.lines().forEach(out::println);
        for (RunSum sum : sums) {
            causes(sum, causes, out);
        }
        out.println();
        out.flush();
    }

    private static void causes(RunSum sum, int most, PrintWriter out) {
        List<Timeline.Round> rounds = sum.first().rounds();
        if (most == 0 || rounds.isEmpty()) {
            return;
        }
        out.println();
        out.println("Why it rebalanced: " + sum.first().title());
        ComparisonTable table = new ComparisonTable();
        List<Timeline.Round> shown = rounds.subList(0, Math.min(most, rounds.size()));
        for (Timeline.Round round : shown) {
            table.row(List.of(
                    "  generation " + round.generationId(),
                    "at " + seconds(round.fromMs()),
                    "took " + seconds(round.untilMs() - round.fromMs()),
                    "moved " + round.moved()));
        }
        List<String> lines = table.lines();
        for (int i = 0; i < shown.size(); i++) {
            String begin = lines.get(i) + "  ";
            for (String cause : shown.get(i).causes()) {
                out.println(begin + cause);
                begin = " ".repeat(begin.length());
            }
        }
        if (rounds.size() > most) {
            out.println("  and " + (rounds.size() - most) + " more; --causes " + rounds.size() + " lists all");
        }
    }

    private static String text(Timeline.Figure figure) {
        return figure.unit().equals("ms")
                ? seconds(figure.value())
                : String.format(Locale.ROOT, "%,d", figure.value())
                        + (figure.unit().isEmpty() ? "" : " " + figure.unit());
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%,.1f s", ms / 1_000.0);
    }

    private static String length(long ms) {
        return ms < 10 * DAY_MS ? seconds(ms) : String.format(Locale.ROOT, "%,.1f days", (double) ms / DAY_MS);
    }
}
