package io.rebalance.protocol;

import java.util.Objects;

/**
 * Whether the group is gone.
 *
 * @param error the verdict: {@code NON_EMPTY_GROUP} if it has members, {@code GROUP_ID_NOT_FOUND} if there is none
 */
public record DeleteGroupResponse(ErrorCode error) implements GroupResponse {

    /** @throws NullPointerException if {@code error} is null */
    public DeleteGroupResponse {
        Objects.requireNonNull(error, "error");
    }
}
