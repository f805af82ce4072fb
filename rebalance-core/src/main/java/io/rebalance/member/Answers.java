package io.rebalance.member;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comes of answers: {@link Verdict} says what an error means, the methods here hold that against who the member is
 * by now, and tell {@link Reactions} what has happened.
 */
final class Answers {

    private static final String REPLACED = "another process has the instance id";

    private final Turn turn;
    private final Standing standing;
    private final Holdings holdings;
    private final Session session;
    private final Commits commits;
    private final Round round;
    private final Attempts attempts;
    private final Reactions reactions;

    Answers(
            Turn turn,
            Standing standing,
            Holdings holdings,
            Session session,
            Commits commits,
            Round round,
            Attempts attempts,
            Reactions reactions) {
        this.turn = turn;
        this.standing = standing;
        this.holdings = holdings;
        this.session = session;
        this.commits = commits;
        this.round = round;
        this.attempts = attempts;
        this.reactions = reactions;
    }

    /** The answer to that request has come. */
    void received(Flight flight, GroupResponse response) {
        if (response instanceof JoinGroupResponse join) {
            joined(flight, join);
        } else if (response instanceof SyncGroupResponse sync) {
            synced(flight, sync);
        } else if (response instanceof HeartbeatResponse heartbeat) {
            beaten(flight, heartbeat.error());
        } else if (response instanceof OffsetCommitResponse commit) {
            committed(flight, commit);
        } else if (response instanceof LeaveGroupResponse leave) {
            left(leave.error());
        }
    }

    private void joined(Flight flight, JoinGroupResponse response) {
        ErrorCode error = response.error();
        Verdict verdict = Verdict.ofJoin(error);
        switch (makesSense(verdict, response) ? verdict : Verdict.TRY_AGAIN) {
            case DONE -> welcomed(flight, response);
            case ID_GIVEN -> {
                standing.name(response.memberId());
                reactions.react(MemberTrigger.ID_GIVEN);
            }
            case TRY_AGAIN, REJOIN, REFUSED -> {
                attempts.joinFailed();
                reactions.react(MemberTrigger.TRY_AGAIN);
            }
            case FIND_COORDINATOR -> reactions.loseConnection();
            case GENERATION_OVER, IDENTITY_LOST ->
                reactions.react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
            case INSTANCE_FENCED -> reactions.fail(MemberTrigger.INSTANCE_FENCED, error, REPLACED);
            case FOR_GOOD -> reactions.fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the join was refused");
        }
    }

    /** Whoever is given an id has one, and whoever is in a generation knows which. A coordinator may be of any make. */
    private static boolean makesSense(Verdict verdict, JoinGroupResponse response) {
        return switch (verdict) {
            case DONE -> !response.memberId().isEmpty() && response.generationId() >= 0;
            case ID_GIVEN -> !response.memberId().isEmpty();
            default -> true;
        };
    }

