package io.rebalance.kafka;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the command line says.
 *
 * @param port where to listen, 0 for any free port
 * @param topics how many partitions each topic has, in the order of the text
 */
record ServerOptions(int port, Map<String, Integer> topics) {

    static final String DEFAULT_PORT = "9092";
    static final String DEFAULT_TOPICS = "orders:4,payments:4";

    ServerOptions {
        topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
    }

    /**
     * Reads them.
     *
     * @param port a number
     * @param topics names with their number of partitions: {@code orders:4,payments:4}
     * @throws IllegalArgumentException if a text is no such thing; its message is one line
     */
    static ServerOptions of(String port, String topics) {
        Map<String, Integer> partitionCounts = new LinkedHashMap<>();
        for (String topic : topics.split(",", -1)) {
            String[] parts = topic.strip().split(":", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("topics must be like " + DEFAULT_TOPICS + ", was \"" + topics + '"');
            }
            int count = number("partitions of topic " + parts[0], parts[1], 1, Topics.MAX_PARTITIONS);
            Topics.check(parts[0], count);
            if (partitionCounts.put(parts[0], count) != null) {
                throw new IllegalArgumentException("topics must differ, was \"" + topics + '"');
            }
        }
        return new ServerOptions(number("port", port, 0, 65_535), partitionCounts);
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw new IllegalArgumentException(
                name + " must be a number from " + least + " to " + most + ", was \"" + text + '"');
    }
}
