package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.CoordinatorConfig;
import java.time.Duration;
import java.util.List;

/** Servers as the tests want them. */
final class Servers {

    static final String ORDERS = "orders";
    static final int PARTITIONS = 4;

    private Servers() {}

    /** A group begins at once with its first member, and sessions may be short. */
    static KafkaGroupServer.Builder quick() {
        return KafkaGroupServer.builder()
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ZERO)
                        .groupMinSessionTimeout(Duration.ofMillis(100))
                        .build())
                .topic(ORDERS, PARTITIONS);
    }

    /** The threads that a server on this port has. */
    static List<String> threadsOf(int port) {
        String prefix = "rebalance-kafka-" + port + "-";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** No request failed because of the server, and whoever spoke to it spoke Kafka. */
    static void assertFlawless(KafkaGroupServer server) {
        assertThat(server.counters().failures()).as("failures").isZero();
        assertThat(server.counters().connectionsClosedForGarbage())
                .as("connections closed for garbage")
                .isZero();
    }
}
