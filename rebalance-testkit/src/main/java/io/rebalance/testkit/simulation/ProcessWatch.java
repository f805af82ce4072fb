package io.rebalance.testkit.simulation;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.MemberRequest;
import io.rebalance.member.MemberState;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What processes do when nothing keeps them from it: they stay in the group, wait for their joins, and leave when they close.
 *
 * <p>A process is in trouble while something befalls it, its messages or the coordinator, and when it has changed its mind;
 * what it does then is looked after elsewhere.
 */
final class ProcessWatch {

    private static final long TICK_MS = 100;
    private static final long JOIN_SLACK_MS = 5_000;

    /** What one process is about. */
    private static final class Conduct {
        long troubledUntilMs;
        long joinSentMs = -1; // -1: none is awaited
        long closingSinceMs = -1; // -1: it is not
        boolean hasSaidGoodbye;
        long heardMs; // when it sent what was answered last, on its own clock
        long progressedMs; // when its application last showed a sign of life, on its own clock
        long joinAskedMs = -1; // on its own clock, be there a line or not; -1: none is awaited
        int syncedGeneration = -1; // the last of which it was told its part
        final Map<Ownership, Long> toLetGoByMs = new HashMap<>(); // on its own clock, too
    }

    private final World world;
    private final Oracle oracle;
    private final Map<Integer, Conduct> conducts = new HashMap<>(); // by place

    ProcessWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    private Conduct conduct(Worker worker) {
        return conducts.computeIfAbsent(worker.number(), n -> new Conduct());
    }

    void started(Worker worker) {
        conducts.remove(worker.number());
        troubled(worker, 0);
        progressed(worker);
    }

    /** Its application is about to show a sign of life. */
    void progressed(Worker worker) {
        conduct(worker).progressedMs = worker.clockMs();
    }

    /** The last generation of which it was told its part; -1 if of none. */
    int syncedGeneration(Worker worker) {
        return conduct(worker).syncedGeneration;
    }

    void closes(Worker worker) {
        conduct(worker).closingSinceMs = world.clockMs();
    }

    /** For so long at least. */
    void troubled(Worker worker, long forMs) {
        Conduct conduct = conduct(worker);
        conduct.troubledUntilMs = Math.max(conduct.troubledUntilMs, world.clockMs() + forMs);
    }

    void allTroubled(long forMs) {
        for (Worker worker : world.processes()) {
            troubled(worker, forMs);
        }
    }

    /**
     * L2: nobody joins again while his join is waited for, and may be for as long as a rebalance lasts; and nobody gives up the
     * place of a static member. S10: nobody claims what he has as of a generation of which he was not told his part.
     */
    void sends(Worker worker, GroupRequest<?> request) {
        Conduct conduct = conduct(worker);
        if (request instanceof LeaveGroupRequest) {
            if (worker.isStatic()) {
                oracle.fail("L2", worker + " is a static member, and leaves: " + request);
            }
            conduct.hasSaidGoodbye = true;
            troubled(worker, 0);
        } else if (request instanceof JoinGroupRequest join) {
            if (join.isFromNewcomer()) {
                progressed(worker); // it may have waited for its goodbye, and begins anew
            }
            int claimed = LogWatch.claimedGeneration(join);
            if (claimed > conduct.syncedGeneration) {
                oracle.fail(
                        "S10", worker + " knows its part of " + conduct.syncedGeneration + ", and claims " + claimed);
            }
            boolean isImpatient = conduct.joinSentMs > conduct.troubledUntilMs
                    && world.clockMs() < conduct.joinSentMs + world.plan.maxPollIntervalMs;
            if (isImpatient) {
                oracle.fail("L2", worker + " joins again, and its join of " + conduct.joinSentMs + " waits");
            }
            conduct.joinSentMs = world.clockMs();
        }
    }

    void joinAnswered(Worker worker) {
        conduct(worker).joinSentMs = -1;
        conduct(worker).joinAskedMs = -1;
    }

