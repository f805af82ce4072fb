package io.rebalance.protocol;

import io.rebalance.view.GroupView;
import java.util.Objects;

/**
 * A group as it is, or as it was when the records before this answer had become durable.
 *
 * @param error the verdict; {@code GROUP_ID_NOT_FOUND} if there is no such group, which clients before version 6 of
 *     Kafka's API are to be told as a group that is dead, without error
 * @param group the group, in the words of Kafka: protocol name and metadata show only while it is stable; dead and
 *     without members where {@code error} says that it cannot be told
 */
public record DescribeGroupResponse(ErrorCode error, GroupView group) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public DescribeGroupResponse {
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(group, "group");
    }
}
