package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.ArrayList;
import java.util.List;

/** What happens when a deadline passes: silence ends a membership, waiting ends a join phase. */
final class ClassicTimers {

    private final GroupTable groups;
    private final JoinPhase phase;

    ClassicTimers(GroupTable groups, JoinPhase phase) {
        this.groups = groups;
        this.phase = phase;
    }

    void fire(Step step, Timer timer) {
        ClassicGroup group = (ClassicGroup) groups.find(timer.groupId());
        if (group == null) {
            throw new IllegalStateException("timer " + timer + " outlived its group");
        }
        switch (timer.kind()) {
            case SESSION -> endSessions(step, group);
            case PENDING_ID -> {
                group.removePending(step, timer.memberId());
                phase.completeAfterExpiry(step, group);
            }
            case JOIN_PHASE -> phase.overdue(step, group);
            case SYNC -> syncOverdue(step, group);
            case FOLLOW_UP ->
                rebalance(
                        step,
                        group,
                        ClassicTrigger.FOLLOW_UP_DUE,
                        List.of(Causes.followUp(step, group, Input.TIMER, "")));
            case EXPIRY, DELETED_PARTITIONS -> throw new IllegalStateException("timer " + timer + " is of no group");
        }
    }

    /** Looks at all sessions of the group. Those that end at once end one by one, each with what comes of it. */
    private void endSessions(Step step, ClassicGroup group) {
        for (Seat seat : group.silent(step.nowMs())) {
            // what came of the one before may have answered this one, which began its session anew
            if (seat.isOver(step.nowMs()) && group.seat(seat.memberId()) == seat) {
                endSession(step, group, seat);
            }
        }
        group.watch(step);
    }

    private void endSession(Step step, ClassicGroup group, Seat seat) {
        if (seat.isExcused()) {
            group.closeSession(step, seat); // whoever waits for us may be silent; its answer starts a new session
            return;
        }
        phase.remove(step, group, seat, Departure.SESSION_EXPIRED, "", ErrorCode.UNKNOWN_MEMBER_ID);
        RebalanceCause cause = Causes.of(step, Rule.SESSION_EXPIRED, Input.TIMER, seat.memberId(), "");
        if (group.state() == ClassicGroupState.PREPARING_REBALANCE) {
            phase.addCause(step, group, cause);
            phase.completeAfterExpiry(step, group);
        } else {
            rebalance(step, group, ClassicTrigger.MEMBER_GOES, List.of(cause));
        }
    }

    private void syncOverdue(Step step, ClassicGroup group) {
        List<RebalanceCause> causes = new ArrayList<>();
        for (Seat seat : group.seats()) {
            if (seat.owesSync()) {
                causes.add(Causes.of(step, Rule.SYNC_OVERDUE, Input.TIMER, seat.memberId(), ""));
                phase.remove(step, group, seat, Departure.NEVER_SYNCED, "", ErrorCode.UNKNOWN_MEMBER_ID);
            }
        }
        rebalance(step, group, ClassicTrigger.SYNC_OVERDUE, causes);
    }

    private void rebalance(Step step, ClassicGroup group, ClassicTrigger trigger, List<RebalanceCause> causes) {
        ClassicGroupState from = group.state();
        if (group.react(step, trigger) == ClassicReaction.REBALANCE) {
            phase.begin(step, group, from, causes);
        }
    }
}