    /** An answer has come to what it sent then, on its clock; to a join, or to what it sent as a member, and no refusal. */
    void heard(Worker worker, long sentMs) {
        Conduct conduct = conduct(worker);
        conduct.heardMs = Math.max(conduct.heardMs, sentMs);
    }

    /**
     * It has done something, and this came of it; nothing of that was sent, obeyed or told yet.
     *
     * <p>L6: whoever gives up since its application shows no sign of life says so, if it can. L4: nobody waits for its
     * application longer than it said, nor at all when that has shown no sign of life for too long. L1: nobody waits for a join
     * without end. S7: nobody holds anything once the coordinator may have given it up.
     */
    void turned(Worker worker, GroupMember member, List<MemberRequest> requests, List<MemberOrder> orders) {
        Conduct conduct = conduct(worker);
        long nowMs = worker.clockMs();
        boolean isStalled = false;
        for (MemberOrder order : orders) {
            if (order instanceof MemberOrder.Lost lost) {
                lost.ownerships().forEach(conduct.toLetGoByMs::remove);
                isStalled |= lost.reason() == MemberOrder.Loss.POLL_OVERDUE;
            }
        }
        if (isStalled && mustSayGoodbye(worker, requests)) {
            oracle.fail("L6", worker + " gives up, for its application is stuck, and does not leave");
        }
        conduct.toLetGoByMs.forEach((ownership, byMs) -> {
            if (nowMs >= byMs) {
                oracle.fail("L4", worker + " waits for its application to let go of " + ownership + " since " + byMs);
            }
        });
        if (nowMs >= conduct.progressedMs + world.plan.maxPollIntervalMs
                && member.state() != MemberState.LEAVING
                && !member.held().isEmpty()) {
            oracle.fail(
                    "L4", worker + " goes on, and its application shows no sign of life since " + conduct.progressedMs);
        }
        if (requests.stream().anyMatch(sent -> sent.request() instanceof JoinGroupRequest)) {
            conduct.joinAskedMs = nowMs;
        }
        if (member.state() == MemberState.PREPARING_REBALANCE
                && conduct.joinAskedMs >= 0
                && nowMs >= conduct.joinAskedMs + mostJoinMs()) {
            oracle.fail("L1", worker + " waits for the answer to a join since " + conduct.joinAskedMs);
        }
        boolean isLapsed = nowMs >= conduct.heardMs + world.plan.sessionTimeoutMs;
        if (isLapsed && !member.held().isEmpty()) {
            oracle.fail("S7", worker + " goes on, and may have been given up: it was heard of at " + conduct.heardMs);
        }
    }

    /** For how long an answer to a join is awaited at most: a little longer than a rebalance may last. */
    private long mostJoinMs() {
        return Math.max(world.plan.requestTimeoutMs, world.plan.maxPollIntervalMs + JOIN_SLACK_MS) + TICK_MS;
    }

    private static boolean mustSayGoodbye(Worker worker, List<MemberRequest> requests) {
        return !worker.isStatic()
                && worker.uplink().isTakenForConnected()
                && requests.stream().noneMatch(sent -> sent.request() instanceof LeaveGroupRequest);
    }

    /** The application has let go of that. */
    void released(Worker worker, MemberOrder order) {
        order.ownerships().forEach(conduct(worker).toLetGoByMs::remove);
    }

