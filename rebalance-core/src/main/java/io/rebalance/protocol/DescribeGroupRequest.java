package io.rebalance.protocol;

import io.rebalance.view.GroupView;
import java.util.Objects;

/**
 * Asks for a group as it is. An adapter of Kafka's request, which names several groups, hands in one of these for each.
 *
 * @param groupId the group; may be empty
 */
public record DescribeGroupRequest(String groupId) implements GroupRequest<DescribeGroupResponse> {

    /** @throws NullPointerException if {@code groupId} is null */
    public DescribeGroupRequest {
        Objects.requireNonNull(groupId, "groupId");
    }

    @Override
    public ApiKey api() {
        return ApiKey.DESCRIBE_GROUPS;
    }

    /** Comes with the view of a group that is dead. */
    @Override
    public DescribeGroupResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new DescribeGroupResponse(error, GroupView.dead(groupId));
    }
}
