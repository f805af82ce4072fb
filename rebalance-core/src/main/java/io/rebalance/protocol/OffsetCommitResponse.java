package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/**
 * What was kept.
 *
 * @param error the verdict on the request as a whole; {@code NONE} even if some partitions were refused
 * @param partitions one verdict a partition, in the order of the request
 */
public record OffsetCommitResponse(ErrorCode error, List<Partition> partitions) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public OffsetCommitResponse {
        Objects.requireNonNull(error, "error");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    /** Carries the error at the top and at each partition. */
    static OffsetCommitResponse refusal(ErrorCode error, List<OffsetCommitRequest.Partition> partitions) {
        Refusals.requireError(error);
        return new OffsetCommitResponse(
                error,
                partitions.stream()
                        .map(p -> new Partition(p.topicPartition(), error))
                        .toList());
    }

    /**
     * The verdict on one partition.
     *
     * @param topicPartition the partition
     * @param error the verdict
     */
    public record Partition(TopicPartition topicPartition, ErrorCode error) {

        /** @throws NullPointerException if an argument is null */
        public Partition {
            Objects.requireNonNull(topicPartition, "topicPartition");
            Objects.requireNonNull(error, "error");
        }
    }
}
