package io.rebalance.internal.classic;

import io.rebalance.CoordinatorConfig;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
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
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JoinGroup: who wants to be in the next generation.
 *
 * @kip 62, 389, 394
 */
final class JoinHandler {

    private final Host host;
    private final GroupTable groups;
    private final Waiting waiting;
    private final JoinPhase phase;
    private final Said said;
    private final StaticMembers restarts;

    JoinHandler(Host host, GroupTable groups, Waiting waiting, JoinPhase phase, Said said) {
        this.host = host;
        this.groups = groups;
        this.waiting = waiting;
        this.phase = phase;
        this.said = said;
        this.restarts = new StaticMembers(groups, waiting, phase);
    }

    /** Checks in the order of reference 2.4, then seats, parks, answers or refuses. */
    void handle(Step step, Ticket ticket, JoinGroupRequest request) {
        ClassicGroup group = (ClassicGroup) groups.find(request.groupId());
        Seat seat = group == null ? null : seatOf(group, request);
        JoinGroupResponse refusal = refuse(group, seat, request);
        if (refusal != null) {
            if (refusal.error() == ErrorCode.GROUP_MAX_SIZE_REACHED && group != null) {
                removeRefused(step, group, seat, request.memberId());
            }
            step.answer(ticket, refusal);
        } else if (group == null) {
            newcomer(step, create(step, request.groupId()), null, ticket, request);
        } else if (request.isFromNewcomer()) {
            newcomer(step, group, seat, ticket, request);
        } else if (group.isPending(request.memberId())) {
            group.removePending(step, request.memberId());
            add(step, group, request.memberId(), ticket, request, joinCause(step, group, request.memberId(), request));
        } else if (seat == null) {
            throw new IllegalStateException("member " + request.memberId() + " was identified, but has no seat");
        } else {
            member(step, group, seat, ticket, request);
        }
    }

