package io.rebalance.internal.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page of state machines shows what the tables say. */
class ClassicDiagramTest {

    private static final Path PAGE = Path.of("..", "docs", "state-machines.md");
    private static final String BEGIN = "<!-- classic: drawn from ClassicGroupState -->\n";
    private static final String END = "<!-- classic: end -->\n";

    // reference 2.1 no-other-way: what is not drawn is not in the table
    @Test
    void page_showsTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(page).contains(BEGIN, END);

        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("run the test with -Drewrite=true to draw it anew")
                    .isEqualTo(drawn());
        }
    }

    private static String drawn() {
        return diagram() + "\n" + table();
    }

    private static String diagram() {
        List<String> lines = new ArrayList<>(List.of("```mermaid", "stateDiagram-v2", "    [*] --> Empty"));
        for (ClassicGroupState from : ClassicGroupState.values()) {
            Map<ClassicGroupState, List<String>> arcs = new TreeMap<>();
            for (ClassicTrigger trigger : ClassicTrigger.values()) {
                ClassicGroupState to = from.on(trigger).next();
                if (to != null) {
                    arcs.computeIfAbsent(to, t -> new ArrayList<>()).add(words(trigger));
                }
            }
            arcs.forEach((to, why) ->
                    lines.add("    " + from.kafkaName() + " --> " + to.kafkaName() + ": " + String.join(", ", why)));
        }
        lines.add("    Dead --> [*]");
        lines.add("```");
        return String.join("\n", lines) + "\n";
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| what happens |");
        for (ClassicGroupState state : ClassicGroupState.values()) {
            table.append(' ').append(state.kafkaName()).append(" |");
        }
        table.append("\n|---|")
                .append("---|".repeat(ClassicGroupState.values().length))
                .append('\n');
        for (ClassicTrigger trigger : ClassicTrigger.values()) {
            table.append("| ").append(words(trigger)).append(" |");
            for (ClassicGroupState state : ClassicGroupState.values()) {
                table.append(' ').append(words(state.on(trigger))).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
