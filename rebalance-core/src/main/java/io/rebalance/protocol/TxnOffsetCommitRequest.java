package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for a group, how far its partitions are worked off, as part of a producer's transaction: what it says becomes
 * true if and when an {@link EndTransactionRequest} commits the transaction.
 *
 * <p>Whether the producer has an open transaction that includes the group is for the host to know, from its transaction
 * log, before it hands this in.
 *
 * @param groupId the group
 * @param producerId the producer, 0 or more
 * @param producerEpoch the epoch of the producer, 0 or more; a higher one fences a lower one
 * @param generationId the generation the member works in; below 0 from a client that tells none, as before KIP-447
 * @param memberId who commits; empty from a client that does not tell
 * @param groupInstanceId its instance id, or null
 * @param partitions what to keep; a partition named twice keeps the last one
 * @kip 98, 447
 */
public record TxnOffsetCommitRequest(
        String groupId,
        long producerId,
        int producerEpoch,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId,
        List<OffsetCommitRequest.Partition> partitions)
        implements GroupRequest<OffsetCommitResponse> {

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public TxnOffsetCommitRequest {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
        partitions = Lists.copyOf(partitions, "partitions");
    }

    @Override
    public ApiKey api() {
        return ApiKey.TXN_OFFSET_COMMIT;
    }

    /** Carries the error at the top and at each partition. */
    @Override
    public OffsetCommitResponse refusedWith(ErrorCode error) {
        return OffsetCommitResponse.refusal(error, partitions);
    }
}
