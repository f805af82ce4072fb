package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.kernel.Step;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;

/** Heartbeat: the member lives; does its generation? */
final class HeartbeatHandler {

    private final GroupTable groups;

    HeartbeatHandler(GroupTable groups) {
        this.groups = groups;
    }

    /** The verdict, in the order of reference 2.10. */
    ErrorCode handle(Step step, HeartbeatRequest request) {
        if (request.groupId().isEmpty()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        ClassicGroup group = (ClassicGroup) groups.find(request.groupId());
        if (group == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        Seat seat = group.seat(request.memberId());
        ErrorCode identity = group.identify(seat, request.memberId(), request.groupInstanceId());
        if (!identity.isNone()) {
            return identity;
        }
        if (request.generationId() != group.generationId()) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        return switch (group.react(step, ClassicTrigger.MEMBER_HEARTBEATS)) {
            case ACCEPT -> {
                ClassicGroup.heardFrom(step, seat);
                yield ErrorCode.NONE;
            }
            case HEAR_AND_REFUSE_REBALANCING -> {
                ClassicGroup.heardFrom(step, seat);
                yield ErrorCode.REBALANCE_IN_PROGRESS;
            }
            case REFUSE_UNKNOWN -> ErrorCode.UNKNOWN_MEMBER_ID;
            case REFUSE_UNAVAILABLE -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
            default -> throw new IllegalStateException("no way to hear a heartbeat in state " + group.state());
        };
    }
}