    private void welcomed(Flight flight, JoinGroupResponse response) {
        attempts.coordinatorProven();
        boolean isRenamed = !standing.isNameless() && !standing.memberId().equals(response.memberId());
        standing.name(response.memberId());
        if (standing.isLeaving()) {
            reactions.react(MemberTrigger.JOINED);
            return;
        }
        boolean isNext = response.generationId() == standing.generationId()
                || response.generationId() == standing.generationId() + 1;
        if (isRenamed || (standing.generationId() >= 0 && !isNext)) {
            // a static member keeps its place in a join phase that it misses, but what it held may have been given away
            reactions.lose(false, MemberOrder.Loss.FENCED);
        }
        standing.enter(response.generationId());
        if (holdings.isEmpty()) {
            session.begin(turn.nowMs(), flight.sentMs());
        } else {
            session.heard(flight.sentMs());
            session.calm(flight.sentMs());
        }
        attempts.postponeHeartbeat();
        Assignor assignor = round.chosen(response);
        if (assignor == null) {
            reactions.fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "the group chose protocol " + response.protocolName() + " of type " + response.protocolType()
                            + ", which the member did not offer");
            return;
        }
        String twice = namedTwice(response.members());
        if (twice != null) {
            reactions.fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "the coordinator names member " + twice + " twice");
            return;
        }
        try {
            round.begin(response, assignor);
        } catch (AssignorException | RuntimeException | Error e) {
            if (e instanceof VirtualMachineError broken && !(e instanceof StackOverflowError)) {
                attempts.joinFailed(); // should the process live on, the member joins again
                reactions.react(MemberTrigger.TRY_AGAIN);
                throw broken;
            }
            // an assignor is foreign code: whatever else it throws, another member must lead
            reactions.fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "assignor " + assignor.name() + " failed: " + told(e));
            return;
        }
        reactions.react(MemberTrigger.JOINED);
    }

    private static @Nullable String namedTwice(List<JoinedMember> members) {
        Set<String> ids = new HashSet<>();
        for (JoinedMember member : members) {
            if (!ids.add(member.memberId())) {
                return member.memberId();
            }
        }
        return null;
    }

    /** What was thrown says what it is; if it cannot even do that, its class does. */
    private static String told(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError again) {
            return thrown.getClass().getName();
        }
    }

    private void synced(Flight flight, SyncGroupResponse response) {
        ErrorCode error = response.error();
        switch (Verdict.ofSync(error)) {
            case DONE -> assigned(flight, response);
            case TRY_AGAIN, ID_GIVEN, REFUSED -> {
                attempts.syncFailed();
                reactions.react(MemberTrigger.TRY_AGAIN);
            }
            case FIND_COORDINATOR -> reactions.loseConnection();
            case REJOIN -> reactions.react(MemberTrigger.REBALANCE_CALLED);
            case GENERATION_OVER -> reactions.react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
            case IDENTITY_LOST -> reactions.react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
            case INSTANCE_FENCED -> reactions.fail(MemberTrigger.INSTANCE_FENCED, error, REPLACED);
            case FOR_GOOD -> reactions.fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the sync was refused");
        }
    }

    private void assigned(Flight flight, SyncGroupResponse response) {
        SyncGroupRequest request = (SyncGroupRequest) flight.request();
        if (response.protocolName() != null
                && request.protocolName() != null
                && !response.protocolName().equals(request.protocolName())) {
            reactions.fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "the assignment is of protocol " + response.protocolName() + ", the generation of "
                            + request.protocolName());
            return;
        }
        try {
            round.assign(response.assignment());
        } catch (MalformedBytesException e) {
            reactions.fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "the assignment cannot be read: " + e.getMessage());
            return;
        }
        attempts.coordinatorProven();
        // and not heard: a coordinator that answers at once does not count the session anew
        session.calm(flight.sentMs());
        reactions.react(MemberTrigger.SYNCED);
    }

    private void beaten(Flight flight, ErrorCode error) {
        boolean isCurrent = standing.isCurrent(flight);
        attempts.heartbeatAnswered(flight);
        switch (Verdict.ofHeartbeat(error)) {
            case DONE -> {
                attempts.heartbeatSucceeded();
                attempts.coordinatorProven();
                if (isCurrent) {
                    session.heard(flight.sentMs());
                    if (flight.wasStable()) {
                        session.calm(flight.sentMs());
                    }
                }
            }
            case REJOIN -> {
                if (isCurrent) {
                    session.heard(flight.sentMs());
                    reactions.rebalanceBegan(flight);
                }
            }
            case TRY_AGAIN, ID_GIVEN, REFUSED -> attempts.heartbeatFailed();
            case FIND_COORDINATOR -> reactions.loseConnection();
            case GENERATION_OVER -> {
                if (isCurrent) {
                    reactions.react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
                }
            }
            case IDENTITY_LOST -> {
                if (standing.isSameMember(flight)) {
                    reactions.react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
                }
            }
            case INSTANCE_FENCED -> {
                if (standing.isSameMember(flight)) {
                    reactions.fail(MemberTrigger.INSTANCE_FENCED, error, REPLACED);
                }
            }
            case FOR_GOOD -> reactions.fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the heartbeat was refused");
        }
    }

    private void committed(Flight flight, OffsetCommitResponse response) {
        boolean isCurrent = standing.isCurrent(flight);
        Verdict verdict = commits.answered(response);
        switch (verdict) {
            case DONE, REFUSED -> {
                attempts.coordinatorProven();
                if (isCurrent && verdict == Verdict.DONE) {
                    session.heard(flight.sentMs());
                }
            }
            case REJOIN -> {
                if (isCurrent) {
                    reactions.rebalanceBegan(flight);
                }
            }
            case FIND_COORDINATOR -> reactions.loseConnection();
            case GENERATION_OVER -> {
                // while the join is out, its answer says more; a heartbeat is the one that is believed before it (E17)
                if (isCurrent && standing.state() != MemberState.PREPARING_REBALANCE) {
                    reactions.react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
                }
            }
            case IDENTITY_LOST -> {
                if (standing.isSameMember(flight)) {
                    reactions.react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
                }
            }
            case INSTANCE_FENCED -> {
                if (standing.isSameMember(flight)) {
                    reactions.fail(MemberTrigger.INSTANCE_FENCED, ErrorCode.FENCED_INSTANCE_ID, REPLACED);
                }
            }
            case TRY_AGAIN, ID_GIVEN, FOR_GOOD -> {}
        }
    }

    private void left(ErrorCode error) {
        Verdict verdict = Verdict.ofHeartbeat(error);
        if (verdict == Verdict.FIND_COORDINATOR || verdict == Verdict.TRY_AGAIN) {
            reactions.loseConnection();
        } else {
            reactions.out();
        }
    }
}
