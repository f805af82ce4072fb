package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the caller's part of a generation's assignment; the leader hands in everybody's.
 *
 * @param groupId the group
 * @param generationId the generation that the join answered
 * @param memberId who asks
 * @param groupInstanceId its instance id, or null
 * @param protocolType the protocol type it believes the group has, or null if it does not say
 * @param protocolName the protocol it believes the group chose, or null if it does not say
 * @param assignments everybody's assignment, from the leader; empty from all others. A member named twice gets the
 *     last one, a member not named gets no bytes, and who is no member is ignored
 * @param protocolRequired whether a missing protocol type or name is refused
 * @kip 345, 559
 */
public record SyncGroupRequest(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId,
        @Nullable String protocolType,
        @Nullable String protocolName,
        List<MemberAssignment> assignments,
        boolean protocolRequired)
        implements GroupRequest<SyncGroupResponse> {

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public SyncGroupRequest {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
        assignments = Lists.copyOf(assignments, "assignments");
    }

    /** A dynamic follower's request, which says nothing of the protocol. */
    public static SyncGroupRequest of(String groupId, int generationId, String memberId) {
        return new SyncGroupRequest(groupId, generationId, memberId, null, null, null, List.of(), false);
    }

    /** A dynamic leader's request, which says nothing of the protocol. */
    public static SyncGroupRequest of(
            String groupId, int generationId, String memberId, List<MemberAssignment> assignments) {
        return new SyncGroupRequest(groupId, generationId, memberId, null, null, null, assignments, false);
    }

    @Override
    public ApiKey api() {
        return ApiKey.SYNC_GROUP;
    }

    @Override
    public SyncGroupResponse refusedWith(ErrorCode error) {
        return SyncGroupResponse.refusal(error);
    }
}
