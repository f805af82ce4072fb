package io.rebalance.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caller's part of the assignment, or why it gets none.
 *
 * @param error the verdict
 * @param protocolType the group's protocol type; null if refused
 * @param protocolName the protocol that the group chose; null if refused
 * @param assignment the caller's part; no bytes if refused, or if the leader named it not
 */
public record SyncGroupResponse(
        ErrorCode error,
        @Nullable String protocolType,
        @Nullable String protocolName,
        Bytes assignment) implements GroupResponse {

    /** @throws NullPointerException if {@code error} or {@code assignment} is null */
    public SyncGroupResponse {
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(assignment, "assignment");
    }

    /**
     * A refusal.
     *
     * @throws IllegalArgumentException if {@code error} is {@code NONE}
     */
    public static SyncGroupResponse refusal(ErrorCode error) {
        return new SyncGroupResponse(Refusals.requireError(error), null, null, Bytes.EMPTY);
    }
}
