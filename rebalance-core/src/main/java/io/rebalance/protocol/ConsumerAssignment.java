package io.rebalance.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Kafka consumer is given: the assignment of protocol type {@code consumer}.
 *
 * @param partitions the partitions, a topic each
 * @param userData what the leader's assignor adds, or null
 */
public record ConsumerAssignment(
        List<TopicPartitions> partitions, @Nullable Bytes userData) {

    /** @throws NullPointerException if {@code partitions}, or an element of it, is null */
    public ConsumerAssignment {
        partitions = Lists.copyOf(partitions, "partitions");
    }

    /** These partitions, and nothing else to say. */
    public static ConsumerAssignment of(List<TopicPartitions> partitions) {
        return new ConsumerAssignment(partitions, null);
    }
}
