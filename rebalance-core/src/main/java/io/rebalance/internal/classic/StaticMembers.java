package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The restart of a static member: a process joins without a member id, but with an instance id that a member has. It
 * takes that member's seat under a new member id, and the old process is fenced in the same step.
 *
 * <p>In a stable group a restart that wants nothing new costs no generation: the new process is answered at once, and
 * gets the part that the old one had. Whatever the state, the log learns of the new id in the same outcome, so that a
 * coordinator that takes over knows the living process (field failure B3).
 *
 * @kip 345, 814
 */
final class StaticMembers {

    private final GroupTable groups;
    private final Waiting waiting;
    private final JoinPhase phase;

    StaticMembers(GroupTable groups, Waiting waiting, JoinPhase phase) {
        this.groups = groups;
        this.waiting = waiting;
        this.phase = phase;
    }

    /**
     * The new process takes over (reference 2.8).
     *
     * @param old the seat that it takes
     * @param member the new process: its id, what it says about itself, and what the old one has
     */
    void restart(
            Step step, ClassicGroup group, Seat old, ClassicMember member, Ticket ticket, JoinGroupRequest request) {
        String leaderBefore = group.leaderIdForMembers();
        fence(step, group, old);
        group.takeovers().taken(step, instanceId(old), old.sessionTimeoutMs());
        Seat seat = group.replaceSeat(step, old, member);
        group.openSession(step, seat);
        step.happened(replaced(group, old, seat));
        ClassicGroupState from = group.state();
        switch (group.react(step, trigger(group, old, seat))) {
            case ANSWER -> {
                store(step, group, seat);
                step.answer(ticket, answer(group, seat, request.canSkipAssignment(), leaderBefore));
            }
            case PARK -> {
                rename(step, group, old, seat);
                group.parkJoin(step, waiting, seat, ticket);
                phase.completeIfAllJoined(step, group);
            }
            case PARK_AND_REBALANCE -> {
                rename(step, group, old, seat);
                group.parkJoin(step, waiting, seat, ticket);
                String reason = Objects.requireNonNullElse(request.reason(), "");
                phase.begin(
                        step,
                        group,
                        from,
                        List.of(Causes.join(step, group, Rule.MEMBER_RESTARTED, member.memberId(), reason)));
            }
            default -> throw new IllegalStateException("nobody can restart in state " + from);
        }
    }

    /** Whatever the old process waits for is refused; whatever it asks from now on finds another id. */
    private void fence(Step step, ClassicGroup group, Seat old) {
        Ticket join = group.takeJoin(step, waiting, old);
        if (join != null) {
            step.answer(join, JoinGroupResponse.refusal(ErrorCode.FENCED_INSTANCE_ID, old.memberId()));
        }
        waiting.answerSync(step, old, SyncGroupResponse.refusal(ErrorCode.FENCED_INSTANCE_ID));
    }

    private static GroupEvent replaced(ClassicGroup group, Seat old, Seat seat) {
        return new GroupEvent.MemberReplaced(
                group.groupId(),
                instanceId(seat),
                seat.memberId(),
                seat.member().clientId(),
                seat.member().clientHost(),
                old.memberId(),
                old.member().clientId(),
                old.member().clientHost());
    }

    /** A process that would take the seat over was put off. */
    static GroupEvent refused(ClassicGroup group, Seat holder, ClassicMember refused) {
        return new GroupEvent.TakeoverRefused(
                group.groupId(),
                instanceId(holder),
                holder.memberId(),
                holder.member().clientId(),
                holder.member().clientHost(),
                refused.clientId(),
                refused.clientHost());
    }

    private static ClassicTrigger trigger(ClassicGroup group, Seat old, Seat seat) {
        String protocolName = group.protocolName();
        boolean isUnchanged = protocolName != null
                && protocolName.equals(Vote.choose(group))
                && Restart.isUnchanged(group.protocolType(), protocolName, old.member(), seat.member())
                // where the coordinator assigned it knows what was withheld, and follows up by itself
                && (group.isCoordinatorAssigned()
                        || !Restart.owedAJoin(group.protocolType(), protocolName, old.member()));
        return isUnchanged
                ? ClassicTrigger.STATIC_MEMBER_RESTARTS_UNCHANGED
                : ClassicTrigger.STATIC_MEMBER_RESTARTS_CHANGED;
    }

    /**
     * What the new process is told of the generation that goes on. A leader that understands it leads without assigning;
     * one that does not is told that its old self leads, and so does not assign either (KIP-814).
     */
    private JoinGroupResponse answer(ClassicGroup group, Seat seat, boolean canSkipAssignment, String leaderBefore) {
        JoinGroupResponse joined = phase.joined(group, seat);
        boolean leads = group.isLeader(seat);
        return new JoinGroupResponse(
                joined.error(),
                joined.generationId(),
                joined.protocolType(),
                joined.protocolName(),
                canSkipAssignment ? joined.leader() : leaderBefore,
                leads && canSkipAssignment,
                joined.memberId(),
                canSkipAssignment ? joined.members() : List.of());
    }

    /**
     * The generation goes on with the new process. What the old one was still to let go of, the new one does not hold, and
     * so will not let go of by joining again: the group has to be asked.
     */
    private void store(Step step, ClassicGroup group, Seat seat) {
        RecordValue.ClassicGroup stored = stored(group);
        if (!seat.member().unreleased().isEmpty() && group.isCoordinatorAssigned()) {
            group.coverage(step, group.coverage().withFollowUpNeeded());
        }
        RecordValue.ClassicGroup record = GroupPicture.record(group, stored.stateSinceMs());
        group.stored(step, record);
        step.put(new RecordKey.Group(group.groupId()), record);
    }

    /** In the last generation that is stored the member has its new id; all else is as it was. */
    private void rename(Step step, ClassicGroup group, Seat old, Seat seat) {
        RecordValue.ClassicGroup stored = stored(group);
        if (stored.members().stream().noneMatch(m -> m.memberId().equals(old.memberId()))) {
            return; // it is in no generation whose assignment is known
        }
        List<ClassicMember> members = stored.members().stream()
                .map(m -> m.memberId().equals(old.memberId()) ? renamed(m, seat.memberId()) : m)
                .sorted(Comparator.comparing(ClassicMember::memberId))
                .toList();
        step.put(
                new RecordKey.Group(group.groupId()),
                new RecordValue.ClassicGroup(
                        stored.protocolType(),
                        stored.protocolName(),
                        stored.generationId(),
                        old.memberId().equals(stored.leader()) ? seat.memberId() : stored.leader(),
                        stored.coordinatorAssigned(),
                        stored.stateSinceMs(),
                        members));
    }

    private static ClassicMember renamed(ClassicMember member, String memberId) {
        return new ClassicMember(
                memberId,
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                member.protocols(),
                member.assignment(),
                member.unreleased());
    }

    private static String instanceId(Seat seat) {
        return Objects.requireNonNull(seat.instanceId(), "instanceId");
    }

    private RecordValue.ClassicGroup stored(ClassicGroup group) {
        return Objects.requireNonNull(groups.stored(group.groupId()), "what is stored of the group");
    }
}
