package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.differential.Comparison;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario that can be told to Apache Kafka's own coordinator is told to it, and what it does is what the scenario
 * says. The differences that are intended are named here, scenario by scenario.
 */
class ScenariosOnKafkaTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final Path SIMULATED = SCENARIOS.resolve("simulated");

    /** What happens in a host of ours, or what Kafka has not. */
    private static final Set<String> OURS_ALONE = Set.of(
            "assignors",
            "crash",
            "resign",
            "fail-append",
            "hold",
            "release",
            "cancel",
            "new-member-join",
            "max-session",
            "min-session",
            "max-groups",
            "max-pending",
            "max-protocols",
            "max-member-bytes",
            "max-text",
            "max-unacknowledged",
            "offsets-check",
            "offsets-retention",
            "partitions-deleted");

    /** What other layers than the two classes that are driven here refuse: an empty group id, a producer's older epoch. */
    private static final Set<String> REFUSED_ELSEWHERE = Set.of(
            "admin/delete-offsets.txt",
            "offsets/group-without-id.txt",
            "transactions/fenced-producer.txt",
            "transactions/missing-group.txt");

    private static final Map<String, String> EXPLAINED = Map.of(
            "joining/inconsistent-protocol.txt", "[REFUSED_REQUEST_MAKES_NO_GROUP]",
            "joining/two-joins-of-one-member.txt", "[SUPERSEDED_REQUEST]",
            "leave/pending-id.txt", "[PENDING_ID_LEAVES]",
            "static/changed-subscription.txt", "[RESTART_THAT_WANTS_SOMETHING_ELSE]",
            "static/full-group.txt", "[RESTART_NEEDS_NO_ROOM]",
            "static/restart-before-letting-go.txt", "[RESTART_THAT_WANTS_SOMETHING_ELSE]",
            "static/restart-owes-a-sync.txt", "[RESTART_INHERITS_THE_SYNC]",
            "static/two-live-processes.txt", "[TAKEOVER_PUT_OFF]");

    private static final int AT_LEAST = 60;

    @TestFactory
    Stream<DynamicTest> scenario_toldToKafka_goesTheSameWay() throws IOException {
        return comparable().stream()
                .map(file -> DynamicTest.dynamicTest(file, () -> {
                    Comparison comparison = new Player().play(commands(file));

                    assertThat(comparison.difference()).isEmpty();
                    assertThat(comparison.explained()).isEqualTo(EXPLAINED.getOrDefault(file, "[]"));
                }));
    }

    @Test
    void comparableScenarios_areMost() throws IOException {
        List<String> comparable = comparable();

        assertThat(comparable).hasSizeGreaterThanOrEqualTo(AT_LEAST).containsAll(EXPLAINED.keySet());
    }

    private static List<String> comparable() throws IOException {
        List<String> comparable = new ArrayList<>();
        try (Stream<Path> all = Files.walk(SCENARIOS)) {
            for (Path path : all.filter(p -> p.toString().endsWith(".txt") && !p.startsWith(SIMULATED))
                    .sorted()
                    .toList()) {
                String file = SCENARIOS.relativize(path).toString().replace('\\', '/');
                if (!REFUSED_ELSEWHERE.contains(file)
                        && commands(file).stream().allMatch(ScenariosOnKafkaTest::isForBoth)) {
                    comparable.add(file);
                }
            }
        }
        return comparable;
    }

    private static List<Command> commands(String file) throws IOException {
        return Files.readString(SCENARIOS.resolve(file))
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)) && !line.startsWith("#"))
                .map(Command::parse)
                .toList();
    }

    private static boolean isForBoth(Command line) {
        return !OURS_ALONE.contains(line.verb())
                && (!line.verb().equals("config") || line.optionNames().stream().noneMatch(OURS_ALONE::contains));
    }

    /** Carries out the commands of a scenario on both. */
    private static final class Player {

        private final ScenarioRequests requests = new ScenarioRequests();
        private int initialDelayMs = 3_000;
        private int maxSize = Integer.MAX_VALUE;
        private int takeovers = 5;
        private int maxOffsetMetadata = 4_096;
        private @Nullable Comparison comparison;
        private long lastTicket;

        Comparison play(List<Command> lines) {
            for (Command line : lines) {
                if (!comparison().isOver()) {
                    play(line);
                }
            }
            return comparison();
        }

        private void play(Command line) {
            switch (line.verb()) {
                case "config" -> {
                    line.restOfOptions().forEach(this::configure);
                    comparison = null;
                }
                case "topics", "show", "snapshot" -> {} // nothing that Kafka would do
                case "advance" -> comparison().pass(Words.readMs(line.word("a time")));
                case "jump" -> comparison().oversleep(Words.readMs(line.word("a time")));
                default -> {
                    GroupRequest<?> request = requests.request(++lastTicket, line);
                    assertThat(request).as(line.verb()).isNotNull();
                    comparison().ask(request);
                }
            }
        }

        private void configure(String name, String value) {
            switch (name) {
                case "initial-delay" -> initialDelayMs = (int) Words.readMs(value);
                case "max-size" -> maxSize = Words.readInt(value);
                case "max-takeovers" -> takeovers = Words.readInt(value);
                case "max-offset-metadata" -> maxOffsetMetadata = Words.readInt(value);
                default -> throw new IllegalArgumentException("config " + name);
            }
        }

        private Comparison comparison() {
            Comparison begun = comparison;
            if (begun == null) {
                begun = Comparison.begin(initialDelayMs, maxSize, takeovers, maxOffsetMetadata, 10_080, this::learn);
                comparison = begun;
            }
            return begun;
        }

        private void learn(Outcome outcome) {
            requests.learn(lastTicket, outcome.events());
            for (Reply reply : outcome.replies()) {
                requests.learn(reply);
            }
        }
    }
}
