package io.rebalance.view;

import io.rebalance.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A member as it is now.
 *
 * @param memberId its id
 * @param groupInstanceId its instance id, or null for a dynamic member
 * @param clientId what its client calls itself
 * @param clientHost where its client is
 * @param sessionTimeoutMs how long it may stay silent, in ms
 * @param rebalanceTimeoutMs how long the others wait for it in a join phase, in ms
 * @param metadata what it says about itself under the group's protocol; empty if the group has chosen none
 * @param assignment its part of the last assignment, maybe empty
 * @param isWaiting whether a request of it waits for its answer
 */
public record MemberView(
        String memberId,
        @Nullable String groupInstanceId,
        String clientId,
        String clientHost,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs,
        Bytes metadata,
        Bytes assignment,
        boolean isWaiting) {}
