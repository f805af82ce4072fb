package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static io.rebalance.kafka.Servers.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.view.GroupView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own Java clients, unmodified, in one process with the server; both ways of assigning. */
class JavaClientsTest {

    private static final Map<String, String> AS_THEY_ARE = Map.of();

    private static final Map<String, Class<? extends ConsumerPartitionAssignor>> STRATEGIES = Map.of(
            "range", RangeAssignor.class,
            "roundrobin", RoundRobinAssignor.class,
            "sticky", StickyAssignor.class,
            "cooperative-sticky", CooperativeStickyAssignor.class);

    @ParameterizedTest
    @CsvSource({
        "range, true", "range, false",
        "roundrobin, true", "roundrobin, false",
        "sticky, true", "sticky, false",
        "cooperative-sticky, true", "cooperative-sticky, false"
    })
    void consumers_joiningAndLeaving_shareThePartitions(String assignor, boolean coordinatorAssigns) throws Exception {
        List<Assignor> registered = coordinatorAssigns ? Assignors.all() : List.of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered));
                KafkaProducer<String, String> producer = fleet.producer(AS_THEY_ARE)) {
            String strategy = STRATEGIES.get(assignor).getName();
            write(producer, "first");
            fleet.join("a", strategy, AS_THEY_ARE, ORDERS);
            fleet.awaitShares("one consumer", 4);
            fleet.awaitReceived(4);

            FleetConsumer second = fleet.join("b", strategy, AS_THEY_ARE, ORDERS);
            fleet.awaitShares("two consumers", 2, 2);
            write(producer, "second");
            fleet.awaitReceived(8);

            FleetConsumer third = fleet.join("c", strategy, AS_THEY_ARE, ORDERS);
            fleet.awaitShares("three consumers", 1, 1, 2);
            assertThat(fleet.server().groups()).singleElement().satisfies(group -> {
                assertThat(group.protocolName()).isEqualTo(assignor);
                assertThat(group.leader() == null).isEqualTo(coordinatorAssigns);
                assertThat(group.members()).hasSize(3);
            });
            second.close();
            fleet.awaitShares("two consumers again", 2, 2);
            third.close();
            fleet.awaitShares("one consumer again", 4);
            write(producer, "third");
            fleet.awaitReceived(12);

            fleet.assertNobodyHadWhatAnotherHad();
            Servers.assertFlawless(fleet.server());
        }
    }

    private static void write(KafkaProducer<String, String> producer, String what) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Fleet.write(producer, partition, what + "-" + partition);
        }
    }

    @Test
    void consumer_asShippedByKafka_negotiatesTheLatestVersions() throws Exception {
        try (Fleet fleet = new Fleet(Servers.quick());
                KafkaProducer<String, String> producer = fleet.producer(AS_THEY_ARE)) {
            write(producer, "x");
            // range and cooperative-sticky, the default
            String strategies = RangeAssignor.class.getName() + "," + CooperativeStickyAssignor.class.getName();
            FleetConsumer only = fleet.join("a", strategies, AS_THEY_ARE, ORDERS);
            fleet.awaitReceived(4);
            fleet.events().await("a commit", () -> fleet.events().told().contains("a committed"));
            only.close();

            SortedMap<String, Integer> versions = new TreeMap<>();
            fleet.server().counters().requests().forEach((api, byVersion) -> versions.put(api, byVersion.lastKey()));
            assertThat(versions)
                    .containsAllEntriesOf(Map.of(
                            "ApiVersions", 4,
                            "Metadata", 13,
                            "FindCoordinator", 6,
                            "JoinGroup", 9,
                            "SyncGroup", 5,
                            "LeaveGroup", 5,
                            "OffsetCommit", 9,
                            "OffsetFetch", 9,
                            "Fetch", 18,
                            "Produce", 13));
            assertThat(versions).containsEntry("ListOffsets", 10).containsEntry("InitProducerId", 5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void consumer_thatCrashed_isReplacedFromItsCommittedOffsets(boolean coordinatorAssigns) throws Exception {
        List<Assignor> registered = coordinatorAssigns ? Assignors.all() : List.of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered));
                KafkaProducer<String, String> producer = fleet.producer(AS_THEY_ARE)) {
            String strategy = StickyAssignor.class.getName();
            fleet.join("survivor", strategy, AS_THEY_ARE, ORDERS);
            fleet.awaitShares("one consumer", 4);
            FleetConsumer victim =
                    fleet.join("victim", strategy, Map.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000"), ORDERS);
            fleet.awaitShares("two consumers", 2, 2);
            write(producer, "before");
            fleet.awaitReceived(4);
            fleet.events()
                    .await("a commit of the victim", () -> fleet.events().told().contains("victim committed"));

            victim.crash();
            write(producer, "after");

            fleet.awaitShares("the survivor", 4);
            fleet.awaitReceived(8);
            assertThat(fleet.events().told())
                    .anyMatch(event -> event.contains("victim-") && event.contains("is gone: session expired"));
            assertThat(fleet.received().values()).as("how often each came").containsOnly(1);
            fleet.assertNobodyHadWhatAnotherHad();
            Servers.assertFlawless(fleet.server());
        }
    }

    // KIP-345 and KIP-814: what a new process has not (claims, generation, the books of its assignor) makes no
    // rebalance
    @ParameterizedTest
    @CsvSource({
        "range, true", "range, false",
        "sticky, true", "sticky, false",
        "cooperative-sticky, true", "cooperative-sticky, false"
    })
    void staticConsumers_restarting_keepTheirPartitionsAndTheGeneration(String assignor, boolean coordinatorAssigns)
            throws Exception {
        List<Assignor> registered = coordinatorAssigns ? Assignors.all() : List.of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered))) {
            String strategy = STRATEGIES.get(assignor).getName();
            FleetConsumer leader = fleet.join("a", strategy, instance("one"), ORDERS);
            fleet.awaitShares("one consumer", 4);
            FleetConsumer follower = fleet.join("b", strategy, instance("two"), ORDERS);
            fleet.awaitShares("two consumers", 2, 2);
            int generation = fleet.server().groups().get(0).generationId();

            leader.close();
            fleet.join("a again", strategy, instance("one"), ORDERS);
            fleet.awaitShares("the leader again", 2, 2);
            follower.close();
            fleet.join("b again", strategy, instance("two"), ORDERS);
            fleet.awaitShares("the follower again", 2, 2);

            assertThat(fleet.server().groups().get(0).generationId())
                    .as(String.join("\n", fleet.events().told()))
                    .isEqualTo(generation);
            assertThat(fleet.events().told())
                    .filteredOn(event -> event.contains("takes the place of"))
                    .hasSize(2);
            fleet.assertNobodyHadWhatAnotherHad();
            Servers.assertFlawless(fleet.server());
        }
    }

    // field failure B5
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void staticConsumer_restartingWithAnotherTopic_getsIt(boolean coordinatorAssigns) throws Exception {
        List<Assignor> registered = coordinatorAssigns ? Assignors.all() : List.of();
        try (Fleet fleet = new Fleet(Servers.quick().assignors(registered).topic("payments", 3))) {
            String strategy = RangeAssignor.class.getName();
            FleetConsumer before = fleet.join("a", strategy, instance("one"), ORDERS);
            fleet.awaitShares("one consumer", 4);
            before.close();

            fleet.join("a again", strategy, instance("one"), "payments");

            fleet.awaitShares("the other topic", 3);
        }
    }

    private static Map<String, String> instance(String id) {
        return Map.of(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id);
    }

    @Test
    void topic_thatGrows_isSharedAnewByTheCoordinator() throws Exception {
        // the consumers' own look at the metadata must not help: they look once in five minutes
        Map<String, String> incurious = Map.of(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "300000");
        try (Fleet fleet = new Fleet(Servers.quick());
                KafkaProducer<String, String> producer = fleet.producer(AS_THEY_ARE)) {
            fleet.join("a", CooperativeStickyAssignor.class.getName(), incurious, ORDERS);
            fleet.join("b", CooperativeStickyAssignor.class.getName(), incurious, ORDERS);
            fleet.awaitShares("two consumers", 2, 2);

            fleet.server().addPartitions(ORDERS, 6);

            fleet.awaitShares("two consumers of six", 3, 3);
            Fleet.write(producer, 5, "new");
            fleet.awaitReceived(1);
            fleet.assertNobodyHadWhatAnotherHad();
        }
    }

    @Test
    void topic_createdLater_isGivenToWhoWaitsForIt() throws Exception {
        try (Fleet fleet = new Fleet(Servers.quick())) {
            fleet.join("a", RangeAssignor.class.getName(), AS_THEY_ARE, "later");
            fleet.events()
                    .await(
                            "a group",
                            () -> fleet.server().groups().stream()
                                    .map(GroupView::state)
                                    .anyMatch("Stable"::equals));

            fleet.server().createTopic("later", 3);

            fleet.awaitShares("the topic", 3);
        }
    }

    @Test
    void consumer_inTheMiddle_keepsWorkingWhileOthersSendGarbage() throws Exception {
        try (Fleet fleet = new Fleet(Servers.quick());
                KafkaProducer<String, String> producer = fleet.producer(AS_THEY_ARE)) {
            fleet.join("a", RangeAssignor.class.getName(), AS_THEY_ARE, ORDERS);
            fleet.awaitShares("one consumer", 4);
            for (int i = 0; i < 4; i++) {
                try (Wire wire = new Wire(fleet.server())) {
                    wire.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    wire.assertHungUp();
                }
                Fleet.write(producer, i, "value-" + i);
            }

            fleet.awaitReceived(4);
            assertThat(fleet.server().counters().connectionsClosedForGarbage()).isEqualTo(4);
            assertThat(fleet.server().counters().failures()).isZero();
            assertThat(fleet.events().told()).noneMatch(event -> event.contains("is gone"));
        }
    }
}
