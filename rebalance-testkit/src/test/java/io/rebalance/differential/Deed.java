package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens to a group, as far as it makes a difference to it. */
enum Deed {
    JOIN_FIRST_VERSIONS,
    JOIN_FOR_AN_ID,
    JOIN_WITH_A_PENDING_ID,
    JOIN_NEW_STATIC,
    JOIN_RESTART,
    JOIN_LEADER_AGAIN,
    JOIN_FOLLOWER_AGAIN,
    JOIN_FENCED,
    JOIN_UNKNOWN,
    SYNC_LEADER,
    SYNC_FOLLOWER,
    SYNC_WRONG_GENERATION,
    SYNC_FENCED,
    SYNC_UNKNOWN,
    HEARTBEAT_MEMBER,
    HEARTBEAT_WRONG_GENERATION,
    HEARTBEAT_FENCED,
    HEARTBEAT_UNKNOWN,
    LEAVE_MEMBER,
    LEAVE_BY_INSTANCE,
    LEAVE_PENDING,
    LEAVE_UNKNOWN,
    LEAVE_SEVERAL,
    COMMIT_MEMBER,
    COMMIT_WRONG_GENERATION,
    COMMIT_FENCED,
    COMMIT_UNKNOWN,
    COMMIT_FROM_OUTSIDE,
    COMMIT_IN_TRANSACTION,
    END_TRANSACTION,
    FETCH,
    DELETE_OFFSETS,
    DELETE_GROUP,
    DESCRIBE,
    LIST,
    SESSION_ENDS,
    PENDING_ID_ENDS,
    JOIN_PHASE_ENDS,
    SYNC_ENDS;

    /** Whether this can happen to a group in this state. */
    boolean isPossibleIn(String state) {
        return switch (this) {
            case JOIN_FIRST_VERSIONS,
                    JOIN_FOR_AN_ID,
                    JOIN_NEW_STATIC,
                    JOIN_UNKNOWN,
                    SYNC_UNKNOWN,
                    HEARTBEAT_UNKNOWN,
                    LEAVE_UNKNOWN,
                    LEAVE_SEVERAL,
                    COMMIT_UNKNOWN,
                    COMMIT_FROM_OUTSIDE,
                    COMMIT_IN_TRANSACTION,
                    FETCH,
                    DELETE_OFFSETS,
                    DELETE_GROUP,
                    DESCRIBE -> true;
            case END_TRANSACTION, LIST -> state.equals("none"); // they name no group
            case JOIN_WITH_A_PENDING_ID, LEAVE_PENDING, PENDING_ID_ENDS -> !state.equals("none");
            case JOIN_PHASE_ENDS -> state.equals("PreparingRebalance");
            case SYNC_ENDS -> state.equals("CompletingRebalance") || state.equals("Stable");
            default -> !state.equals("none") && !state.equals("Empty");
        };
    }

    /** What the request is to the group that it names. */
    static Deed of(GroupRequest<?> request, @Nullable GroupPicture group) {
        return switch (request.api()) {
            case JOIN_GROUP -> join((JoinGroupRequest) request, group);
            case SYNC_GROUP -> sync((SyncGroupRequest) request, group);
            case HEARTBEAT -> heartbeat((HeartbeatRequest) request, group);
            case LEAVE_GROUP -> leave((LeaveGroupRequest) request, group);
            case OFFSET_COMMIT -> commit((OffsetCommitRequest) request, group);
            case OFFSET_FETCH -> FETCH;
            case TXN_OFFSET_COMMIT -> COMMIT_IN_TRANSACTION;
            case WRITE_TXN_MARKERS -> END_TRANSACTION;
            case OFFSET_DELETE -> DELETE_OFFSETS;
            case DELETE_GROUPS -> DELETE_GROUP;
            case DESCRIBE_GROUPS -> DESCRIBE;
            case LIST_GROUPS -> LIST;
        };
    }

    private static Deed join(JoinGroupRequest join, @Nullable GroupPicture group) {
        if (join.isFromNewcomer()) {
            if (join.groupInstanceId() != null) {
                return holder(group, join.groupInstanceId()) == null ? JOIN_NEW_STATIC : JOIN_RESTART;
            }
            return join.memberIdRequired() ? JOIN_FOR_AN_ID : JOIN_FIRST_VERSIONS;
        }
        if (group != null && group.pending().containsKey(join.memberId())) {
            return JOIN_WITH_A_PENDING_ID;
        }
        return switch (standing(group, join.memberId(), join.groupInstanceId())) {
            case MEMBER ->
                join.memberId().equals(Objects.requireNonNull(group).leader())
                        ? JOIN_LEADER_AGAIN
                        : JOIN_FOLLOWER_AGAIN;
            case FENCED -> JOIN_FENCED;
            case UNKNOWN -> JOIN_UNKNOWN;
        };
    }

