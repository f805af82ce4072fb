package io.rebalance.kafka.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens, line by line: when, who, what. Wraps at {@value #WIDTH} columns, and folds lines that repeat the one
 * before. Thread-safe.
 */
final class Timeline {

    /** How wide it is. */
    static final int WIDTH = 100;

    private static final int ACTOR_WIDTH = 12;
    private static final String INDENT = " ".repeat(7 + 2 + ACTOR_WIDTH + 1);

    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean hasColours;
    private final LongSupplier nanos;
    private final long startNanos;
    private @Nullable String lastEntry;
    private int repeats;

    /** @param nanos a clock that does not go back, in ns; the timeline begins now */
    Timeline(PrintStream out, boolean hasColours, LongSupplier nanos) {
        this.out = out;
        this.hasColours = hasColours;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    /** Somebody did something, or something happened to him. */
    synchronized void tell(String actor, String what) {
        entry(actor, what, "");
    }

    /** Something is not as it must be. */
    synchronized void alarm(String actor, String what) {
        entry(actor, what, RED);
    }

    /** A title, and below it the words that introduce what follows. */
    synchronized void heading(String title, String words) {
        endFold();
        out.println();
        out.println(coloured(BOLD, title));
        if (!words.isEmpty()) {
            wrapped(words, WIDTH - 2).forEach(line -> out.println("  " + line));
            out.println();
        }
        out.flush();
    }

    /** A line without time and actor; cut into several if it is too long. */
    synchronized void say(String words) {
        endFold();
        wrapped(words, WIDTH).forEach(out::println);
        out.flush();
    }

    /** Tells how often the last line was repeated, if it was. */
    synchronized void flush() {
        endFold();
        out.flush();
    }

    private void entry(String actor, String what, String colour) {
        String entry = actor + '\n' + what;
        if (entry.equals(lastEntry)) {
            repeats++;
            return;
        }
        endFold();
        lastEntry = entry;
        print(actor, what, colour);
    }

    private void endFold() {
        String entry = lastEntry;
        lastEntry = null;
        if (repeats > 0 && entry != null) {
            int again = repeats;
            repeats = 0;
            print(
                    entry.substring(0, entry.indexOf('\n')),
                    again == 1 ? "(once more)" : "(" + again + " times more)",
                    "");
        }
    }

    private void print(String actor, String what, String colour) {
        double seconds = (nanos.getAsLong() - startNanos) / 1e9;
        String time = String.format(Locale.ROOT, "%6.2fs", seconds);
        String name = String.format(Locale.ROOT, "%-" + ACTOR_WIDTH + "s", actor);
        List<String> lines = wrapped(what, WIDTH - INDENT.length());
        for (int i = 0; i < lines.size(); i++) {
            String start = i == 0 ? coloured(DIM, time) + "  " + coloured(BOLD, name) + " " : INDENT;
            out.println(start + (colour.isEmpty() ? lines.get(i) : coloured(colour, lines.get(i))));
        }
        out.flush();
    }

    private String coloured(String colour, String text) {
        return hasColours ? colour + text + PLAIN : text;
    }

    /** Breaks at spaces; a word that is too long for a line is cut. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            String rest = paragraph;
            while (rest.length() > width) {
                int space = rest.lastIndexOf(' ', width);
                int end = space > 0 ? space : width;
                lines.add(rest.substring(0, end).stripTrailing());
                rest = rest.substring(end).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }
}
