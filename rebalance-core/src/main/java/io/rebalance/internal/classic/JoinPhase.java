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
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.RebalanceCause;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way from one generation to the next: members are asked to join again, and who has when the phase ends is in.
 *
 * @kip 62, 134
 */
final class JoinPhase {

    private final Host host;
    private final Waiting waiting;
    private final CoordinatorAssignment assigning;
    private final Chronicle chronicle;

    JoinPhase(Host host, GroupTable groups, Waiting waiting, Chronicle chronicle) {
        this.host = host;
        this.waiting = waiting;
        this.chronicle = chronicle;
        this.assigning = new CoordinatorAssignment(host, groups);
    }

    /** The group has just gone into the join phase from {@code from}, for at least one cause. Ends it at once if everybody is there already. */
    void begin(Step step, ClassicGroup group, ClassicGroupState from, List<RebalanceCause> causes) {
        if (from == ClassicGroupState.COMPLETING_REBALANCE) {
            dropAssignments(step, group);
        }
        group.oweNoSync(step);
        step.disarm(group.syncTimer());
        step.disarm(group.followUpTimer());
        group.causes(step, new Causes(step.nowMs(), List.of(), 0));
        causes.forEach(cause -> addCause(step, group, cause));
        step.happened(new GroupEvent.RebalanceStarted(group.groupId(), group.generationId(), causes.get(0)));
        if (from == ClassicGroupState.EMPTY) {
            gather(step, group);
        } else if (mayStore(causes.get(0)) && (group.hasEverybodyJoined() || group.rebalanceTimeoutMs() == 0)) {
            complete(step, group); // nobody has any time, or there is nobody, whatever ids were handed out
        } else {
            step.arm(group.joinTimer(), group.rebalanceTimeoutMs());
        }
    }

    /** Whether the log can take records now: not while it is being told that it failed, nor before there is a way back. */
    private static boolean mayStore(RebalanceCause cause) {
        return cause.input() != RebalanceCause.Input.STORE_FAILED && cause.input() != RebalanceCause.Input.LOAD;
    }

    /** Waits for more than the first member; if the delay is 0, not even for ids that were handed out (KIP-134). */
    private void gather(Step step, ClassicGroup group) {
        int delayMs = host.config().groupInitialRebalanceDelayMs();
        if (delayMs == 0) {
            complete(step, group);
        } else {
            int remainingMs = Math.max(group.rebalanceTimeoutMs() - delayMs, 0);
            group.gathering(step, new Gathering(delayMs, remainingMs, false));
            step.arm(group.joinTimer(), delayMs);
        }
    }

    /** One more reason for the rebalance that is under way. */
    void addCause(Step step, ClassicGroup group, RebalanceCause cause) {
        group.causes(step, group.causes().with(cause, GroupEvent.GenerationStarted.MAX_CAUSES));
    }

    /** Ends the phase if nobody is missing; not while an empty group gathers its first members. */
    void completeIfAllJoined(Step step, ClassicGroup group) {
        if (group.gathering() == null && group.hasEverybodyJoined()) {
            complete(step, group);
        }
    }

    /**
     * Ends the phase if nobody is missing after someone did not come back in time, even while an empty group gathers its
     * first members.
     */
    void completeAfterExpiry(Step step, ClassicGroup group) {
        // Kafka 4.1, observed: the expiry of a pending member cuts the initial delay short
        if (group.state() == ClassicGroupState.PREPARING_REBALANCE && group.hasEverybodyJoined()) {
            complete(step, group);
        }
    }

    /** The phase has lasted long enough; but an empty group waits on while new members keep coming (KIP-134). */
    void overdue(Step step, ClassicGroup group) {
        Gathering gathering = group.gathering();
        if (gathering != null && gathering.hasNewMember() && gathering.remainingMs() > 0) {
            int delayMs = Math.min(host.config().groupInitialRebalanceDelayMs(), gathering.remainingMs());
            int remainingMs = Math.max(gathering.remainingMs() - gathering.delayMs(), 0);
            group.gathering(step, new Gathering(delayMs, remainingMs, false));
            step.arm(group.joinTimer(), delayMs);
        } else {
            complete(step, group);
        }
    }

    /** Removes a member. Its join is told that it is unknown, so that its client starts afresh; its sync is told {@code syncError}. */
    void remove(Step step, ClassicGroup group, Seat seat, Departure why, String detail, ErrorCode syncError) {
        Ticket join = group.takeJoin(step, waiting, seat);
        if (join != null) {
            step.answer(join, JoinGroupResponse.refusal(ErrorCode.UNKNOWN_MEMBER_ID, JoinGroupRequest.UNKNOWN_MEMBER));
        }
        waiting.answerSync(step, seat, SyncGroupResponse.refusal(syncError));
        group.removeSeat(step, seat);
        step.happened(new GroupEvent.MemberRemoved(group.groupId(), seat.memberId(), why, detail));
    }

