package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Operation.Era;
import io.rebalance.differential.Operation.Handing;
import io.rebalance.differential.Operation.Tag;
import io.rebalance.differential.Operation.Who;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The clients of a sequence: makes requests of operations, and tells each client what it is answered. */
final class Cast {

    static final int CLIENTS = 6;
    static final List<String> GROUPS = List.of("shop", "bank");
    static final List<TopicPartition> PARTITIONS = List.of(
            new TopicPartition("orders", 0), new TopicPartition("orders", 1), new TopicPartition("payments", 0));
    static final List<List<String>> OFFERS = List.of(
            List.of("range"),
            List.of("range", "roundrobin"),
            List.of("roundrobin", "range"),
            List.of("sticky", "range", "roundrobin"),
            List.of("range", "sticky"),
            List.of("roundrobin"),
            List.of());
    static final List<List<String>> TOPICS =
            List.of(List.of("orders"), List.of("orders", "payments"), List.of("payments"));
    /**
     * Session and rebalance timeouts, ms. No sum of the one is likely to be one of the other, so that few timers
     * are due at the same time. The last waits longer than a new member may.
     */
    static final List<List<Integer>> TIMINGS = List.of(
            List.of(10_000, 20_010),
            List.of(6_000, 29_100),
            List.of(30_000, 8_070),
            List.of(15_000, 2_030),
            List.of(10_000, 400_000));

    static final List<String> TYPES = List.of(ConsumerProtocol.TYPE, "connect", "");

    private static final short VERSION = 3;
    private static final String STRANGER = "stranger-1";

    private final List<List<Client>> clients = new ArrayList<>();
    private final Map<Long, Client> askers = new LinkedHashMap<>();
    private final Map<Long, GroupRequest<?>> asked = new LinkedHashMap<>();

