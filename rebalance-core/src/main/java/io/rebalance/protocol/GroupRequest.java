package io.rebalance.protocol;

/**
 * What a member or a client asks of the coordinator of a group.
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
                OffsetFetchRequest {

    /** Which request this is. */
    ApiKey api();

    /** The group it is for. Not null; may be empty, which most requests are refused for. */
    String groupId();

    /**
     * The answer that refuses this request as a whole.
     *
     * @param error why; not {@link ErrorCode#NONE}
     * @throws IllegalArgumentException if {@code error} is {@code NONE}
     */
    R refusedWith(ErrorCode error);
}
