package io.rebalance;

import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import java.util.Objects;

/**
 * The answer to a request.
 *
 * @param ticket the number with which the host handed the request in
 * @param request the request
 * @param response the answer to it
 */
public record Reply(long ticket, GroupRequest<?> request, GroupResponse response) {

    /** @throws NullPointerException if {@code request} or {@code response} is null */
    public Reply {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(response, "response");
    }
}
