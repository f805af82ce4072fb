package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.RebalanceCause.Input;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup: the leader hands in the assignment, everybody takes its part.
 *
 * @kip 559
 */
final class SyncHandler {

    private final Host host;
    private final GroupTable groups;
    private final Waiting waiting;
    private final JoinPhase phase;
    private final Chronicle chronicle;

    SyncHandler(Host host, GroupTable groups, Waiting waiting, JoinPhase phase, Chronicle chronicle) {
        this.host = host;
        this.groups = groups;
        this.waiting = waiting;
        this.phase = phase;
        this.chronicle = chronicle;
    }

    /** Checks in the order of reference 2.9, then answers, parks or stores. */
    void handle(Step step, Ticket ticket, SyncGroupRequest request) {
        ClassicGroup group = (ClassicGroup) groups.find(request.groupId());
        Seat seat = group == null ? null : group.seat(request.memberId());
        ErrorCode error = check(group, seat, request);
        if (!error.isNone() || group == null || seat == null) {
            step.answer(ticket, SyncGroupResponse.refusal(error));
            return;
        }
        boolean leads = group.isLeader(seat);
        switch (group.react(step, leads ? ClassicTrigger.LEADER_SYNCS : ClassicTrigger.MEMBER_SYNCS)) {
            case REFUSE_UNKNOWN -> step.answer(ticket, SyncGroupResponse.refusal(ErrorCode.UNKNOWN_MEMBER_ID));
            case REFUSE_REBALANCING -> step.answer(ticket, SyncGroupResponse.refusal(ErrorCode.REBALANCE_IN_PROGRESS));
            case REFUSE_UNAVAILABLE ->
                step.answer(ticket, SyncGroupResponse.refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE));
            case PARK -> {
                hasSynced(step, group, seat);
                waiting.park(step, seat, ticket);
            }
            case STORE_ASSIGNMENT -> {
                hasSynced(step, group, seat);
                waiting.park(step, seat, ticket);
                store(step, group, request.assignments());
            }
            case ANSWER -> {
                hasSynced(step, group, seat);
                step.answer(ticket, part(group, seat));
                chronicle.synced(step, group);
                followUpIfAllSynced(step, group);
            }
            default -> throw new IllegalStateException("no way to sync in state " + group.state());
        }
    }

    private ErrorCode check(@Nullable ClassicGroup group, @Nullable Seat seat, SyncGroupRequest request) {
        if (request.protocolRequired() && (request.protocolType() == null || request.protocolName() == null)) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        if (request.groupId().isEmpty()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        if (group == null || group.state() == ClassicGroupState.EMPTY) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        ErrorCode identity = group.identify(seat, request.memberId(), request.groupInstanceId());
        if (!identity.isNone()) {
            return identity;
        }
        if (request.generationId() != group.generationId()) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        boolean agrees = agrees(request.protocolType(), group.protocolType())
                && agrees(request.protocolName(), group.protocolName());
        if (!agrees) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        return fit(request.assignments()) ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST; // design law 11
    }

    private boolean fit(List<MemberAssignment> assignments) {
        for (int i = 0; i < assignments.size(); i++) {
            if (assignments.get(i).assignment().size() > host.config().maxMemberBytes()) {
                return false;
            }
        }
        return true;
    }

    private static boolean agrees(@Nullable String said, @Nullable String known) {
        return said == null || known == null || said.equals(known);
    }

    private static void hasSynced(Step step, ClassicGroup group, Seat seat) {
        group.owesSync(step, seat, false);
        if (group.owesNobodySync()) {
            step.disarm(group.syncTimer());
        }
    }

    private void store(Step step, ClassicGroup group, List<MemberAssignment> assignments) {
        assign(step, group, assignments);
        RecordValue.ClassicGroup record = GroupPicture.record(group, step.nowMs());
        group.stored(step, record);
        chronicle.assigned(step, group, record, new LazyList<>(() -> AssignmentReport.parts(record)), List.of(), 0);
        chronicle.synced(step, group);
        step.put(new RecordKey.Group(group.groupId()), record);
        group.answerSyncs(step, waiting, seat -> part(group, seat));
    }

    /** Everybody gets what the leader said last of it; of whom it said nothing, no bytes. */
    private static void assign(Step step, ClassicGroup group, List<MemberAssignment> assignments) {
        try {
            int mentioned = 0;
            for (int i = assignments.size() - 1; i >= 0; i--) {
                MemberAssignment assignment = assignments.get(i);
                Seat seat = group.seat(assignment.memberId());
                if (seat != null && !seat.isMarked()) {
                    seat.mark(true);
                    seat.assignment(step, assignment.assignment());
                    mentioned++;
                }
            }
            if (mentioned < group.size()) {
                leaveOutUnmarked(step, group);
            }
        } finally {
            for (Seat seat : group.seats()) {
                seat.mark(false);
            }
        }
    }

    private static void leaveOutUnmarked(Step step, ClassicGroup group) {
        for (Seat seat : group.seats()) {
            if (!seat.isMarked()) {
                seat.assignment(step, Bytes.EMPTY);
            }
        }
    }

    private static SyncGroupResponse part(ClassicGroup group, Seat seat) {
        return new SyncGroupResponse(ErrorCode.NONE, group.protocolType(), group.protocolName(), seat.assignment());
    }

    /** Whoever could have been asked to let go of something has been; what is withheld otherwise needs another round. */
    private void followUpIfAllSynced(Step step, ClassicGroup group) {
        if (group.owesNobodySync() && group.coverage().isFollowUpNeeded()) {
            ClassicGroupState from = group.state();
            group.react(step, ClassicTrigger.FOLLOW_UP_DUE);
            String detail = Objects.requireNonNullElse(group.protocolName(), "");
            phase.begin(step, group, from, List.of(Causes.followUp(step, group, Input.SYNC, detail)));
        }
    }
}
