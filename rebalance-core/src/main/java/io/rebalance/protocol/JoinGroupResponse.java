package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The generation that the join phase ended with, or why the caller is not in it.
 *
 * @param error the verdict
 * @param generationId the generation, 1 or more; {@link #NO_GENERATION} if refused
 * @param protocolType the group's protocol type; null if refused
 * @param protocolName the protocol that the group chose; null if refused
 * @param leader the member that must hand in the assignment; empty if the coordinator assigned, or if refused
 * @param skipAssignment whether the caller leads but must not assign
 * @param memberId the caller's member id
 * @param members everybody's metadata under the chosen protocol, by member id; empty for all but the leader
 * @kip 345, 394, 559, 814
 */
public record JoinGroupResponse(
        ErrorCode error,
        int generationId,
        @Nullable String protocolType,
        @Nullable String protocolName,
        String leader,
        boolean skipAssignment,
        String memberId,
        List<JoinedMember> members)
        implements GroupResponse {

    /** What stands for a generation where there is none. */
    public static final int NO_GENERATION = -1;

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public JoinGroupResponse {
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(leader, "leader");
        Objects.requireNonNull(memberId, "memberId");
        members = Lists.copyOf(members, "members");
    }

    /**
     * A refusal.
     *
     * @param memberId the id to send along: the caller's own, empty to make it forget its own, or the one it must use
     * @throws IllegalArgumentException if {@code error} is {@code NONE}
     */
    public static JoinGroupResponse refusal(ErrorCode error, String memberId) {
        return new JoinGroupResponse(
                Refusals.requireError(error), NO_GENERATION, null, null, "", false, memberId, List.of());
    }

    /** Whether the caller must hand in the assignment, or at least watch the topics for the group. */
    public boolean isLeader() {
        return error.isNone() && leader.equals(memberId);
    }
}
