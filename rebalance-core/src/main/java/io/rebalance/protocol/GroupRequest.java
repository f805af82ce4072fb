package io.rebalance.protocol;

/**
 * What a member, a client or a host asks of the coordinator of a group.
 *
 * <p>Requests are immutable values and compare by content.
 *
 * @param <R> what it is answered with
 */
public sealed interface GroupRequest<R extends GroupResponse>
        permits JoinGroupRequest,
                SyncGroupRequest,
                HeartbeatRequest,
                LeaveGroupRequest,
                OffsetCommitRequest,
                OffsetFetchRequest,
                TxnOffsetCommitRequest,
                EndTransactionRequest,
                OffsetDeleteRequest,
                DescribeGroupRequest,
                ListGroupsRequest,
                DeleteGroupRequest {

    /** Which request this is. */
    ApiKey api();

    /**
     * The group it is for. Not null; may be empty, which most requests are refused for. {@link ListGroupsRequest} and
     * {@link EndTransactionRequest} are for all groups of a coordinator, and give the empty id: whoever spreads groups
     * over several coordinators hands those two to each of them.
     */
    String groupId();

    /**
     * The answer that refuses this request as a whole.
     *
     * @param error why; not {@link ErrorCode#NONE}
     * @throws IllegalArgumentException if {@code error} is {@code NONE}
     */
    R refusedWith(ErrorCode error);
}
