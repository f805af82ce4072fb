package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends the membership of one or more members.
 *
 * @param groupId the group
 * @param members who leaves, in the order in which they are to be judged
 * @kip 345, 800
 */
public record LeaveGroupRequest(String groupId, List<Leaver> members) implements GroupRequest<LeaveGroupResponse> {

    /** @throws NullPointerException if an argument is null */
    public LeaveGroupRequest {
        Objects.requireNonNull(groupId, "groupId");
        members = Lists.copyOf(members, "members");
    }

    /** One dynamic member leaves. */
    public static LeaveGroupRequest of(String groupId, String memberId) {
        return new LeaveGroupRequest(groupId, List.of(new Leaver(memberId, null, null)));
    }

    @Override
    public ApiKey api() {
        return ApiKey.LEAVE_GROUP;
    }

    /** Carries the error at the top and at each member. */
    @Override
    public LeaveGroupResponse refusedWith(ErrorCode error) {
        Refusals.requireError(error);
        return new LeaveGroupResponse(
                error,
                members.stream()
                        .map(m -> new LeaveGroupResponse.Left(m.memberId(), m.groupInstanceId(), error))
                        .toList());
    }

    /**
     * One who leaves.
     *
     * @param memberId its id; empty to name it by its instance id alone, as an administrator does
     * @param groupInstanceId its instance id, or null
     * @param reason why, for people to read, or null
     */
    public record Leaver(
            String memberId,
            @Nullable String groupInstanceId,
            @Nullable String reason) {

        /** @throws NullPointerException if {@code memberId} is null */
        public Leaver {
            Objects.requireNonNull(memberId, "memberId");
        }
    }
}