    /**
     * L7: a refusal of what was sent under an earlier id takes nothing away, nor one for its generation of what was sent in an
     * earlier one. L4: whoever loses all
     * for its generation is over is still a member: if it forgot by which name, the others would have to wait for it. S1b: who
     * missed a generation keeps nothing of what he had before it.
     *
     * @param memberId who it was before the answer
     * @param generationId in which generation
     * @param was in which state
     */
    void received(
            Worker worker,
            GroupRequest<?> request,
            GroupResponse answer,
            String memberId,
            int generationId,
            MemberState was,
            List<MemberOrder> orders) {
        if (answer instanceof SyncGroupResponse
                && answer.error().isNone()
                && request instanceof SyncGroupRequest sync) {
            Conduct conduct = conduct(worker);
            conduct.syncedGeneration = Math.max(conduct.syncedGeneration, sync.generationId());
        }
        boolean isOfNumber = Awaited.verdicts(answer).noneMatch(Awaited::tellsWhoIsOut);
        for (MemberOrder order : orders) {
            if (isFenced(order) && !(isOfNumber ? isOf(request, memberId, generationId) : isOf(request, memberId))) {
                oracle.fail(
                        "L7",
                        worker + " was in generation " + generationId + " as " + memberId
                                + ", and has lost all by a refusal of " + request);
            }
        }
        GroupMember now = worker.member();
        boolean isFencedByNumber = orders.stream().anyMatch(ProcessWatch::isFenced)
                && Awaited.verdicts(answer).allMatch(error -> error == ErrorCode.ILLEGAL_GENERATION);
        if (isFencedByNumber
                && now != null
                && was != MemberState.LEAVING
                && !now.memberId().equals(memberId)) {
            oracle.fail("L4", worker + " was " + memberId + ", and is, and does not call itself so any more");
        }
        if (now != null
                && answer instanceof JoinGroupResponse welcome
                && welcome.generationId() > generationId + 1
                && generationId >= 0
                && now.generationId() == welcome.generationId()
                && !now.held().isEmpty()) {
            oracle.fail(
                    "S1b",
                    worker + " was in generation " + generationId + ", and keeps all in " + welcome.generationId());
        }
        if (now != null && !(now.memberId().equals(memberId) && now.generationId() == generationId)) {
            troubled(worker, 0); // it has to begin anew
        }
    }

    /** Who loses something begins anew. */
    void ordered(Worker worker, MemberOrder order) {
        if (order instanceof MemberOrder.Revoked revoked) {
            Conduct conduct = conduct(worker);
            revoked.ownerships().forEach(each -> conduct.toLetGoByMs.merge(each, revoked.deadlineMs(), Math::min));
        }
        if (order instanceof MemberOrder.Lost) {
            troubled(worker, 0);
        }
    }

    /**
     * An answer has come that it awaited. What is said of who it was before counts for nothing, nor of a join that it has given
     * up.
     *
     * <p>S7: whoever is told that it is out, by an answer to anything but a sync, which it may have given up, holds nothing any
     * more. That its generation is over does not say so of a commit to who waits to be let into the next.
     *
     * @param memberId who it was before the answer
     * @param generationId in which generation
     * @param was in which state
     */
    void told(
            Worker worker,
            GroupRequest<?> request,
            GroupResponse answer,
            String memberId,
            int generationId,
            MemberState was) {
        GroupMember member = worker.member();
        boolean isGivenUp = request instanceof JoinGroupRequest && was != MemberState.PREPARING_REBALANCE;
        boolean isExcused = was == MemberState.PREPARING_REBALANCE && request instanceof OffsetCommitRequest;
        if (member == null || isGivenUp || !isOf(request, memberId, generationId)) {
            return;
        }
        boolean isOut = Awaited.verdicts(answer)
                .anyMatch(
                        error -> Awaited.tellsThatOut(error) && !(isExcused && error == ErrorCode.ILLEGAL_GENERATION));
        if (isOut && !(request instanceof SyncGroupRequest) && !member.held().isEmpty()) {
            oracle.fail("S7", worker + " goes on, though it was told " + answer + " to " + request);
        }
        if (answer instanceof SyncGroupResponse sync
                && sync.error().isNone()
                && request instanceof SyncGroupRequest asked
                && asked.generationId() == member.generationId()
                && asked.memberId().equals(member.memberId())) {
            given(worker, member, sync);
        }
    }

