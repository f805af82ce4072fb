package io.rebalance.member;

import io.rebalance.protocol.GroupRequest;
import java.util.Objects;

/**
 * A request to send to the coordinator.
 *
 * @param number to hand back with the answer; each request of a member has the number after the one before
 * @param request what to send
 * @param deadlineMs when the member gives up waiting for the answer, on its own clock; the host may keep it as its
 *     time-out. An answer that comes later does no harm
 */
public record MemberRequest(long number, GroupRequest<?> request, long deadlineMs) {

    /** @throws NullPointerException if {@code request} is null */
    public MemberRequest {
        Objects.requireNonNull(request, "request");
    }
}
