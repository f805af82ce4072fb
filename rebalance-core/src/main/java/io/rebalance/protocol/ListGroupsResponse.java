package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/**
 * Which groups there are.
 *
 * @param error the verdict
 * @param groups the groups asked for, by id
 */
public record ListGroupsResponse(ErrorCode error, List<Listed> groups) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public ListGroupsResponse {
        Objects.requireNonNull(error, "error");
        groups = Lists.copyOf(groups, "groups");
    }

    /**
     * One group.
     *
     * @param groupId its id
     * @param protocolType its protocol type; empty if it never had a member
     * @param state the name of its state as Kafka writes it
     * @param type the name of its type as Kafka writes it: {@code Classic}
     */
    public record Listed(String groupId, String protocolType, String state, String type) {

        /** The type of groups whose members agree on an assignment among themselves. */
        public static final String CLASSIC = "Classic";

        /** @throws NullPointerException if an argument is null */
        public Listed {
            Objects.requireNonNull(groupId, "groupId");
            Objects.requireNonNull(protocolType, "protocolType");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(type, "type");
        }
    }
}
