package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of a state machine, drawn as a diagram and as a table on the page of state machines, between two marks.
 *
 * @param mark what the marks on the page say
 * @param states the states; the first one is where it begins, the last one where it ends
 * @param triggers what can happen
 * @param title the name of a state
 * @param reaction what a state does about a trigger
 * @param next which state follows; null if the same
 */
public record DrawnTable<S extends Enum<S>, T extends Enum<T>>(
        String mark,
        S[] states,
        T[] triggers,
        Function<S, String> title,
        BiFunction<S, T, Enum<?>> reaction,
        BiFunction<S, T, @Nullable S> next) {

    private static final Path PAGE = Path.of("..", "docs", "state-machines.md");

    /** Holds the page against the table, or draws it anew with {@code -Drewrite=true}. */
    public void compare() throws IOException {
        String page = Files.readString(PAGE);
        String beginMark =
                "<!-- " + mark + ": drawn from " + states[0].getDeclaringClass().getSimpleName() + " -->\n";
        String endMark = "<!-- " + mark + ": end -->\n";
        assertThat(page).contains(beginMark, endMark);
        int begin = page.indexOf(beginMark) + beginMark.length();
        int end = page.indexOf(endMark);

        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("run the test with -Drewrite=true to draw it anew")
                    .isEqualTo(drawn());
        }
    }

    private String drawn() {
        return diagram() + "\n" + table();
    }

    private String diagram() {
        List<String> lines = new ArrayList<>();
        lines.add("```mermaid");
        lines.add("stateDiagram-v2");
        lines.add("    [*] --> " + title.apply(states[0]));
        for (S from : states) {
            Map<S, List<String>> arcs = new TreeMap<>();
            for (T trigger : triggers) {
                S to = next.apply(from, trigger);
                if (to != null) {
                    arcs.computeIfAbsent(to, t -> new ArrayList<>()).add(words(trigger));
                }
            }
            arcs.forEach((to, why) ->
                    lines.add("    " + title.apply(from) + " --> " + title.apply(to) + ": " + String.join(", ", why)));
        }
        lines.add("    " + title.apply(states[states.length - 1]) + " --> [*]");
        lines.add("```");
        return String.join("\n", lines) + "\n";
    }

    private String table() {
        StringBuilder table = new StringBuilder("| what happens |");
        for (S state : states) {
            table.append(' ').append(title.apply(state)).append(" |");
        }
        table.append("\n|---|").append("---|".repeat(states.length)).append('\n');
        for (T trigger : triggers) {
            table.append("| ").append(words(trigger)).append(" |");
            for (S state : states) {
                table.append(' ').append(words(reaction.apply(state, trigger))).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
