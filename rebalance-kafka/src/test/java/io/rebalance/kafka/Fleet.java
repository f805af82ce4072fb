package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** The consumers of one group, real ones; what each has and got, and who ever had what another had. */
final class Fleet implements AutoCloseable {

    static final String GROUP = "fleet";

    private final Eventually events = new Eventually();
    private final Map<TopicPartition, String> owners = new HashMap<>(); // guarded by the events' lock
    private final Map<String, Integer> received = new TreeMap<>(); // value to how often; guarded likewise
    private final List<String> violations = new ArrayList<>(); // guarded likewise
    private final List<FleetConsumer> consumers = new ArrayList<>();
    private final KafkaGroupServer server;

    Fleet(KafkaGroupServer.Builder builder) throws IOException {
        server = builder.onEvent(event -> events.tell(EventText.of(event))).start();
    }

    KafkaGroupServer server() {
        return server;
    }

    Eventually events() {
        return events;
    }

    /** Starts a consumer of a topic. */
    FleetConsumer join(String name, String assignor, Map<String, String> more, String topic) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, server.bootstrapServers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignor);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "20000");
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "100");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, "20");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "500");
        properties.putAll(more);
        FleetConsumer consumer = new FleetConsumer(name, properties, topic, this);
        consumers.add(consumer);
        return consumer;
    }

    /** Writes a record to a partition, and waits until it is stored. */
    static void write(KafkaProducer<String, String> producer, int partition, String value)
            throws ExecutionException, InterruptedException {
        Future<RecordMetadata> stored = producer.send(new ProducerRecord<>(Servers.ORDERS, partition, "key", value));
        assertThat(stored.get().partition()).isEqualTo(partition);
    }

    KafkaProducer<String, String> producer(Map<String, String> more) {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, server.bootstrapServers());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    // told by the consumers

    void assigned(String name, TopicPartition partition) {
        String before = owners.put(partition, name);
        if (before != null) {
            violations.add(partition + " was given to " + name + " while " + before + " had it");
        }
    }

    void gaveUp(String name, TopicPartition partition) {
        if (!owners.remove(partition, name)) {
            violations.add(partition + " was given up by " + name + ", who did not have it");
        }
    }

    void received(String value) {
        received.merge(value, 1, Integer::sum);
    }

    // asked by the tests

    /** Waits until the consumers have as many partitions as given, in any order, and no one else has any. */
    void awaitShares(String what, Integer... counts) throws InterruptedException {
        List<Integer> expected = List.of(counts).stream().sorted().toList();
        events.await(
                what + " " + expected,
                () -> consumers.stream()
                        .filter(FleetConsumer::isIn)
                        .map(FleetConsumer::share)
                        .sorted()
                        .toList()
                        .equals(expected));
    }

    void awaitReceived(int count) throws InterruptedException {
        events.await(count + " values", () -> received.size() >= count);
    }

    /** How often each value came. */
    Map<String, Integer> received() {
        Map<String, Integer> copy = new TreeMap<>();
        events.tell("looked at what was received", () -> copy.putAll(received));
        return copy;
    }

    void assertNobodyHadWhatAnotherHad() {
        List<String> copy = new ArrayList<>();
        events.tell("looked at the violations", () -> copy.addAll(violations));
        assertThat(copy)
                .as("violations; what happened:\n" + String.join("\n", events.told()))
                .isEmpty();
    }

    @Override
    public void close() {
        try {
            for (FleetConsumer consumer : consumers) {
                consumer.close();
            }
        } finally {
            server.close();
        }
        assertThat(Servers.threadsOf(server.port())).isEmpty();
    }
}
