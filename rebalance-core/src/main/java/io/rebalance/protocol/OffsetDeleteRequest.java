package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/**
 * Forgets how far partitions are worked off, those of open transactions included.
 *
 * @param groupId the group
 * @param partitions which partitions
 * @kip 496
 */
public record OffsetDeleteRequest(String groupId, List<TopicPartition> partitions)
        implements GroupRequest<OffsetDeleteResponse> {

    /** @throws NullPointerException if an argument is null */
    public OffsetDeleteRequest {
        Objects.requireNonNull(groupId, "groupId");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    @Override
    public ApiKey api() {
        return ApiKey.OFFSET_DELETE;
    }

    /** Carries the error at the top and at each partition. */
    @Override
    public OffsetDeleteResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new OffsetDeleteResponse(
                error,
                partitions.stream()
                        .map(p -> new OffsetDeleteResponse.Partition(p, error))
                        .toList());
    }
}