    private void complete(Step step, ClassicGroup group) {
        step.disarm(group.joinTimer());
        group.gathering(step, null);
        boolean isAnybodyMissing = group.joinedCount() < group.size();
        for (Seat seat : isAnybodyMissing ? group.seats() : List.<Seat>of()) {
            if (!seat.hasJoined() && seat.instanceId() == null) { // a static member keeps its place: KIP-345
                remove(step, group, seat, Departure.MISSED_REBALANCE, "", ErrorCode.UNKNOWN_MEMBER_ID);
            }
        }
        if (group.size() == 0) {
            becomeEmpty(step, group);
        } else if (group.joinedCount() == 0) {
            group.react(step, ClassicTrigger.ONLY_ABSENT_LEFT);
            step.arm(group.joinTimer(), group.rebalanceTimeoutMs());
        } else {
            requireLeaderThatJoined(step, group);
            String protocolName = Vote.choose(group);
            CoordinatorAssignment.@Nullable Result result = assigning.assign(step, group, protocolName);
            group.generation(step, group.generationId() + 1, protocolName, result != null);
            chronicle.began(step, group, protocolName);
            // before the follow-up: whoever is absent is found out first, or it would be waited for without end
            step.arm(group.syncTimer(), group.rebalanceTimeoutMs());
            if (result == null) {
                group.coverage(step, Coverage.NONE);
                group.react(step, ClassicTrigger.LEADER_TO_ASSIGN);
            } else {
                install(step, group, result);
                group.react(step, ClassicTrigger.COORDINATOR_ASSIGNED);
            }
            group.answerJoins(step, waiting, seat -> joined(group, seat));
        }
    }

    /** Who is not here cannot assign: of those who are, the one that came first leads. */
    private static void requireLeaderThatJoined(Step step, ClassicGroup group) {
        Seat leader = group.leader();
        if (leader == null || !leader.hasJoined()) {
            group.leader(step, group.firstThatJoined());
        }
    }

    private void becomeEmpty(Step step, ClassicGroup group) {
        group.react(step, ClassicTrigger.NOBODY_JOINED);
        group.generation(step, group.generationId() + 1, null, false);
        group.coverage(step, Coverage.NONE);
        RecordValue.ClassicGroup record = GroupPicture.record(group, step.nowMs());
        chronicle.emptied(step, group, record);
        step.put(new RecordKey.Group(group.groupId()), record);
    }

    private void install(Step step, ClassicGroup group, CoordinatorAssignment.Result result) {
        for (Seat seat : group.seats()) {
            seat.member(
                    step,
                    seat.member()
                            .withAssignment(result.assignments().getOrDefault(seat.memberId(), Bytes.EMPTY))
                            .withUnreleased(result.unreleased().getOrDefault(seat.memberId(), List.of())));
        }
        group.coverage(step, result.coverage());
        if (result.coverage().isPartial()) {
            // the owner that lets go joins again by itself; this is for the one that does not
            step.arm(group.followUpTimer(), group.rebalanceTimeoutMs());
        }
        RecordValue.ClassicGroup record = GroupPicture.record(group, step.nowMs());
        group.stored(step, record);
        chronicle.assigned(step, group, record, result.parts(), result.withheld(), result.withheldCount());
        step.put(new RecordKey.Group(group.groupId()), record);
    }

    /** What the member is told of the generation that there is. */
    JoinGroupResponse joined(ClassicGroup group, Seat seat) {
        String protocolName = Objects.requireNonNull(group.protocolName(), "protocolName");
        List<JoinedMember> members = group.isLeader(seat) ? everybody(group.seats(), protocolName) : List.of();
        return new JoinGroupResponse(
                ErrorCode.NONE,
                group.generationId(),
                group.protocolType(),
                protocolName,
                group.leaderIdForMembers(),
                false,
                seat.memberId(),
                members);
    }

    private static List<JoinedMember> everybody(List<Seat> seats, String protocolName) {
        JoinedMember[] members = new JoinedMember[seats.size()];
        for (int i = 0; i < members.length; i++) {
            Seat seat = seats.get(i);
            members[i] = new JoinedMember(seat.memberId(), seat.instanceId(), seat.metadata(protocolName));
        }
        return List.of(members);
    }

    private void dropAssignments(Step step, ClassicGroup group) {
        for (Seat seat : group.seats()) {
            seat.assignment(step, Bytes.EMPTY);
            if (seat.sync() != null) {
                waiting.answerSync(step, seat, SyncGroupResponse.refusal(ErrorCode.REBALANCE_IN_PROGRESS));
                group.openSession(step, seat);
            }
        }
    }
}
