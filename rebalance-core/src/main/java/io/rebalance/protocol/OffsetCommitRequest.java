package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for a group, how far its partitions are worked off.
 *
 * @param groupId the group
 * @param generationId the generation the member works in; below 0 from a client outside of any
 * @param memberId who commits; empty from a client outside of any generation
 * @param groupInstanceId its instance id, or null
 * @param retentionTimeMs for how long to keep the offsets, in ms, whatever the coordinator's retention says of others;
 *     below 0 unless the client says so, as clients of versions 2 to 4 could
 * @param partitions what to keep; a partition named twice keeps the last one
 */
public record OffsetCommitRequest(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId,
        long retentionTimeMs,
        List<Partition> partitions)
        implements GroupRequest<OffsetCommitResponse> {

    /** The retention time of a commit that asks for none of its own. */
    public static final long NO_RETENTION = -1;

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public OffsetCommitRequest {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    /** A commit that asks for no retention of its own. */
    public OffsetCommitRequest(
            String groupId,
            int generationId,
            String memberId,
            @Nullable String groupInstanceId,
            List<Partition> partitions) {
        this(groupId, generationId, memberId, groupInstanceId, NO_RETENTION, partitions);
    }

    /** A dynamic member's commit. */
    public static OffsetCommitRequest of(
            String groupId, int generationId, String memberId, List<Partition> partitions) {
        return new OffsetCommitRequest(groupId, generationId, memberId, null, partitions);
    }

    @Override
    public ApiKey api() {
        return ApiKey.OFFSET_COMMIT;
    }

    /** Carries the error at the top and at each partition. */
    @Override
    public OffsetCommitResponse refusedWith(ErrorCode error) {
        return OffsetCommitResponse.refusal(error, partitions);
    }

    /**
     * One offset to keep.
     *
     * @param topicPartition the partition
     * @param offset the next offset to read, as the client counts; kept as it is
     * @param leaderEpoch the leader epoch of the last record read, or -1
     * @param metadata text to keep along; null counts as empty
     */
    public record Partition(
            TopicPartition topicPartition,
            long offset,
            int leaderEpoch,
            @Nullable String metadata) {

        /** @throws NullPointerException if {@code topicPartition} is null */
        public Partition {
            Objects.requireNonNull(topicPartition, "topicPartition");
        }

        /** An offset without leader epoch and text. */
        public static Partition of(TopicPartition topicPartition, long offset) {
            return new Partition(topicPartition, offset, -1, null);
        }
    }
}
