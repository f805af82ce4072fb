package io.rebalance.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** Prints figures the same way everywhere. */
final class Texts {

    private Texts() {}

    static String of(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    static void say(PrintStream out, String format, Object... arguments) {
        out.print(of(format, arguments));
    }

    /** A row of a Markdown table. */
    static void row(PrintStream out, Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell).append(" |");
        }
        out.println(row);
    }

    /** The first rows of a Markdown table. */
    static void head(PrintStream out, Object... cells) {
        row(out, cells);
        out.println("|" + "---|".repeat(cells.length));
    }
}
