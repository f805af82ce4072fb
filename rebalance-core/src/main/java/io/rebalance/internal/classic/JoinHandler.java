package io.rebalance.internal.classic;

import io.rebalance.CoordinatorConfig;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.List;
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

    JoinHandler(Host host, GroupTable groups, Waiting waiting, JoinPhase phase, Said said) {
        this.host = host;
        this.groups = groups;
        this.waiting = waiting;
        this.phase = phase;
        this.said = said;
    }

    /** Checks in the order of reference 2.4, then seats, parks, answers or refuses. */
    void handle(Step step, Ticket ticket, JoinGroupRequest request) {
        ClassicGroup group = (ClassicGroup) groups.find(request.groupId());
        JoinGroupResponse refusal = refuse(group, request);
        if (refusal != null) {
            if (refusal.error() == ErrorCode.GROUP_MAX_SIZE_REACHED && group != null) {
                removeRefused(step, group, request.memberId());
            }
            step.answer(ticket, refusal);
        } else if (group == null) {
            newcomer(step, create(step, request.groupId()), ticket, request);
        } else if (request.isFromNewcomer()) {
            newcomer(step, group, ticket, request);
        } else if (group.isPending(request.memberId())) {
            group.removePending(step, request.memberId());
            add(step, group, request.memberId(), ticket, request, joinCause(request.memberId(), request));
        } else {
            member(step, group, ticket, request);
        }
    }

    private @Nullable JoinGroupResponse refuse(@Nullable ClassicGroup group, JoinGroupRequest request) {
        CoordinatorConfig config = host.config();
        if (request.groupId().isEmpty()) {
            return request.refusedWith(ErrorCode.INVALID_GROUP_ID);
        }
        String instanceId = request.groupInstanceId();
        if (instanceId != null
                && (instanceId.isEmpty() || instanceId.length() > JoinGroupRequest.MAX_INSTANCE_ID_CHARS)) {
            return request.refusedWith(ErrorCode.INVALID_REQUEST);
        }
        if (request.sessionTimeoutMs() < config.groupMinSessionTimeoutMs()
                || request.sessionTimeoutMs() > config.groupMaxSessionTimeoutMs()) {
            return request.refusedWith(ErrorCode.INVALID_SESSION_TIMEOUT);
        }
        if (group == null && !request.isFromNewcomer()) {
            return request.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        if (group != null && !hasRoom(group, request.memberId())) {
            return JoinGroupResponse.refusal(ErrorCode.GROUP_MAX_SIZE_REACHED, JoinGroupRequest.UNKNOWN_MEMBER);
        }
        if (!isAgreeable(group, request)) {
            return request.refusedWith(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        if (group != null && !request.isFromNewcomer()) {
            return refuseIdentity(group, request);
        }
        return null;
    }

    private static @Nullable JoinGroupResponse refuseIdentity(ClassicGroup group, JoinGroupRequest request) {
        if (group.isPending(request.memberId())) {
            // the id was given to a dynamic member: reference 9, case 6
            return request.groupInstanceId() == null ? null : request.refusedWith(ErrorCode.UNKNOWN_SERVER_ERROR);
        }
        ErrorCode identity = group.identify(request.memberId(), request.groupInstanceId());
        return identity.isNone() ? null : request.refusedWith(identity);
    }

    private boolean hasRoom(ClassicGroup group, String memberId) {
        Seat seat = group.seat(memberId);
        int max = host.config().groupMaxSize();
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            case PREPARING_REBALANCE -> (seat != null && seat.hasJoined()) || group.joinedCount() < max;
            case COMPLETING_REBALANCE, STABLE -> seat != null || group.size() < max;
        };
    }

    private void removeRefused(Step step, ClassicGroup group, String memberId) {
        group.removePending(step, memberId);
        Seat seat = group.seat(memberId);
        if (seat != null) {
            phase.remove(step, group, seat, Departure.GROUP_FULL, "", ErrorCode.UNKNOWN_MEMBER_ID);
        }
    }

    /** The caller's own old protocols count too: even the only member cannot change all of them at once (case 13). */
    private static boolean isAgreeable(@Nullable ClassicGroup group, JoinGroupRequest request) {
        if (group == null || group.state() == ClassicGroupState.EMPTY) {
            return !request.protocolType().isEmpty() && !request.protocols().isEmpty();
        }
        return request.protocolType().equals(group.protocolType())
                && request.protocols().stream().anyMatch(p -> group.isSupportedByAll(p.name()));
    }

    private ClassicGroup create(Step step, String groupId) {
        ClassicGroup group = new ClassicGroup(groupId);
        groups.add(step, group);
        step.dismissIfTakenBack(group.sessionWatch());
        step.put(new RecordKey.Group(groupId), GroupPicture.record(group, step.nowMs()));
        return group;
    }

    private void newcomer(Step step, ClassicGroup group, Ticket ticket, JoinGroupRequest request) {
        String instanceId = request.groupInstanceId();
        String memberId = newId(group, instanceId == null ? prefix(request.clientId()) : instanceId);
        Seat holder = instanceId == null ? null : group.seatOfInstance(instanceId);
        if (holder != null) {
            fence(step, group, holder);
        }
        if (instanceId == null && request.memberIdRequired()) {
            step.arm(group.addPending(step, memberId), request.sessionTimeoutMs());
            step.answer(ticket, JoinGroupResponse.refusal(ErrorCode.MEMBER_ID_REQUIRED, memberId));
        } else {
            add(step, group, memberId, ticket, request, joinCause(memberId, request));
        }
    }

    /** As much of a client's id as leaves a member id that every request and answer has room for. */
    private static String prefix(String clientId) {
        int most = JoinGroupRequest.MAX_INSTANCE_ID_CHARS;
        return clientId.length() <= most ? clientId : clientId.substring(0, most);
    }

    private String newId(ClassicGroup group, String prefix) {
        String memberId = host.memberIds().next(prefix);
        if (memberId.isEmpty() || group.seat(memberId) != null || group.isPending(memberId)) {
            throw new IllegalStateException(
                    "memberIds must give an id that is new, gave \"" + memberId + "\" for prefix \"" + prefix + "\"");
        }
        return memberId;
    }

    /** Another process took over the instance id: whatever the old one asks is refused from now on. */
    private void fence(Step step, ClassicGroup group, Seat holder) {
        Ticket join = group.takeJoin(step, waiting, holder);
        if (join != null) {
            step.answer(join, JoinGroupResponse.refusal(ErrorCode.FENCED_INSTANCE_ID, holder.memberId()));
        }
        waiting.answerSync(step, holder, SyncGroupResponse.refusal(ErrorCode.FENCED_INSTANCE_ID));
        phase.remove(step, group, holder, Departure.REPLACED, "", ErrorCode.FENCED_INSTANCE_ID);
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
        group.openSession(step, seat, host.config().newMemberJoinTimeoutMs());
        step.happened(new GroupEvent.MemberJoined(group.groupId(), memberId, request.clientId()));
        group.parkJoin(step, waiting, seat, ticket);
        join(step, group, ClassicTrigger.NEW_MEMBER_JOINS, cause);
    }

    private void member(Step step, ClassicGroup group, Ticket ticket, JoinGroupRequest request) {
        Seat seat = group.seat(request.memberId());
        if (seat == null) {
            throw new IllegalStateException("member " + request.memberId() + " was identified, but has no seat");
        }
        boolean unchanged = seat.member().offers(request.protocols());
        ClassicTrigger trigger = !unchanged
                ? ClassicTrigger.MEMBER_JOINS_CHANGED
                : group.isLeader(seat) ? ClassicTrigger.LEADER_JOINS_UNCHANGED : ClassicTrigger.MEMBER_JOINS_UNCHANGED;
        ClassicMember before = seat.member();
        group.said(step, seat, said.again(before, request)); // timeouts too: field failure A21
        if (group.state().on(trigger) == ClassicReaction.ANSWER) {
            ClassicGroup.heardFrom(step, seat);
            if (group.state() == ClassicGroupState.STABLE && !before.equals(seat.member())) {
                step.put(new RecordKey.Group(group.groupId()), GroupPicture.record(group, step.nowMs()));
            }
            step.answer(ticket, phase.joined(group, seat));
            return;
        }
        group.parkJoin(step, waiting, seat, ticket);
        Rule rule = unchanged ? Rule.LEADER_REJOINED : Rule.METADATA_CHANGED;
        join(step, group, trigger, new RebalanceCause(rule, seat.memberId(), reason(request)));
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

    private static RebalanceCause joinCause(String memberId, JoinGroupRequest request) {
        return new RebalanceCause(Rule.MEMBER_JOINED, memberId, reason(request));
    }

    private static String reason(JoinGroupRequest request) {
        String reason = request.reason();
        return reason == null ? "" : reason;
    }
}
