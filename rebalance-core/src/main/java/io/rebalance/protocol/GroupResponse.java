package io.rebalance.protocol;

/** What the coordinator answers. Responses are immutable values and compare by content. */
public sealed interface GroupResponse
        permits JoinGroupResponse,
                SyncGroupResponse,
                HeartbeatResponse,
                LeaveGroupResponse,
                OffsetCommitResponse,
                OffsetFetchResponse,
                EndTransactionResponse,
                OffsetDeleteResponse,
                DescribeGroupResponse,
                ListGroupsResponse,
                DeleteGroupResponse {

    /** The verdict on the request as a whole. Parts of it may have one of their own. */
    ErrorCode error();
}
