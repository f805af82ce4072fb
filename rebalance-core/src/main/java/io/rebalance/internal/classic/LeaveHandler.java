package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest.Leaver;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LeaveGroup: who leaves does not keep the others waiting for its session to expire.
 *
 * @kip 345, 800
 */
final class LeaveHandler {

    private final GroupTable groups;
    private final JoinPhase phase;

    LeaveHandler(GroupTable groups, JoinPhase phase) {
        this.groups = groups;
        this.phase = phase;
    }

    /** Judges the leavers one by one, then rebalances once (reference 2.15). */
    void handle(Step step, Ticket ticket, LeaveGroupRequest request) {
        if (request.groupId().isEmpty()) {
            step.answer(ticket, request.refusedWith(ErrorCode.INVALID_GROUP_ID));
            return;
        }
        ClassicGroup group = (ClassicGroup) groups.find(request.groupId());
        List<LeaveGroupResponse.Left> left = new ArrayList<>();
        List<RebalanceCause> causes = new ArrayList<>();
        boolean pendingLeft = false;
        for (Leaver leaver : request.members()) {
            ErrorCode verdict = judge(group, leaver);
            if (group != null && verdict.isNone()) {
                Seat seat = seatOf(group, leaver);
                if (seat == null) {
                    group.removePending(step, leaver.memberId());
                    pendingLeft = true;
                } else {
                    String reason = leaver.reason() == null ? "" : leaver.reason();
                    RebalanceCause cause = Causes.of(step, Rule.MEMBER_LEFT, Input.LEAVE, seat.memberId(), reason);
                    causes.add(cause);
                    phase.remove(step, group, seat, Departure.LEFT, cause.detail(), ErrorCode.UNKNOWN_MEMBER_ID);
                }
            }
            left.add(new LeaveGroupResponse.Left(leaver.memberId(), leaver.groupInstanceId(), verdict));
        }
        step.answer(ticket, new LeaveGroupResponse(ErrorCode.NONE, left));
        if (group != null && !causes.isEmpty()) {
            gone(step, group, causes);
        } else if (group != null && pendingLeft && group.state() == ClassicGroupState.PREPARING_REBALANCE) {
            // where nobody waits for it, a pending id that goes is no reason to rebalance; Kafka 4.1 does
            phase.completeIfAllJoined(step, group);
        }
    }

    /** Members are gone: the others rebalance, or wait for them no longer. */
    private void gone(Step step, ClassicGroup group, List<RebalanceCause> causes) {
        ClassicGroupState from = group.state();
        switch (group.react(step, ClassicTrigger.MEMBER_GOES)) {
            case REBALANCE -> phase.begin(step, group, from, causes);
            case COMPLETE_IF_ALL_JOINED -> {
                causes.forEach(cause -> phase.addCause(step, group, cause));
                phase.completeIfAllJoined(step, group);
            }
            default -> throw new IllegalStateException("nobody can leave in state " + from);
        }
    }

    private static ErrorCode judge(@Nullable ClassicGroup group, Leaver leaver) {
        if (group == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (leaver.memberId().isEmpty() || group.isPending(leaver.memberId())) {
            return seatOf(group, leaver) != null || group.isPending(leaver.memberId())
                    ? ErrorCode.NONE
                    : ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return group.identify(leaver.memberId(), leaver.groupInstanceId());
    }

    private static @Nullable Seat seatOf(ClassicGroup group, Leaver leaver) {
        if (!leaver.memberId().isEmpty()) {
            return group.seat(leaver.memberId());
        }
        String instanceId = leaver.groupInstanceId();
        return instanceId == null ? null : group.seatOfInstance(instanceId);
    }
}