    private @Nullable JoinGroupResponse refuse(
            @Nullable ClassicGroup group, @Nullable Seat seat, JoinGroupRequest request) {
        ErrorCode verdict = JoinLimits.check(host.config(), request);
        if (!verdict.isNone()) {
            return request.refusedWith(verdict);
        }
        if (group == null && !request.isFromNewcomer()) {
            return request.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        if (group != null && !hasRoom(group, seat)) {
            return JoinGroupResponse.refusal(ErrorCode.GROUP_MAX_SIZE_REACHED, JoinGroupRequest.UNKNOWN_MEMBER);
        }
        if (!isAgreeable(group, request)) {
            return request.refusedWith(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        if (group != null && !request.isFromNewcomer()) {
            return refuseIdentity(group, seat, request);
        }
        return isForLater(group, request) ? request.refusedWith(ErrorCode.COORDINATOR_NOT_AVAILABLE) : null;
    }

    /** Whether there is no room for this newcomer now, but will be. Its client asks again after its back-off. */
    private boolean isForLater(@Nullable ClassicGroup group, JoinGroupRequest request) {
        CoordinatorConfig config = host.config();
        if (group == null) {
            return groups.size() >= config.maxGroups();
        }
        return isGivenPendingId(request) && group.pendingCount() >= config.groupMaxPendingMembers();
    }

    private static @Nullable JoinGroupResponse refuseIdentity(
            ClassicGroup group, @Nullable Seat seat, JoinGroupRequest request) {
        if (group.isPending(request.memberId())) {
            // the id was given to a dynamic member: reference 9, case 6
            return request.groupInstanceId() == null
                    ? null
                    : JoinGroupResponse.refusal(ErrorCode.UNKNOWN_SERVER_ERROR, JoinGroupRequest.UNKNOWN_MEMBER);
        }
        ErrorCode identity = group.identify(seat, request.memberId(), request.groupInstanceId());
        return identity.isNone() ? null : request.refusedWith(identity);
    }

    /** The seat that the caller has, or takes over; or null. Whoever takes one over makes the group no larger. */
    private static @Nullable Seat seatOf(ClassicGroup group, JoinGroupRequest request) {
        String instanceId = request.groupInstanceId();
        return request.isFromNewcomer() && instanceId != null
                ? group.seatOfInstance(instanceId)
                : group.seat(request.memberId());
    }

    private boolean hasRoom(ClassicGroup group, @Nullable Seat seat) {
        int max = host.config().groupMaxSize();
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            case PREPARING_REBALANCE -> (seat != null && seat.hasJoined()) || group.joinedCount() < max;
            case COMPLETING_REBALANCE, STABLE -> seat != null || group.size() < max;
        };
    }

    private void removeRefused(Step step, ClassicGroup group, @Nullable Seat seat, String memberId) {
        group.removePending(step, memberId);
        if (seat != null) {
            phase.remove(step, group, seat, Departure.GROUP_FULL, "", ErrorCode.UNKNOWN_MEMBER_ID);
        }
    }

    /** The caller's own old protocols count too: even the only member cannot change all of them at once (case 13). */
    private static boolean isAgreeable(@Nullable ClassicGroup group, JoinGroupRequest request) {
        if (group == null || group.state() == ClassicGroupState.EMPTY) {
            return !request.protocolType().isEmpty() && !request.protocols().isEmpty();
        }
        if (!request.protocolType().equals(group.protocolType())) {
            return false;
        }
        for (JoinProtocol protocol : request.protocols()) {
            if (group.isSupportedByAll(protocol.name())) {
                return true;
            }
        }
        return false;
    }

    private ClassicGroup create(Step step, String groupId) {
        ClassicGroup group = new ClassicGroup(groupId);
        groups.add(step, group);
        step.dismissIfTakenBack(group.sessionWatch());
        step.put(new RecordKey.Group(groupId), GroupPicture.record(group, step.nowMs()));
        return group;
    }

    /** A newcomer takes the seat that holds its instance id, if one does. */
    private void newcomer(
            Step step, ClassicGroup group, @Nullable Seat holder, Ticket ticket, JoinGroupRequest request) {
        if (holder != null && !mayTake(step, group, holder)) {
            step.happened(StaticMembers.refused(group, holder, said.by("", request)));
            step.answer(ticket, request.refusedWith(ErrorCode.COORDINATOR_NOT_AVAILABLE));
            return;
        }
        String instanceId = request.groupInstanceId();
        String memberId = newId(group, instanceId == null ? prefix(request.clientId()) : instanceId);
        if (holder != null) {
            restarts.restart(step, group, holder, said.restarted(holder.member(), memberId, request), ticket, request);
        } else if (isGivenPendingId(request)) {
            step.arm(group.addPending(step, memberId), request.sessionTimeoutMs());
            step.answer(ticket, JoinGroupResponse.refusal(ErrorCode.MEMBER_ID_REQUIRED, memberId));
        } else {
            add(step, group, memberId, ticket, request, joinCause(step, group, memberId, request));
        }
    }

    /** As much of a client's id as leaves a member id that every request and answer has room for. */
    private static String prefix(String clientId) {
        int most = JoinGroupRequest.MAX_INSTANCE_ID_CHARS;
        if (clientId.length() <= most) {
            return clientId;
        }
        boolean cutsPair = Character.isHighSurrogate(clientId.charAt(most - 1));
        return clientId.substring(0, cutsPair ? most - 1 : most); // half a pair would not survive the wire
    }

    private String newId(ClassicGroup group, String prefix) {
        String memberId = host.memberIds().next(prefix);
        if (memberId.isEmpty() || group.seat(memberId) != null || group.isPending(memberId)) {
            throw new IllegalStateException(
                    "memberIds must give an id that is new, gave \"" + memberId + "\" for prefix \"" + prefix + "\"");
        }
        return memberId;
    }

    /** Two processes with one instance id must not take it from each other without end: field failure B9. */
    private boolean mayTake(Step step, ClassicGroup group, Seat holder) {
        String instanceId = Objects.requireNonNull(holder.instanceId(), "instanceId");
        int most = host.config().maxTakeoversPerSession();
        return group.takeovers().mayTake(instanceId, step.nowMs(), holder.sessionTimeoutMs(), most);
    }

    private static boolean isGivenPendingId(JoinGroupRequest request) {
        return request.isFromNewcomer() && request.groupInstanceId() == null && request.memberIdRequired(); // KIP-394
    }

    private void add(
            Step step,
            ClassicGroup group,
            String memberId,
            Ticket ticket,
            JoinGroupRequest request,
            RebalanceCause cause) {
        Seat seat = group.addSeat(step, said.shared(request.protocolType()), said.by(memberId, request));
        Gathering gathering = group.gathering();
        if (gathering != null) {
            group.gathering(step, new Gathering(gathering.delayMs(), gathering.remainingMs(), true));
        }
        step.happened(new GroupEvent.MemberJoined(
                group.groupId(), memberId, seat.member().clientId()));
        park(step, group, seat, ticket);
        join(step, group, ClassicTrigger.NEW_MEMBER_JOINS, cause);
    }

    private void member(Step step, ClassicGroup group, Seat seat, Ticket ticket, JoinGroupRequest request) {
        boolean unchanged = seat.member().offers(request.protocols());
        ClassicTrigger trigger = !unchanged
                ? ClassicTrigger.MEMBER_JOINS_CHANGED
                : group.isLeader(seat) ? ClassicTrigger.LEADER_JOINS_UNCHANGED : ClassicTrigger.MEMBER_JOINS_UNCHANGED;
        ClassicMember before = seat.member();
        boolean saysTheSame = unchanged && said.isTheRestSame(before, request); // timeouts too: field failure A21
        if (!saysTheSame) {
            group.said(step, seat, said.again(before, request));
        }
        if (group.state().on(trigger) == ClassicReaction.ANSWER) {
            ClassicGroup.heardFrom(step, seat);
            if (group.state() == ClassicGroupState.STABLE && !saysTheSame) {
                RecordValue.ClassicGroup record = GroupPicture.record(group, step.nowMs());
                group.stored(step, record);
                step.put(new RecordKey.Group(group.groupId()), record);
            }
            step.answer(ticket, phase.joined(group, seat));
            return;
        }
        park(step, group, seat, ticket);
        Rule rule = unchanged ? Rule.LEADER_REJOINED : Rule.METADATA_CHANGED;
        join(step, group, trigger, Causes.join(step, group, rule, seat.memberId(), reason(request)));
    }

    /** A new member's first join may wait for longer than its session: also the one that follows a join that was cancelled. */
    private void park(Step step, ClassicGroup group, Seat seat, Ticket ticket) {
        if (seat.isNew() && !seat.hasJoined()) {
            group.openSession(step, seat, host.config().newMemberJoinTimeoutMs());
        }
        group.parkJoin(step, waiting, seat, ticket);
    }

    private void join(Step step, ClassicGroup group, ClassicTrigger trigger, RebalanceCause cause) {
        ClassicGroupState from = group.state();
        switch (group.react(step, trigger)) {
            case PARK_AND_REBALANCE -> phase.begin(step, group, from, List.of(cause));
            case PARK -> {
                if (trigger == ClassicTrigger.NEW_MEMBER_JOINS) {
                    phase.addCause(step, group, cause);
                }
                phase.completeIfAllJoined(step, group);
            }
            default -> throw new IllegalStateException("nobody can join in state " + from);
        }
    }

    private static RebalanceCause joinCause(Step step, ClassicGroup group, String memberId, JoinGroupRequest request) {
        return Causes.join(step, group, Rule.MEMBER_JOINED, memberId, reason(request));
    }

    private static String reason(JoinGroupRequest request) {
        String reason = request.reason();
        return reason == null ? "" : reason;
    }
}
