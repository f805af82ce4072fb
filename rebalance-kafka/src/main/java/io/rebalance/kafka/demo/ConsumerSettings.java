package io.rebalance.kafka.demo;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How a consumer is set up.
 *
 * @param name its client id, by which the timeline calls it; one consumer of a group has it
 * @param assignor the client's assignor that it offers
 * @param cost how long it takes for a record
 * @param maxPollInterval {@code max.poll.interval.ms}
 * @param maxPollRecords {@code max.poll.records}
 */
record ConsumerSettings(
        String name,
        Class<? extends ConsumerPartitionAssignor> assignor,
        Duration cost,
        Duration maxPollInterval,
        int maxPollRecords) {

    /** {@code session.timeout.ms} of all consumers here. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

    /** {@code heartbeat.interval.ms} of all consumers here. */
    static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(250);

    /** A quick consumer that offers range. */
    static ConsumerSettings of(String name) {
        return new ConsumerSettings(name, RangeAssignor.class, Duration.ofMillis(1), Duration.ofSeconds(30), 100);
    }

    ConsumerSettings withAssignor(Class<? extends ConsumerPartitionAssignor> value) {
        return new ConsumerSettings(name, value, cost, maxPollInterval, maxPollRecords);
    }

    ConsumerSettings withCost(Duration value) {
        return new ConsumerSettings(name, assignor, value, maxPollInterval, maxPollRecords);
    }

    ConsumerSettings withMaxPollInterval(Duration value) {
        return new ConsumerSettings(name, assignor, cost, value, maxPollRecords);
    }

    ConsumerSettings withMaxPollRecords(int value) {
        return new ConsumerSettings(name, assignor, cost, maxPollInterval, value);
    }

    Properties toProperties(String bootstrapServers, String groupId) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignor.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(SESSION_TIMEOUT));
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(HEARTBEAT_INTERVAL));
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, millis(maxPollInterval));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(maxPollRecords));
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        return properties;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
