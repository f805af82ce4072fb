package io.rebalance.member;

import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.OffsetCommitRequest;

/**
 * What is due, and when the next is: what time has ended is ended, and everything that can be sent is sent.
 *
 * <p>Each of it may be done in some states only; what waits for another state has no deadline.
 */
final class Agenda {

    private final MemberSettings settings;
    private final Turn turn;
    private final Standing standing;
    private final Wire wire;
    private final Holdings holdings;
    private final Session session;
    private final Commits commits;
    private final Attempts attempts;
    private final Pulse pulse;
    private final Exit exit;
    private final Reactions reactions;

    Agenda(
            MemberSettings settings,
            Turn turn,
            Standing standing,
            Wire wire,
            Holdings holdings,
            Session session,
            Commits commits,
            Attempts attempts,
            Pulse pulse,
            Exit exit,
            Reactions reactions) {
        this.settings = settings;
        this.turn = turn;
        this.standing = standing;
        this.wire = wire;
        this.holdings = holdings;
        this.session = session;
        this.commits = commits;
        this.attempts = attempts;
        this.pulse = pulse;
        this.exit = exit;
        this.reactions = reactions;
    }

    /** Does all that is due now. */
    void settle() {
        if (!standing.isIn()) {
            return;
        }
        long nowMs = turn.nowMs();
        if (nowMs >= wire.deadlineMs()) {
            reactions.loseConnection();
        }
        if (!standing.isLeaving() && pulse.isOverdue()) {
            reactions.react(MemberTrigger.POLL_OVERDUE);
        }
        if (isCounted() && nowMs >= session.endMs()) {
            reactions.loseConnection();
            reactions.react(MemberTrigger.SESSION_LAPSED, MemberOrder.Loss.SESSION_LAPSED);
        }
        if (nowMs >= holdings.releaseDeadlineMs()) {
            reactions.react(MemberTrigger.RELEASE_OVERDUE, MemberOrder.Loss.RELEASE_OVERDUE);
        }
        if (isLettingGo() && holdings.letGo()) {
            reactions.react(MemberTrigger.RELEASED);
        }
        if (standing.isLeaving() && exit.advance()) {
            reactions.out();
        }
        if (mayJoin() && attempts.joinDueMs() <= nowMs) {
            reactions.react(MemberTrigger.READY_TO_JOIN);
        }
        if (maySync() && attempts.syncDueMs() <= nowMs) {
            reactions.sync();
        }
        if (mayCommit() && commits.dueMs() <= nowMs) {
            commit();
        }
        if (mayBeat() && attempts.heartbeatDueMs() <= nowMs) {
            beat();
        }
        if (standing.isIn() && !wire.isConnected() && attempts.lookupDueMs() <= nowMs) {
            attempts.coordinatorSought();
            turn.findCoordinator();
        }
    }

    private void commit() {
        wire.send(
                Wire.Kind.COMMIT,
                new OffsetCommitRequest(
                        settings.groupId(),
                        standing.generationId(),
                        standing.memberId(),
                        settings.groupInstanceId(),
                        commits.takeOff()),
                settings.requestTimeoutMs());
    }

    private void beat() {
        attempts.postponeHeartbeat();
        wire.send(
                Wire.Kind.HEARTBEAT,
                new HeartbeatRequest(
                        settings.groupId(), standing.generationId(), standing.memberId(), settings.groupInstanceId()),
                settings.heartbeatTimeoutMs());
    }

    /** When something is due again; {@link Times#NEVER} if nothing is. */
    long deadlineMs() {
        if (!standing.isIn()) {
            return Times.NEVER;
        }
        long dueMs = Math.min(wire.deadlineMs(), holdings.releaseDeadlineMs());
        dueMs = Math.min(dueMs, isCounted() ? session.endMs() : Times.NEVER);
        dueMs = Math.min(dueMs, mayJoin() ? attempts.joinDueMs() : Times.NEVER);
        dueMs = Math.min(dueMs, maySync() ? attempts.syncDueMs() : Times.NEVER);
        dueMs = Math.min(dueMs, mayCommit() ? commits.dueMs() : Times.NEVER);
        dueMs = Math.min(dueMs, mayBeat() ? attempts.heartbeatDueMs() : Times.NEVER);
        dueMs = Math.min(dueMs, wire.isConnected() ? Times.NEVER : attempts.lookupDueMs());
        return Math.min(dueMs, standing.isLeaving() ? exit.deadlineMs() : pulse.deadlineMs());
    }

    private boolean isLettingGo() {
        return standing.state() == MemberState.REVOKING || (standing.isLeaving() && !exit.isGoodbyeDue());
    }

    /** Whether it is a member of a generation, and counts on staying so. */
    private boolean isCounted() {
        return switch (standing.state()) {
            case REVOKING, COMPLETING_REBALANCE, STABLE -> standing.generationId() >= 0;
            case UNJOINED, PREPARING_REBALANCE -> !holdings.isEmpty();
            case LEAVING -> !exit.isGoodbyeDue() && standing.generationId() >= 0;
            case IDLE, CLOSED -> false;
        };
    }

    private boolean mayBeat() {
        return isCounted() && wire.isConnected() && !wire.awaits(Wire.Kind.HEARTBEAT);
    }

    private boolean mayJoin() {
        return standing.state() == MemberState.UNJOINED && wire.isConnected() && !pulse.isStalled();
    }

    private boolean maySync() {
        return standing.state() == MemberState.COMPLETING_REBALANCE
                && wire.isConnected()
                && !wire.awaits(Wire.Kind.REBALANCE);
    }

    /** In a sync the coordinator would refuse it. */
    private boolean mayCommit() {
        return isCounted()
                && standing.state() != MemberState.COMPLETING_REBALANCE
                && wire.isConnected()
                && !wire.awaits(Wire.Kind.COMMIT)
                && holdings.hasUncommitted();
    }
}