    private static Deed sync(SyncGroupRequest sync, @Nullable GroupPicture group) {
        return switch (standing(group, sync.memberId(), sync.groupInstanceId())) {
            case MEMBER -> {
                GroupPicture is = Objects.requireNonNull(group);
                yield sync.generationId() != is.generationId()
                        ? SYNC_WRONG_GENERATION
                        : sync.memberId().equals(is.leader()) ? SYNC_LEADER : SYNC_FOLLOWER;
            }
            case FENCED -> SYNC_FENCED;
            case UNKNOWN -> SYNC_UNKNOWN;
        };
    }

    private static Deed heartbeat(HeartbeatRequest beat, @Nullable GroupPicture group) {
        return switch (standing(group, beat.memberId(), beat.groupInstanceId())) {
            case MEMBER ->
                beat.generationId() == Objects.requireNonNull(group).generationId()
                        ? HEARTBEAT_MEMBER
                        : HEARTBEAT_WRONG_GENERATION;
            case FENCED -> HEARTBEAT_FENCED;
            case UNKNOWN -> HEARTBEAT_UNKNOWN;
        };
    }

    private static Deed leave(LeaveGroupRequest leave, @Nullable GroupPicture group) {
        if (leave.members().size() > 1) {
            return LEAVE_SEVERAL;
        }
        LeaveGroupRequest.Leaver leaver = leave.members().get(0);
        String instanceId = leaver.groupInstanceId();
        if (leaver.memberId().isEmpty() && instanceId != null && holder(group, instanceId) != null) {
            return LEAVE_BY_INSTANCE;
        }
        if (group != null && group.pending().containsKey(leaver.memberId())) {
            return LEAVE_PENDING;
        }
        return standing(group, leaver.memberId(), instanceId) == Standing.MEMBER ? LEAVE_MEMBER : LEAVE_UNKNOWN;
    }

    private static Deed commit(OffsetCommitRequest commit, @Nullable GroupPicture group) {
        if (commit.generationId() < 0 && commit.memberId().isEmpty() && commit.groupInstanceId() == null) {
            return COMMIT_FROM_OUTSIDE;
        }
        return switch (standing(group, commit.memberId(), commit.groupInstanceId())) {
            case MEMBER ->
                commit.generationId() == Objects.requireNonNull(group).generationId()
                        ? COMMIT_MEMBER
                        : COMMIT_WRONG_GENERATION;
            case FENCED -> COMMIT_FENCED;
            case UNKNOWN -> COMMIT_UNKNOWN;
        };
    }

    private enum Standing {
        MEMBER,
        FENCED,
        UNKNOWN
    }

    private static Standing standing(@Nullable GroupPicture group, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String holder = holder(group, instanceId);
            if (holder != null && !holder.equals(memberId)) {
                return Standing.FENCED;
            }
            if (holder == null) {
                return Standing.UNKNOWN;
            }
        }
        return group != null && group.members().containsKey(memberId) ? Standing.MEMBER : Standing.UNKNOWN;
    }

    private static @Nullable String holder(@Nullable GroupPicture group, String instanceId) {
        return group == null
                ? null
                : group.members().entrySet().stream()
                        .filter(m -> instanceId.equals(m.getValue().instanceId()))
                        .map(m -> m.getKey())
                        .findFirst()
                        .orElse(null);
    }

    /** Whether this became due in the group. */
    boolean isDue(GroupPicture group, long nowMs) {
        return switch (this) {
            case SESSION_ENDS ->
                group.members().values().stream()
                        .map(MemberPicture::sessionDeadlineMs)
                        .anyMatch(ms -> isDue(ms, nowMs));
            case PENDING_ID_ENDS -> group.pending().values().stream().anyMatch(ms -> isDue(ms, nowMs));
            case JOIN_PHASE_ENDS -> isDue(group.joinDeadlineMs(), nowMs);
            case SYNC_ENDS -> isDue(group.syncDeadlineMs(), nowMs);
            default -> false;
        };
    }

    private static boolean isDue(@Nullable Long deadlineMs, long nowMs) {
        return deadlineMs != null && deadlineMs <= nowMs;
    }
}