    private static boolean isFenced(MemberOrder order) {
        return order instanceof MemberOrder.Lost lost && lost.reason() == MemberOrder.Loss.FENCED;
    }

    /** S2: who is told what it has, has it, unless it goes on to the next generation at once. */
    private void given(Worker worker, GroupMember member, SyncGroupResponse sync) {
        if (member.state() == MemberState.STABLE) {
            List<TopicPartition> given = LogWatch.partitions(sync.assignment());
            if (!member.held().keySet().containsAll(given)) {
                oracle.fail("S2", worker + " was given " + given);
            }
        }
    }

    private static boolean isOf(GroupRequest<?> request, String memberId, int generationId) {
        boolean isOfGeneration = true;
        if (request instanceof HeartbeatRequest heartbeat) {
            isOfGeneration = heartbeat.generationId() == generationId;
        } else if (request instanceof OffsetCommitRequest commit) {
            isOfGeneration = commit.generationId() == generationId;
        } else if (request instanceof SyncGroupRequest sync) {
            isOfGeneration = sync.generationId() == generationId;
        }
        return isOfGeneration && isOf(request, memberId);
    }

    private static boolean isOf(GroupRequest<?> request, String memberId) {
        if (request instanceof HeartbeatRequest heartbeat) {
            return heartbeat.memberId().equals(memberId);
        }
        if (request instanceof OffsetCommitRequest commit) {
            return commit.memberId().equals(memberId);
        }
        if (request instanceof SyncGroupRequest sync) {
            return sync.memberId().equals(memberId);
        }
        return !(request instanceof JoinGroupRequest join) || join.memberId().equals(memberId);
    }

    /** L6: who is out, and was in a group that it could reach, has said so; but for static members, whose places are kept. */
    void out(Worker worker, String memberId) {
        Conduct conduct = conduct(worker);
        boolean isSilent = conduct.closingSinceMs > conduct.troubledUntilMs
                && !conduct.hasSaidGoodbye
                && !worker.isStatic()
                && oracle.log().members().contains(memberId);
        if (isSilent) {
            oracle.fail("L6", worker + " is closed, and " + memberId + " is in the group");
        }
    }

    /** L3: whoever is there, and could heartbeat all the time, is not given up. */
    void happened(GroupEvent event) {
        if (event instanceof GroupEvent.MemberRemoved removed
                && removed.why() == GroupEvent.Departure.SESSION_EXPIRED) {
            Worker worker = whoIs(removed.memberId());
            if (worker != null && !wasInTrouble(conduct(worker), world.clockMs())) {
                oracle.fail(
                        "L3", worker + " is there, and " + removed + ", though nothing has kept it from heartbeats");
            }
        }
    }

    /** Whether it was within a session before that time, or since. */
    private boolean wasInTrouble(Conduct conduct, long sinceMs) {
        return conduct.troubledUntilMs >= sinceMs - sessionMs() || waitsInVain(conduct);
    }

    /** Who has lost a join waits for its answer, and that may take longer than a session. */
    private static boolean waitsInVain(Conduct conduct) {
        return conduct.joinSentMs >= 0 && conduct.troubledUntilMs >= conduct.joinSentMs;
    }

    /** At most, by any clock. */
    private long sessionMs() {
        long ms = world.plan.sessionTimeoutMs + world.plan.heartbeatIntervalMs;
        return ms + 2 * ms * world.plan.driftPpm / 1_000_000 + TICK_MS;
    }

    /** Whether it was since then, or within a session before. */
    boolean wasTroubledLately(Worker worker, long sinceMs) {
        return wasInTrouble(conduct(worker), sinceMs);
    }

    private @Nullable Worker whoIs(String memberId) {
        for (Worker worker : world.processes()) {
            if (worker.member() != null && worker.member().memberId().equals(memberId)) {
                return worker;
            }
        }
        return null;
    }
}
