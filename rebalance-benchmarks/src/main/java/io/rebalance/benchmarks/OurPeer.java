package io.rebalance.benchmarks;

import io.rebalance.Clock;
import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest.Leaver;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Ours: a {@link GroupCoordinator} and the loop of its host, whose log takes everything at once. */
final class OurPeer implements Peer {

    /** How many heartbeats go by between two looks at the alarm. */
    private static final int ALARM_EVERY = 256;

    private final GroupCoordinator coordinator;
    private final LongConsumer timePasses;
    private long ticket;
    private int sinceAlarm;
    private long alarms;

    /** On the machine's clock. */
    OurPeer() {
        this(Clock.system(), untilMs -> Thread.onSpinWait());
    }

    /**
     * On a given clock.
     *
     * @param timePasses brings the clock nearer to the ms that it is given
     */
    OurPeer(Clock clock, LongConsumer timePasses) {
        this.timePasses = timePasses;
        coordinator = GroupCoordinator.builder()
                .clock(clock)
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ofMillis(1))
                        .build())
                .build();
        coordinator.stored(coordinator.activate().sequence());
    }

    @Override
    public void found(Clients clients) {
        long first = ticket + 1;
        for (int i = 0; i < clients.count(); i++) {
            Outcome outcome = coordinator.handle(++ticket, join(clients, i, "", false));
            Peer.require(outcome.replies().isEmpty(), "nobody must be answered at once", outcome.replies());
            coordinator.stored(outcome.sequence());
        }
        int answers = 0;
        while (answers == 0) { // until the delay of a new group is over, which is 1 ms, or 2
            timePasses.accept(coordinator.nextDeadlineMs());
            Outcome outcome = coordinator.advance();
            answers += joined(clients, first, outcome);
            coordinator.stored(outcome.sequence());
        }
        Peer.require(answers == clients.count(), "all must be answered when the phase ends", answers);
        sync(clients);
    }

    @Override
    public void heartbeat(Clients clients, int client) {
        ErrorCode error = verdict(heartbeatRequest(clients, client));
        Peer.require(error == ErrorCode.NONE, "the verdict must be NONE", error);
        if (++sinceAlarm == ALARM_EVERY) {
            sinceAlarm = 0;
            alarm();
        }
    }

    @Override
    public void round(Clients clients) {
        clients.beginRound();
        int answers = released(join(clients, clients.leader(), clients.memberId(clients.leader()), true));
        for (int i = 0; i < clients.count(); i++) {
            if (i != clients.leader()) {
                answers += released(join(clients, i, clients.memberId(i), true));
            }
        }
        Peer.require(answers == clients.count(), "all joins must be answered", answers);
        sync(clients);
    }

    @Override
    public void depart(Clients clients) {
        List<Leaver> leavers = new ArrayList<>(clients.count());
        for (int i = 1; i < clients.count(); i++) {
            leavers.add(new Leaver(clients.memberId(i), null, null));
        }
        Outcome outcome = coordinator.handle(++ticket, new LeaveGroupRequest(clients.groupId(), leavers));
        LeaveGroupResponse left = (LeaveGroupResponse) outcome.replies().get(0).response();
        left.members().forEach(one -> Peer.require(one.error() == ErrorCode.NONE, "all must have left", one));
        coordinator.stored(outcome.sequence());
        rejoinFirst(clients);
        int answers = released(syncRequest(clients, 0, List.of(assignment(clients, 0))));
        Peer.require(answers == 1, "the first must be answered", answers);
    }

    @Override
    public void arrive(Clients clients) {
        for (int i = 1; i < clients.count(); i++) {
            Outcome outcome = coordinator.handle(++ticket, join(clients, i, "", false));
            Peer.require(outcome.replies().isEmpty(), "nobody must be answered at once", outcome.replies());
            coordinator.stored(outcome.sequence());
        }
        int answers = rejoinFirst(clients);
        Peer.require(answers == clients.count(), "all must be answered when the phase ends", answers);
        sync(clients);
    }

    private int rejoinFirst(Clients clients) {
        Outcome outcome = coordinator.handle(++ticket, join(clients, 0, clients.memberId(0), true));
        int answers = joined(clients, ticket, outcome);
        coordinator.stored(outcome.sequence());
        return answers;
    }

    /**
     * Tells the clients what their joins are answered.
     *
     * @param zero the ticket of the first client's join; the others' are in order, before or after it
     */
    private static int joined(Clients clients, long zero, Outcome outcome) {
        for (Reply reply : outcome.replies()) {
            JoinGroupResponse joined = (JoinGroupResponse) reply.response();
            Peer.require(joined.error() == ErrorCode.NONE, "the verdict must be NONE", joined);
            int client = (int) Math.floorMod(reply.ticket() - zero, (long) clients.count());
            clients.joined(client, joined.memberId(), joined.leader(), joined.generationId());
        }
        return outcome.replies().size();
    }

    private void sync(Clients clients) {
        int answers = 0;
        for (int i = 0; i < clients.count(); i++) {
            if (i == clients.count() / 2) {
                answers += released(syncRequest(clients, clients.leader(), everybodys(clients)));
            }
            if (i != clients.leader()) {
                answers += released(syncRequest(clients, i, List.of()));
            }
        }
        Peer.require(answers == clients.count(), "all syncs must be answered", answers);
    }

    @Override
    public Object requestsOfRound(Clients clients) {
        Object last = "";
        for (int i = 0; i < clients.count(); i++) {
            last = join(clients, i, clients.memberId(i), true);
        }
        for (int i = 0; i < clients.count(); i++) {
            last = syncRequest(clients, i, i == clients.leader() ? everybodys(clients) : List.of());
        }
        return last;
    }

    @Override
    public void requireStable(Clients clients) {
        for (int i = 0; i < clients.count(); i++) {
            heartbeat(clients, i); // its answer says that no rebalance is on
            Outcome outcome = coordinator.handle(++ticket, syncRequest(clients, i, List.of()));
            SyncGroupResponse response =
                    (SyncGroupResponse) outcome.replies().get(0).response();
            Peer.require(
                    response.assignment().equals(Bytes.of(clients.assignment(i))),
                    "every member must have its assignment",
                    response);
            coordinator.stored(outcome.sequence());
        }
    }

    @Override
    public int stableMembers() {
        return coordinator.groups().stream()
                .filter(group -> group.state().equals("Stable"))
                .mapToInt(group -> group.members().size())
                .sum();
    }

    @Override
    public void close() {}

    /** What the host's alarm does when its time has come. */
    void alarm() {
        if (coordinator.nextDeadlineMs() <= coordinator.nowMs()) {
            alarms++;
            Outcome outcome = coordinator.advance();
            Peer.require(outcome.records().isEmpty(), "nobody's session must expire", outcome.events());
            coordinator.stored(outcome.sequence());
        }
    }

    /** How often the alarm went off. */
    long alarms() {
        return alarms;
    }

    static HeartbeatRequest heartbeatRequest(Clients clients, int client) {
        return HeartbeatRequest.of(clients.groupId(), clients.generation(), clients.memberId(client));
    }

    private ErrorCode verdict(GroupRequest<?> request) {
        Outcome outcome = coordinator.handle(++ticket, request);
        ErrorCode error = outcome.replies().get(0).response().error();
        coordinator.stored(outcome.sequence());
        return error;
    }

    /** How many replies are released. */
    private int released(GroupRequest<?> request) {
        Outcome outcome = coordinator.handle(++ticket, request);
        List<Reply> replies = outcome.replies();
        for (Reply reply : replies) {
            ErrorCode error = reply.response().error();
            Peer.require(error == ErrorCode.NONE, "the verdict must be NONE", error);
        }
        coordinator.stored(outcome.sequence());
        return replies.size();
    }

    private static JoinGroupRequest join(Clients clients, int client, String memberId, boolean canSkipAssignment) {
        return new JoinGroupRequest(
                clients.groupId(),
                memberId,
                null,
                clients.clientId(client),
                clients.address(client).toString(),
                clients.protocolType(),
                List.of(new JoinProtocol(clients.protocol(), Bytes.of(clients.subscription(client)))),
                clients.sessionTimeoutMs(),
                Clients.REBALANCE_TIMEOUT_MS,
                false,
                canSkipAssignment,
                null);
    }

    private static SyncGroupRequest syncRequest(Clients clients, int client, List<MemberAssignment> assignments) {
        return new SyncGroupRequest(
                clients.groupId(),
                clients.generation(),
                clients.memberId(client),
                null,
                clients.protocolType(),
                clients.protocol(),
                assignments,
                true);
    }

    private static List<MemberAssignment> everybodys(Clients clients) {
        List<MemberAssignment> assignments = new ArrayList<>(clients.count());
        for (int i = 0; i < clients.count(); i++) {
            assignments.add(assignment(clients, i));
        }
        return assignments;
    }

    private static MemberAssignment assignment(Clients clients, int client) {
        return new MemberAssignment(clients.memberId(client), Bytes.of(clients.assignment(client)));
    }
}
