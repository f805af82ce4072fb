package io.rebalance.protocol;

import java.util.Objects;

/**
 * Deletes a group that has no members, with all its offsets, those of open transactions included. An adapter of Kafka's
 * request, which names several groups, hands in one of these for each.
 *
 * @param groupId the group; may be empty
 * @kip 229
 */
public record DeleteGroupRequest(String groupId) implements GroupRequest<DeleteGroupResponse> {

    /** @throws NullPointerException if {@code groupId} is null */
    public DeleteGroupRequest {
        Objects.requireNonNull(groupId, "groupId");
    }

    @Override
    public ApiKey api() {
        return ApiKey.DELETE_GROUPS;
    }

    @Override
    public DeleteGroupResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new DeleteGroupResponse(error);
    }
}
