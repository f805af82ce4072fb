package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own producer, and a consumer without a group that reads what it wrote. */
class JavaProducerTest {

    private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 1);
    private static final int COUNT = 500;

    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = new Fleet(Servers.quick());
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        Servers.assertFlawless(fleet.server());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void records_writtenByDefaultProducer_areReadInOrder(String compression) throws Exception {
        write(Map.of(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression, ProducerConfig.LINGER_MS_CONFIG, "1"));

        assertThat(readAll()).containsExactlyElementsOf(values());
        assertThat(fleet.server().counters().requestCount("InitProducerId")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void records_writtenWithAnyAcks_areReadInOrder(String acks) throws Exception {
        write(Map.of(ProducerConfig.ACKS_CONFIG, acks, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false"));

        assertThat(readAll()).containsExactlyElementsOf(values());
    }

    @Test
    void batches_inTinyPieces_areStoredOnceEach() throws Exception {
        write(Map.of(ProducerConfig.BATCH_SIZE_CONFIG, "64", ProducerConfig.LINGER_MS_CONFIG, "0"));

        assertThat(readAll()).containsExactlyElementsOf(values());
    }

    @Test
    void offsets_byTime_areFound() throws Exception {
        try (KafkaProducer<String, String> producer = fleet.producer(Map.of());
                KafkaConsumer<String, String> consumer = reader()) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(ORDERS, 1, 1_000L * i, "k", "v"))
                        .get();
            }

            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(Map.of(PARTITION, 1_001L));
            assertThat(found.get(PARTITION).offset()).isEqualTo(2);
            assertThat(found.get(PARTITION).timestamp()).isEqualTo(2_000);
            assertThat(consumer.offsetsForTimes(Map.of(PARTITION, 2_001L)).get(PARTITION))
                    .isNull();
            assertThat(consumer.beginningOffsets(List.of(PARTITION))).containsEntry(PARTITION, 0L);
            assertThat(consumer.endOffsets(List.of(PARTITION))).containsEntry(PARTITION, 3L);
        }
    }

    @Test
    void topic_thatIsNot_isNotCreated() {
        try (KafkaProducer<String, String> producer =
                fleet.producer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, "500"))) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>("none", "v")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(fleet.server().counters().requestCount("Produce")).isZero();
    }

    @Test
    void transactionalProducer_isToldThatThereAreNone() {
        try (KafkaProducer<String, String> producer =
                fleet.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "t"))) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOf(KafkaException.class)
                    .isNotInstanceOf(TimeoutException.class)
                    .hasStackTraceContaining("groups only");
        }
    }

    private void write(Map<String, String> config) throws Exception {
        try (KafkaProducer<String, String> producer = fleet.producer(config)) {
            values().forEach(value -> producer.send(new ProducerRecord<>(ORDERS, 1, null, value)));
        }
    }

    private static List<String> values() {
        return IntStream.range(0, COUNT).mapToObj(i -> "value " + i).toList();
    }

    private List<String> readAll() {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = reader()) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            for (int polls = 0; values.size() < COUNT && polls < 600; polls++) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    private KafkaConsumer<String, String> reader() {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, fleet.server().bootstrapServers());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }
}
