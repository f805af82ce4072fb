package io.rebalance.protocol;

import java.util.List;

/**
 * Asks which groups the coordinator has.
 *
 * @param states the names of states, as Kafka writes them but in any case; those in another state are left out; empty
 *     for all
 * @param types the names of types of group ({@code classic}), in any case; those of another type are left out; empty for
 *     all
 * @kip 518, 848
 */
public record ListGroupsRequest(List<String> states, List<String> types) implements GroupRequest<ListGroupsResponse> {

    /** @throws NullPointerException if an argument, or a name in it, is null */
    public ListGroupsRequest {
        states = Lists.copyOf(states, "states");
        types = Lists.copyOf(types, "types");
    }

    /** Asks for all groups. */
    public static ListGroupsRequest all() {
        return new ListGroupsRequest(List.of(), List.of());
    }

    @Override
    public ApiKey api() {
        return ApiKey.LIST_GROUPS;
    }

    /** Empty: it is for all groups of the coordinator. */
    @Override
    public String groupId() {
        return "";
    }

    @Override
    public ListGroupsResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new ListGroupsResponse(error, List.of());
    }
}
