package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The ways from a group to its assignment that are measured side by side; each is a method of a benchmark. */
enum Route {
    /** A bare pass: read who owned what, count it, write the result. */
    FLOOR("floor", "floor", false),
    /** The assignor from numbers to numbers. */
    NUMBERS("numbers", "ours", false),
    /** The assignor from names to lists of partitions. */
    NAMES("names", "ours, through names", false),
    /** The assignor from the bytes of subscriptions to the bytes of assignments. */
    BYTES("bytes", "ours, bytes to bytes", false),
    /** The sticky assignment that is kept, when one joins it or leaves it: it is told that, and tells what moves. */
    LIVE("oneJoinsAndLeaves", "ours, kept", false),
    /** Kafka's assignor in a client that was elected leader. */
    KAFKA("kafka", "Kafka's client", true),
    /** The same, if it did not have to decode who owned what. */
    KAFKA_DECODED("kafkaDecoded", "Kafka's client, user data decoded before", true),
    /** The same from the bytes of subscriptions to the bytes of assignments. */
    KAFKA_BYTES("kafkaBytes", "Kafka's client, bytes to bytes", true),
    /** Kafka's assignor in a broker. */
    KAFKA_SERVER("kafkaServer", "Kafka's server", false),
    /** The same, with the decoding of subscriptions and the encoding of assignments. */
    KAFKA_SERVER_BYTES("kafkaServerBytes", "Kafka's server, bytes to bytes", false);

    /** Those whose figure is held against ours from bytes to bytes. */
    static final List<Route> FROM_BYTES = List.of(BYTES, KAFKA_BYTES, KAFKA_SERVER_BYTES);

    private final String method;
    private final String title;
    private final boolean mayTakeMinutes;

    Route(String method, String title, boolean mayTakeMinutes) {
        this.method = method;
        this.title = title;
        this.mayTakeMinutes = mayTakeMinutes;
    }

    /** The method that measures it. */
    String method() {
        return method;
    }

    /** The benchmark that has the method. */
    Class<?> benchmark() {
        return this == LIVE ? LiveBenchmark.class : AssignmentBenchmark.class;
    }

    /** In a table. */
    String title() {
        return title;
    }

    /** Whether large groups of unequal subscriptions are more than it can do in seconds. */
    boolean mayTakeMinutes() {
        return mayTakeMinutes;
    }

    /** Whether it is Kafka's. */
    boolean isKafkas() {
        return name().startsWith("KAFKA");
    }

    /** Ours to hold it against. */
    Route ours() {
        return FROM_BYTES.contains(this) ? BYTES : NUMBERS;
    }

    /** @throws IllegalArgumentException if no route has this method */
    static Route ofMethod(String method) {
        for (Route route : values()) {
            if (route.method.equals(method)) {
                return route;
            }
        }
        throw new IllegalArgumentException("method must be one of "
                + Arrays.stream(values()).map(Route::method).collect(Collectors.joining(", ")) + ", was " + method);
    }

    /** The peer that goes this way: the assignor itself, or Kafka's of the same job. */
    AssignmentPeer open(AssignmentCase group, Assignor assignor) {
        return switch (this) {
            case FLOOR -> new FloorPass(group);
            case NUMBERS -> new OurNumbers(group, assignor);
            case NAMES -> new OurNames(group, assignor);
            case BYTES -> new OurBytes(group, assignor);
            case LIVE -> new OurLive(group, assignor);
            case KAFKA -> new KafkaLeader(group, assignor, true);
            case KAFKA_DECODED -> new KafkaLeader(group, assignor, false);
            case KAFKA_BYTES -> new KafkaLeaderBytes(group, assignor);
            case KAFKA_SERVER -> new KafkaServer(group, assignor);
            case KAFKA_SERVER_BYTES -> new KafkaServerBytes(group, assignor);
        };
    }
}