    Cast() {
        for (int group = 0; group < GROUPS.size(); group++) {
            List<Client> ofGroup = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                ofGroup.add(new Client(String.valueOf((char) ((group == 0 ? 'a' : 'u') + client))));
            }
            clients.add(ofGroup);
        }
    }

    Client client(int group, int client) {
        return clients.get(group).get(client % CLIENTS);
    }

    /** The request that the operation is, or null if it is none. */
    @Nullable
    GroupRequest<?> request(long ticket, Operation operation, SortedMap<String, GroupPicture> groups) {
        if (operation instanceof Operation.Join join) {
            return join(ticket, join);
        }
        if (operation instanceof Operation.Sync sync) {
            Client client = client(sync.group(), sync.client());
            SyncGroupRequest request = sync(ticket, sync, client, groups);
            ask(ticket, client, sync.who(), request, Client.Stage.SYNCING);
            return request;
        }
        if (operation instanceof Operation.Heartbeat beat) {
            Client client = client(beat.group(), beat.client());
            HeartbeatRequest request = new HeartbeatRequest(
                    GROUPS.get(beat.group()),
                    generation(beat.era(), client, groups.get(GROUPS.get(beat.group()))),
                    id(beat.group(), beat.client(), beat.who()),
                    instance(client, beat.tag()));
            ask(ticket, client, beat.who(), request, client.stage);
            return request;
        }
        if (operation instanceof Operation.Leave leave) {
            return leave(leave);
        }
        if (operation instanceof Operation.Commit commit) {
            return commit(commit, groups);
        }
        if (operation instanceof Operation.Fetch fetch) {
            return new OffsetFetchRequest(
                    GROUPS.get(fetch.group()), fetch.all() ? null : PARTITIONS, fetch.requireStable());
        }
        return administration(operation, groups);
    }

    private @Nullable GroupRequest<?> administration(Operation operation, SortedMap<String, GroupPicture> groups) {
        if (operation instanceof Operation.CommitInTransaction commit) {
            return commit(commit, groups);
        }
        if (operation instanceof Operation.EndTransaction end) {
            return new EndTransactionRequest(end.producer(), 0, end.isCommitted());
        }
        if (operation instanceof Operation.DeleteOffsets delete) {
            return new OffsetDeleteRequest(
                    GROUPS.get(delete.group()), PARTITIONS.subList(0, 1 + delete.partition() % PARTITIONS.size()));
        }
        if (operation instanceof Operation.DeleteGroup delete) {
            return new DeleteGroupRequest(GROUPS.get(delete.group()));
        }
        if (operation instanceof Operation.Describe describe) {
            return new DescribeGroupRequest(GROUPS.get(describe.group()));
        }
        if (operation instanceof Operation.ListGroups list) {
            return new ListGroupsRequest(Operation.ListGroups.STATES.get(list.state()), List.of());
        }
        return null;
    }

    private TxnOffsetCommitRequest commit(
            Operation.CommitInTransaction commit, SortedMap<String, GroupPicture> groups) {
        Client client = client(commit.group(), commit.client());
        return new TxnOffsetCommitRequest(
                GROUPS.get(commit.group()),
                commit.producer(),
                0,
                generation(commit.era(), client, groups.get(GROUPS.get(commit.group()))),
                id(commit.group(), commit.client(), commit.who()),
                instance(client, commit.tag()),
                List.of(OffsetCommitRequest.Partition.of(
                        PARTITIONS.get(commit.partition() % PARTITIONS.size()), commit.offset())));
    }

    private JoinGroupRequest join(long ticket, Operation.Join join) {
        Client client = client(join.group(), join.client());
        String id = id(join.group(), join.client(), join.who());
        client.offer = join.offer() < 0 ? client.offer : join.offer();
        client.topics = join.topics() < 0 ? client.topics : join.topics();
        client.timing = join.timing() < 0 ? client.timing : join.timing();
        client.type = join.type() < 0 ? client.type : join.type();
        String instanceId = instance(client, join.tag());
        client.instanceId = instanceId;
        JoinGroupRequest.Builder request = JoinGroupRequest.builder(GROUPS.get(join.group()))
                .memberId(id)
                .groupInstanceId(instanceId)
                .clientId(client.name)
                .protocolType(TYPES.get(client.type))
                .sessionTimeoutMs(TIMINGS.get(client.timing).get(0))
                .rebalanceTimeoutMs(TIMINGS.get(client.timing).get(1))
                .memberIdRequired(join.version() >= 4)
                .canSkipAssignment(join.version() >= 9);
        OFFERS.get(client.offer).forEach(name -> request.protocol(name, metadata(client)));
        JoinGroupRequest built = request.build();
        ask(ticket, client, join.who(), built, Client.Stage.JOINING);
        return built;
    }

    private static Bytes metadata(Client client) {
        if (client.type != 0) {
            return Bytes.of(("m" + client.topics).getBytes(StandardCharsets.UTF_8));
        }
        return ConsumerProtocol.writeSubscription(
                new ConsumerSubscription(
                        TOPICS.get(client.topics), null, List.of(), ConsumerSubscription.NO_GENERATION, null),
                VERSION);
    }

    private SyncGroupRequest sync(
            long ticket, Operation.Sync sync, Client client, SortedMap<String, GroupPicture> groups) {
        String type = client.protocolType == null ? ConsumerProtocol.TYPE : client.protocolType;
        String name = client.protocolName == null ? "range" : client.protocolName;
        boolean says = sync.claim() != Operation.Claim.NOTHING && sync.claim() != Operation.Claim.MISSING;
        return new SyncGroupRequest(
                GROUPS.get(sync.group()),
                generation(sync.era(), client, groups.get(GROUPS.get(sync.group()))),
                id(sync.group(), sync.client(), sync.who()),
                instance(client, sync.tag()),
                !says ? null : sync.claim() == Operation.Claim.WRONG_TYPE ? "connect" : type,
                !says ? null : sync.claim() == Operation.Claim.WRONG_NAME ? "none-of-them" : name,
                assignments(ticket, sync.handing(), client),
                sync.claim() != Operation.Claim.NOTHING);
    }

    private static List<MemberAssignment> assignments(long ticket, Handing handing, Client client) {
        List<String> receivers = switch (handing) {
            case AS_DUE -> client.follows;
            case NOTHING -> List.of();
            case ODD -> List.of(client.memberId, STRANGER);
        };
        List<MemberAssignment> assignments = new ArrayList<>();
        for (int i = 0; i < receivers.size(); i++) {
            assignments.add(new MemberAssignment(
                    receivers.get(i),
                    ConsumerProtocol.writeAssignment(
                            ConsumerAssignment.of(List.of(TopicPartitions.of(
                                    "orders", new int[] {(int) (ticket % 1_000) * 10 + i}))),
                            VERSION)));
        }
        return assignments;
    }

    private LeaveGroupRequest leave(Operation.Leave leave) {
        List<LeaveGroupRequest.Leaver> leavers = new ArrayList<>();
        for (Operation.Leaver leaver : leave.leavers()) {
            Client client = client(leave.group(), leaver.client());
            leavers.add(new LeaveGroupRequest.Leaver(
                    id(leave.group(), leaver.client(), leaver.who()), instance(client, leaver.tag()), null));
            if (leaver.who() == Who.OWN) {
                client.stage = Client.Stage.OUT;
            }
        }
        return new LeaveGroupRequest(GROUPS.get(leave.group()), leavers);
    }

    private OffsetCommitRequest commit(Operation.Commit commit, SortedMap<String, GroupPicture> groups) {
        Client client = client(commit.group(), commit.client());
        String text = commit.textLength() < 0 ? null : "n".repeat(commit.textLength());
        List<OffsetCommitRequest.Partition> partitions = new ArrayList<>();
        partitions.add(new OffsetCommitRequest.Partition(
                PARTITIONS.get(commit.partition() % PARTITIONS.size()),
                commit.offset(),
                commit.offset() % 3 - 1,
                text));
        if (commit.offset() % 2 == 0) {
            partitions.add(OffsetCommitRequest.Partition.of(
                    PARTITIONS.get((commit.partition() + 1) % PARTITIONS.size()), commit.offset() + 1L));
        }
        return new OffsetCommitRequest(
                GROUPS.get(commit.group()),
                generation(commit.era(), client, groups.get(GROUPS.get(commit.group()))),
                id(commit.group(), commit.client(), commit.who()),
                instance(client, commit.tag()),
                partitions);
    }

    private String id(int group, int index, Who who) {
        Client client = client(group, index);
        return switch (who) {
            case OWN -> client.memberId;
            case SEATED -> client.seatedId;
            case OTHER -> client(group, index + 1).memberId;
            case OLD -> client.oldId;
            case STRANGER -> STRANGER;
            case NONE -> JoinGroupRequest.UNKNOWN_MEMBER;
        };
    }

    private static @Nullable String instance(Client client, Tag tag) {
        return switch (tag) {
            case OWN -> client.instanceId;
            case NONE -> null;
            case S0 -> "s0";
            case S1 -> "s1";
            case S2 -> "s2";
        };
    }

    private static int generation(Era era, Client client, @Nullable GroupPicture group) {
        int current = group == null ? 0 : group.generationId();
        return switch (era) {
            case TOLD -> client.generationId;
            case CURRENT -> current;
            case NEXT -> current + 1;
            case PREVIOUS -> Math.max(current - 1, 0);
            case NEVER -> -1;
        };
    }

    private void ask(long ticket, Client client, Who who, GroupRequest<?> request, Client.Stage stage) {
        if (who != Who.OTHER && who != Who.STRANGER) {
            askers.put(ticket, client);
            client.stage = stage;
        }
        asked.put(ticket, request);
    }

    /** The member that the request made is this one, although the client was not told yet. */
    void seated(long ticket, String memberId) {
        Client client = askers.get(ticket);
        if (client != null) {
            client.seatedId = memberId;
        }
    }

    /** Tells whoever asked. */
    void learn(SortedMap<Long, GroupResponse> answers) {
        answers.forEach((ticket, response) -> {
            Client client = askers.remove(ticket);
            GroupRequest<?> request = asked.remove(ticket);
            if (client != null && request != null) {
                client.learn(request, response);
            }
        });
    }
}
