package io.rebalance.protocol;

/**
 * A producer's transaction has ended, as the host's transaction log says. All offsets that it committed within, for
 * whichever groups of this coordinator, become the groups' offsets, or are forgotten. Nothing is done, twice or for a
 * producer that has no open offsets: that is no error.
 *
 * @param producerId the producer
 * @param producerEpoch the epoch with which it ends: that of the transaction, or a higher one, as when the transaction
 *     of a fenced producer is aborted; a lower one is refused with {@link ErrorCode#INVALID_PRODUCER_EPOCH}
 * @param isCommitted whether it was committed; aborted otherwise
 * @kip 98, 447, 890
 */
public record EndTransactionRequest(long producerId, int producerEpoch, boolean isCommitted)
        implements GroupRequest<EndTransactionResponse> {

    @Override
    public ApiKey api() {
        return ApiKey.WRITE_TXN_MARKERS;
    }

    /** Empty: it is for all groups of the coordinator. */
    @Override
    public String groupId() {
        return "";
    }

    @Override
    public EndTransactionResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new EndTransactionResponse(error);
    }
}
