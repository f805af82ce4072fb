package io.rebalance.benchmarks;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.coordinator.group.KafkaCoordinator;

/** Kafka's: a {@link KafkaCoordinator}, asked the same as ours. */
final class KafkaPeer implements Peer {

    /** The last version of JoinGroup in which a newcomer joins at once. */
    private static final int WITHOUT_HANDSHAKE = 3;

    private static final int NEWEST = 9;
    private static final Caller ANYBODY = new Caller("c00000", InetAddress.getLoopbackAddress(), 4);

    private final KafkaCoordinator coordinator = new KafkaCoordinator(Map.of("group.initial.rebalance.delay.ms", 1));

    @Override
    public void found(Clients clients) {
        List<CompletableFuture<JoinGroupResponseData>> joins = new ArrayList<>();
        for (int i = 0; i < clients.count(); i++) {
            joins.add(coordinator.join(caller(clients, i, WITHOUT_HANDSHAKE), joinRequest(clients, i, "")));
        }
        while (!joins.get(0).isDone()) { // until the delay of a new group is over, which is 1 ms, or 2
            coordinator.poll();
            Thread.onSpinWait();
        }
        for (int i = 0; i < clients.count(); i++) {
            joined(clients, i, joins.get(i));
        }
        sync(clients);
    }

    @Override
    public void heartbeat(Clients clients, int client) {
        requireNone(coordinator
                .heartbeat(ANYBODY, heartbeatRequest(clients, client))
                .errorCode());
    }

    @Override
    public void round(Clients clients) {
        clients.beginRound();
        List<CompletableFuture<JoinGroupResponseData>> joins = new ArrayList<>(clients.count());
        joins.add(join(clients, clients.leader()));
        for (int i = 0; i < clients.count(); i++) {
            if (i != clients.leader()) {
                joins.add(join(clients, i));
            }
        }
        for (CompletableFuture<JoinGroupResponseData> join : joins) {
            requireNone(answer(join).errorCode());
        }
        sync(clients);
    }

    @Override
    public void depart(Clients clients) {
        List<MemberIdentity> leavers = new ArrayList<>(clients.count());
        for (int i = 1; i < clients.count(); i++) {
            leavers.add(new MemberIdentity().setMemberId(clients.memberId(i)));
        }
        coordinator
                .leave(
                        ANYBODY,
                        new LeaveGroupRequestData()
                                .setGroupId(clients.groupId())
                                .setMembers(leavers))
                .members()
                .forEach(one -> requireNone(one.errorCode()));
        joined(clients, 0, join(clients, 0));
        requireNone(answer(sync(clients, 0, List.of(assignment(clients, 0)))).errorCode());
    }

    @Override
    public void arrive(Clients clients) {
        List<CompletableFuture<JoinGroupResponseData>> joins = new ArrayList<>(clients.count());
        for (int i = 1; i < clients.count(); i++) {
            joins.add(coordinator.join(caller(clients, i, WITHOUT_HANDSHAKE), joinRequest(clients, i, "")));
        }
        joined(clients, 0, join(clients, 0));
        for (int i = 1; i < clients.count(); i++) {
            joined(clients, i, joins.get(i - 1));
        }
        sync(clients);
    }

    private static void joined(Clients clients, int client, CompletableFuture<JoinGroupResponseData> join) {
        JoinGroupResponseData joined = answer(join);
        requireNone(joined.errorCode());
        clients.joined(client, joined.memberId(), joined.leader(), joined.generationId());
    }

    private void sync(Clients clients) {
        List<CompletableFuture<SyncGroupResponseData>> syncs = new ArrayList<>(clients.count());
        for (int i = 0; i < clients.count(); i++) {
            if (i == clients.count() / 2) {
                syncs.add(sync(clients, clients.leader(), everybodys(clients)));
            }
            if (i != clients.leader()) {
                syncs.add(sync(clients, i, List.of()));
            }
        }
        for (CompletableFuture<SyncGroupResponseData> sync : syncs) {
            requireNone(answer(sync).errorCode());
        }
        Peer.require(syncs.size() == clients.count(), "all syncs must be answered", syncs.size());
    }

    @Override
    public Object requestsOfRound(Clients clients) {
        Object last = "";
        for (int i = 0; i < clients.count(); i++) {
            last = caller(clients, i, NEWEST);
            last = joinRequest(clients, i, clients.memberId(i));
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
            byte[] assignment = answer(sync(clients, i, List.of())).assignment();
            Peer.require(
                    Arrays.equals(assignment, clients.assignment(i)),
                    "every member must have its assignment",
                    Arrays.toString(assignment));
        }
    }

    @Override
    public int stableMembers() {
        return coordinator.stableMembers();
    }

    @Override
    public void close() {
        coordinator.close();
    }

    static HeartbeatRequestData heartbeatRequest(Clients clients, int client) {
        return new HeartbeatRequestData()
                .setGroupId(clients.groupId())
                .setGenerationId(clients.generation())
                .setMemberId(clients.memberId(client));
    }

    private CompletableFuture<JoinGroupResponseData> join(Clients clients, int client) {
        return coordinator.join(
                caller(clients, client, NEWEST), joinRequest(clients, client, clients.memberId(client)));
    }

    private CompletableFuture<SyncGroupResponseData> sync(
            Clients clients, int client, List<SyncGroupRequestAssignment> assignments) {
        return coordinator.sync(ANYBODY, syncRequest(clients, client, assignments));
    }

    private static <R> R answer(CompletableFuture<R> future) {
        Peer.require(future.isDone(), "everybody must be answered when the phase ends", future);
        return future.join();
    }

    private static void requireNone(short code) {
        Peer.require(code == Errors.NONE.code(), "the verdict must be NONE", code);
    }

    private static Caller caller(Clients clients, int client, int version) {
        return new Caller(clients.clientId(client), clients.address(client), version);
    }

    private static JoinGroupRequestData joinRequest(Clients clients, int client, String memberId) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection(1);
        protocols.add(new JoinGroupRequestProtocol()
                .setName(clients.protocol())
                .setMetadata(clients.subscription(client).clone()));
        return new JoinGroupRequestData()
                .setGroupId(clients.groupId())
                .setMemberId(memberId)
                .setProtocolType(clients.protocolType())
                .setProtocols(protocols)
                .setSessionTimeoutMs(clients.sessionTimeoutMs())
                .setRebalanceTimeoutMs(Clients.REBALANCE_TIMEOUT_MS);
    }

    private static SyncGroupRequestData syncRequest(
            Clients clients, int client, List<SyncGroupRequestAssignment> assignments) {
        return new SyncGroupRequestData()
                .setGroupId(clients.groupId())
                .setGenerationId(clients.generation())
                .setMemberId(clients.memberId(client))
                .setProtocolType(clients.protocolType())
                .setProtocolName(clients.protocol())
                .setAssignments(assignments);
    }

    private static List<SyncGroupRequestAssignment> everybodys(Clients clients) {
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>(clients.count());
        for (int i = 0; i < clients.count(); i++) {
            assignments.add(assignment(clients, i));
        }
        return assignments;
    }

    private static SyncGroupRequestAssignment assignment(Clients clients, int client) {
        return new SyncGroupRequestAssignment()
                .setMemberId(clients.memberId(client))
                .setAssignment(clients.assignment(client).clone());
    }
}
