package io.rebalance.internal.kernel;

import io.rebalance.protocol.GroupRequest;
import java.util.Objects;

/**
 * A request that has not been answered yet.
 *
 * @param number the number with which the host handed it in
 * @param request the request
 */
public record Ticket(long number, GroupRequest<?> request) {

    /** @throws NullPointerException if {@code request} is null */
    public Ticket {
        Objects.requireNonNull(request, "request");
    }
}
