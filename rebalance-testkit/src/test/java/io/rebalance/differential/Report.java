package io.rebalance.differential;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was compared, as a page for people to read. */
final class Report {

    private final Exploration exploration;
    private final long seed;

    Report(Exploration exploration, long seed) {
        this.exploration = exploration;
        this.seed = seed;
    }

    @Override
    public String toString() {
        Tally tally = exploration.tally();
        return """
                # Beside Kafka's own coordinator

                Written by `./mvnw -Pdifferential -pl rebalance-testkit -am verify`: the classes of `kafka-group-coordinator` 4.1.0 and this
                coordinator, given the same random requests at the same virtual times. After each input everything that can be
                seen is compared: answers with all their fields, who waits, each group's state, generation, protocol, leader and
                members with their assignments and timeouts, pending ids, every deadline, committed offsets.

                | | |
                |---|---|
                | seeds | %s to %s |
                | operations | %s |
                | inputs compared (requests, and moments at which something was due) | %s |
                | generations | %s |
                | differences without an explanation | **0** |
                | sequences that could not be compared to their end, because of a difference that is intended or of chance | %s of %s |

                ## What happened, to groups in which state

                | | %s |
                |---|%s
                %s

                ## Verdicts

                | | |
                |---|---|
                %s

                ## Differences, and how often each was met

                `INTENDED`: [the compatibility page](kafka-compatibility.md) says why. `CHANCE`: Kafka takes the first in the order of a
                hash table; it was checked that it chose among what it may choose from.

                | difference | whose choice | times |
                |---|---|---|
                %s
                """.formatted(
                        seed,
                        seed + exploration.sequences() - 1,
                        number(exploration.operations()),
                        number(tally.inputs()),
                        number(tally.generations()),
                        number(tally.ended()),
                        number(exploration.sequences()),
                        String.join(" | ", Tally.STATES),
                        "--:|".repeat(Tally.STATES.size()),
                        lines(Arrays.stream(Deed.values())
                                .map(deed -> cells(tally, deed))
                                .toList()),
                        lines(tally.verdicts().entrySet().stream()
                                .map(api -> "| " + api.getKey() + " | "
                                        + api.getValue().entrySet().stream()
                                                .map(v -> v.getKey() + " " + number(v.getValue()))
                                                .collect(Collectors.joining(", "))
                                        + " |")
                                .toList()),
                        lines(Arrays.stream(ExplainedDifference.values())
                                .map(d -> "| `" + d + "` | " + d.kind() + " | "
                                        + number(tally.explained().getOrDefault(d, 0)) + " |")
                                .toList()));
    }

    private static String cells(Tally tally, Deed deed) {
        return "| " + deed.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                + Tally.STATES.stream()
                        .map(state -> deed.isPossibleIn(state) ? number(tally.cell(deed, state)) : "-")
                        .collect(Collectors.joining(" | "))
                + " |";
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
