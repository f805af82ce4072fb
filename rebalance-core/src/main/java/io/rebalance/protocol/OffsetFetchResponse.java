package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/**
 * How far the partitions are worked off.
 *
 * @param error the verdict on the request as a whole
 * @param partitions in the order of the request; ordered by topic and number if all were asked for
 */
public record OffsetFetchResponse(ErrorCode error, List<Partition> partitions) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public OffsetFetchResponse {
        Objects.requireNonNull(error, "error");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    /**
     * What the group keeps of one partition.
     *
     * @param topicPartition the partition
     * @param offset the next offset to read; {@link #NO_OFFSET} if the group has none
     * @param leaderEpoch the leader epoch it was committed with, or -1
     * @param metadata the text it was committed with, never null
     * @param error the verdict
     */
    public record Partition(
            TopicPartition topicPartition, long offset, int leaderEpoch, String metadata, ErrorCode error) {

        /** What stands for an offset where there is none. */
        public static final long NO_OFFSET = -1;

        /** @throws NullPointerException if an argument is null */
        public Partition {
            Objects.requireNonNull(topicPartition, "topicPartition");
            Objects.requireNonNull(metadata, "metadata");
            Objects.requireNonNull(error, "error");
        }

        /** The answer where there is no offset: none was committed ({@code NONE}), or it cannot be told. */
        public static Partition without(TopicPartition topicPartition, ErrorCode error) {
            return new Partition(topicPartition, NO_OFFSET, -1, "", error);
        }
    }
}
