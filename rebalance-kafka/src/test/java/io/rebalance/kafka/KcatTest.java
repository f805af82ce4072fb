package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kcat, which is librdkafka: another implementation of the client, in processes of its own. */
class KcatTest {

    private static final Pattern ASSIGNED = Pattern.compile("orders \\[\\d+]");

    @BeforeAll
    static void requireKcat() {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, "kcat").canExecute());
        if (!isThere && Boolean.getBoolean("rebalance.ci")) {
            fail("kcat is missing, and must not be where rebalance.ci is true");
        }
        assumeTrue(isThere, "kcat is not installed");
    }

    @Test
    void records_producedByKcat_areConsumedByItsGroup() throws Exception {
        try (Fleet fleet = new Fleet(Servers.quick())) {
            List<String> values =
                    IntStream.range(0, 40).mapToObj(i -> "value " + i).toList();
            for (int partition = 0; partition < 4; partition++) {
                produce(fleet, partition, values.subList(10 * partition, 10 * partition + 10));
            }
            try (ChildProcess kcat = consume(fleet, "k1", "range", 20_000)) {
                kcat.awaitOut("40 lines", lines -> lines.size() >= 40);

                assertThat(kcat.out()).containsExactlyInAnyOrderElementsOf(values);
            }
            Servers.assertFlawless(fleet.server());
        }
    }

    private static void produce(Fleet fleet, int partition, List<String> values) throws Exception {
        List<String> command = List.of(
                "kcat", "-b", fleet.server().bootstrapServers(), "-P", "-t", ORDERS, "-p", Integer.toString(partition));
        try (ChildProcess kcat = new ChildProcess(command)) {
            kcat.feed(values.stream().map(value -> value + "\n").collect(Collectors.joining()));
            assertThat(kcat.exitCode()).as(kcat.err().toString()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "range, true",
        "range, false",
        "roundrobin, true",
        "cooperative-sticky, true",
        "cooperative-sticky, false"
    })
    void kcats_comingAndDying_shareThePartitions(String assignor, boolean coordinatorAssigns) throws Exception {
        var registered = coordinatorAssigns ? Assignors.all() : List.<Assignor>of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered));
                ChildProcess first = consume(fleet, "k1", assignor, 6_000)) {
            first.awaitErr("all for the first", lines -> share(lines) == 4);
            try (ChildProcess second = consume(fleet, "k2", assignor, 20_000)) {
                second.awaitErr("two for the second", lines -> share(lines) == 2);
                first.awaitErr("two for the first", lines -> share(lines) == 2);

                first.kill();

                second.awaitErr("all for the second", lines -> share(lines) == 4);
                assertThat(fleet.events().told())
                        .anyMatch(event -> event.contains("k1-") && event.contains("session expired"));
                second.terminate();
                fleet.events()
                        .await(
                                "the last one left",
                                () -> fleet.events().told().stream()
                                        .anyMatch(event -> event.contains("k2-") && event.contains("is gone: left")));
            }
            Servers.assertFlawless(fleet.server());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void kcatAndJava_inOneGroup_shareThePartitions(boolean coordinatorAssigns) throws Exception {
        var registered = coordinatorAssigns ? Assignors.all() : List.<Assignor>of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered));
                KafkaProducer<String, String> producer = fleet.producer(Map.of());
                ChildProcess kcat = consume(fleet, "k1", "range", 20_000)) {
            kcat.awaitErr("all for kcat", lines -> share(lines) == 4);
            fleet.join("java", RangeAssignor.class.getName(), Map.of(), ORDERS);
            fleet.awaitShares("the Java consumer", 2);
            kcat.awaitErr("two for kcat", lines -> share(lines) == 2);

            for (int partition = 0; partition < 4; partition++) {
                Fleet.write(producer, partition, "value");
            }
            kcat.awaitOut("two records at kcat", lines -> lines.size() == 2);
            fleet.events().await("two records at Java", () -> fleet.received().getOrDefault("value", 0) == 2);

            kcat.terminate();
            fleet.awaitShares("the Java consumer alone", 4);
            Servers.assertFlawless(fleet.server());
        }
    }

    @Test
    void kcat_asDebianShipsIt_negotiatesItsVersions() throws Exception {
        try (Fleet fleet = new Fleet(Servers.quick())) {
            produce(fleet, 0, List.of("value"));
            try (ChildProcess kcat = consume(fleet, "k1", "range", 20_000)) {
                kcat.awaitOut("a line", lines -> lines.contains("value"));
                kcat.terminate();
                kcat.exitCode();
            }
            // librdkafka 2.0.2 and newer know no newer ones in these APIs
            assertThat(fleet.server().counters().requests().get("JoinGroup")).containsOnlyKeys(5);
            assertThat(fleet.server().counters().requests().get("SyncGroup")).containsOnlyKeys(3);
            assertThat(fleet.server().counters().requests().get("LeaveGroup")).containsOnlyKeys(1);
            assertThat(fleet.server().counters().requests().get("OffsetCommit")).containsOnlyKeys(7);
            assertThat(fleet.server().counters().requests().get("OffsetFetch")).containsOnlyKeys(7);
        }
    }

    private static ChildProcess consume(Fleet fleet, String clientId, String assignor, int sessionTimeoutMs)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("kcat", "-b", fleet.server().bootstrapServers(), "-u"));
        Map<String, String> settings = Map.of(
                "client.id", clientId,
                "partition.assignment.strategy", assignor,
                "session.timeout.ms", Integer.toString(sessionTimeoutMs),
                "heartbeat.interval.ms", "100",
                "auto.offset.reset", "earliest",
                "fetch.wait.max.ms", "100",
                "auto.commit.interval.ms", "100");
        settings.forEach((key, value) -> command.addAll(List.of("-X", key + "=" + value)));
        command.addAll(List.of("-G", Fleet.GROUP, ORDERS));
        return new ChildProcess(command);
    }

    /** How many partitions kcat has, by what it tells of gains and losses. */
    private static int share(List<String> lines) {
        int share = 0;
        for (String line : lines) {
            if (!line.contains("rebalanced")) {
                continue;
            }
            int count = 0;
            Matcher partitions = ASSIGNED.matcher(line);
            while (partitions.find()) {
                count++;
            }
            boolean isGain = line.contains("): assigned:") || line.contains("incremental assignment");
            share += isGain ? count : -count;
        }
        return share;
    }
}
