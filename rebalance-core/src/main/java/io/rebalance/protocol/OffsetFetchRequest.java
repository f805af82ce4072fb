package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far a group's partitions are worked off. Membership is not asked for.
 *
 * @param groupId the group
 * @param partitions which partitions, or null for all that the group has an offset of
 * @param requireStable whether to refuse the offset of a partition that an open transaction may change, with {@link
 *     ErrorCode#UNSTABLE_OFFSET_COMMIT} (KIP-447)
 */
public record OffsetFetchRequest(String groupId, @Nullable List<TopicPartition> partitions, boolean requireStable)
        implements GroupRequest<OffsetFetchResponse> {

    /** @throws NullPointerException if {@code groupId}, or one of the partitions, is null */
    public OffsetFetchRequest {
        Objects.requireNonNull(groupId, "groupId");
        partitions = partitions == null ? null : Lists.copyOf(partitions, "partitions");
    }

    /** Asks for what is committed, whatever open transactions may change. */
    public OffsetFetchRequest(String groupId, @Nullable List<TopicPartition> partitions) {
        this(groupId, partitions, false);
    }

    /** Asks for all offsets of a group. */
    public static OffsetFetchRequest all(String groupId) {
        return new OffsetFetchRequest(groupId, null);
    }

    @Override
    public ApiKey api() {
        return ApiKey.OFFSET_FETCH;
    }

    /** Carries the error at the top and at each partition asked for. */
    @Override
    public OffsetFetchResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        List<TopicPartition> asked = partitions == null ? List.of() : partitions;
        return new OffsetFetchResponse(
                error,
                asked.stream()
                        .map(p -> OffsetFetchResponse.Partition.without(p, error))
                        .toList());
    }
}
