package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/**
 * What was forgotten.
 *
 * @param error the verdict on the request as a whole; {@code NONE} even if some partitions were refused
 * @param partitions one verdict a partition, in the order of the request; {@code NONE} also where there was no offset
 */
public record OffsetDeleteResponse(ErrorCode error, List<Partition> partitions) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public OffsetDeleteResponse {
        Objects.requireNonNull(error, "error");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    /**
     * The verdict on one partition.
     *
     * @param topicPartition the partition
     * @param error the verdict; {@code GROUP_SUBSCRIBED_TO_TOPIC} if the group reads the topic
     */
    public record Partition(TopicPartition topicPartition, ErrorCode error) {

        /** @throws NullPointerException if an argument is null */
        public Partition {
            Objects.requireNonNull(topicPartition, "topicPartition");
            Objects.requireNonNull(error, "error");
        }
    }
}
