package io.rebalance.benchmarks;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A group that is to be rebalanced: everybody subscribes to all topics, which have equally many partitions.
 *
 * <p>Members share one list of topics and its strings, which is in favour of whoever compares them, Kafka included.
 */
public final class AssignmentCase {

    /** What happened before. */
    public enum Mode {
        /** Nothing: nobody owns anything. */
        FULL,
        /** One more member joins a group that was balanced and owns everything. */
        JOIN
    }

    static final int GENERATION = 7;

    private final List<String> topics;
    private final int partitionsPerTopic;
    private final List<String> members = new ArrayList<>();
    private final Map<String, List<TopicPartition>> owned;

    private AssignmentCase(int members, int partitions, Mode mode) {
        int topicCount = Math.min(100, partitions / 10);
        partitionsPerTopic = partitions / topicCount;
        topics = IntStream.range(0, topicCount)
                .mapToObj(t -> String.format(Locale.ROOT, "topic-%03d", t))
                .toList();
        for (int m = 0; m < members; m++) {
            // as long as those that Kafka's coordinator makes
            this.members.add(
                    String.format(Locale.ROOT, "consumer-group-1-%08x-aaaa-4bbb-8ccc-1234567890ab", m * 0x9E3779B1));
        }
        if (mode == Mode.FULL) {
            owned = Collections.emptySortedMap();
        } else {
            AssignmentInput before = input(Collections.emptySortedMap());
            owned = new StickyAssignor().assign(before).toMap(before);
            this.members.add("consumer-group-1-0000newc-aaaa-4bbb-8ccc-1234567890ab");
        }
    }

    /** @param size members and partitions, such as {@code 100x1000} */
    static AssignmentCase of(String size, Mode mode) {
        int x = size.indexOf('x');
        return new AssignmentCase(
                Integer.parseInt(size.substring(0, x)), Integer.parseInt(size.substring(x + 1)), mode);
    }

    List<String> topics() {
        return topics;
    }

    int partitionsPerTopic() {
        return partitionsPerTopic;
    }

    List<String> members() {
        return members;
    }

    List<TopicPartition> ownedBy(String member) {
        return owned.getOrDefault(member, List.of());
    }

    /** The group in numbers, made from names. */
    AssignmentInput input() {
        return input(owned);
    }

    private AssignmentInput input(Map<String, List<TopicPartition>> claims) {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (String topic : topics) {
            builder.topic(topic, partitionsPerTopic);
        }
        for (String member : members) {
            builder.member(member, topics);
        }
        claims.forEach((member, partitions) -> {
            for (TopicPartition partition : partitions) {
                builder.claim(member, partition, GENERATION);
            }
        });
        return builder.build();
    }
}
