package io.rebalance.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says that the member is alive, and asks whether its generation still is.
 *
 * @param groupId the group
 * @param generationId the generation the member works in
 * @param memberId who is alive
 * @param groupInstanceId its instance id, or null
 */
public record HeartbeatRequest(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId) implements GroupRequest<HeartbeatResponse> {

    /** @throws NullPointerException if {@code groupId} or {@code memberId} is null */
    public HeartbeatRequest {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
    }

    /** A dynamic member's heartbeat. */
    public static HeartbeatRequest of(String groupId, int generationId, String memberId) {
        return new HeartbeatRequest(groupId, generationId, memberId, null);
    }

    @Override
    public ApiKey api() {
        return ApiKey.HEARTBEAT;
    }

    @Override
    public HeartbeatResponse refusedWith(ErrorCode error) {
        return HeartbeatResponse.of(Refusals.requireError(error));
    }
}
