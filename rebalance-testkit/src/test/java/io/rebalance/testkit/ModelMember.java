package io.rebalance.testkit;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process that consumes as Kafka's consumer does (reference 3): which request it sends next, and what it makes of the
 * answers. Knows nothing of the network and of other members.
 */
final class ModelMember {

    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 20_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final int RETRY_BACKOFF_MS = 100; // as a consumer's retry.backoff.ms
    private static final short VERSION = 3;

    enum State {
        UNJOINED,
        PREPARING,
        COMPLETING,
        STABLE
    }

    private final String groupId;
    private final String clientId;
    private final @Nullable String instanceId;
    private final Assignor assignor;
    private final List<String> topics;
    private final int sessionMs;
    private final int rebalanceMs;

    private State state = State.UNJOINED;
    private String memberId = "";
    private int generationId = -1;
    private @Nullable String protocolName;
    private boolean rejoinNeeded = true;
    private boolean prepareNeeded = true;
    private boolean isLeader;
    private TopicCatalog assignedTopics = TopicCatalog.empty();
    private SortedSet<TopicPartition> owned = new TreeSet<>();

    private boolean isFenced;
    private boolean rebalanceInFlight;
    private boolean heartbeatInFlight;
    private int generationOfHeartbeat;
    private int generationOfRebalance;
    private long lastHeartbeatMs;
    private long joinsFromMs = Long.MIN_VALUE;

    ModelMember(String groupId, String clientId, @Nullable String instanceId, Assignor assignor, List<String> topics) {
        this(groupId, clientId, instanceId, assignor, topics, SESSION_MS, REBALANCE_MS);
    }

    ModelMember(
            String groupId,
            String clientId,
            @Nullable String instanceId,
            Assignor assignor,
            List<String> topics,
            int sessionMs,
            int rebalanceMs) {
        this.sessionMs = sessionMs;
        this.rebalanceMs = rebalanceMs;
        this.groupId = groupId;
        this.clientId = clientId;
        this.instanceId = instanceId;
        this.assignor = assignor;
        this.topics = topics;
    }

    String memberId() {
        return memberId;
    }

    int generationId() {
        return generationId;
    }

    List<String> topics() {
        return topics;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    /** Whether it was told that another process has its instance id, of which a consumer dies. */
    boolean isFenced() {
        return isFenced;
    }

    boolean isSettled() {
        return state == State.STABLE && !rejoinNeeded && !rebalanceInFlight;
    }

    /** The partitions that it works on right now. */
    SortedSet<TopicPartition> owned() {
        return owned;
    }

    /** What it has to send by now. */
    List<GroupRequest<?>> poll(long nowMs, TopicCatalog catalog) {
        List<GroupRequest<?>> requests = new ArrayList<>();
        if (state == State.STABLE && isLeader && !catalog.equals(assignedTopics)) {
            rejoinNeeded = true; // 3.4: the leader watches the topics
        }
        if (rejoinNeeded && !rebalanceInFlight && nowMs >= joinsFromMs) {
            prepare();
            state = State.PREPARING;
            rebalanceInFlight = true;
            generationOfRebalance = generationId;
            requests.add(join());
        }
        boolean heartbeats = state == State.COMPLETING || state == State.STABLE;
        if (heartbeats && !heartbeatInFlight && nowMs - lastHeartbeatMs >= HEARTBEAT_MS) {
            heartbeatInFlight = true;
            generationOfHeartbeat = generationId;
            lastHeartbeatMs = nowMs;
            requests.add(new HeartbeatRequest(groupId, generationId, memberId, instanceId));
        }
        return requests;
    }

    /** 3.3, before joining: who lost its identity has lost everything; under EAGER, everything is given up anyway. */
    private void prepare() {
        if (!prepareNeeded) {
            return;
        }
        prepareNeeded = false;
        isLeader = false;
        if (generationId < 0 || memberId.isEmpty() || assignor.mode() == RebalanceMode.EAGER) {
            owned = new TreeSet<>();
        }
    }

    private JoinGroupRequest join() {
        ConsumerSubscription subscription = ConsumerSubscription.of(topics).owning(TopicLists.of(owned), generationId);
        return JoinGroupRequest.builder(groupId)
                .memberId(memberId)
                .clientId(clientId)
                .groupInstanceId(instanceId)
                .protocol(assignor.name(), ConsumerProtocol.writeSubscription(subscription, VERSION))
                .sessionTimeoutMs(sessionMs)
                .rebalanceTimeoutMs(rebalanceMs)
                .build();
    }

    /** The request with which it leaves, if it is dynamic and has an id; it works on nothing from now on. */
    @Nullable
    LeaveGroupRequest leave() {
        owned = new TreeSet<>();
        return memberId.isEmpty() || isStatic() ? null : LeaveGroupRequest.of(groupId, memberId);
    }

    /** All that it asked and was not answered is lost. */
    void disconnected() {
        rejoinNeeded |= rebalanceInFlight;
        rebalanceInFlight = false;
        heartbeatInFlight = false;
    }

    /** Takes an answer; what it sends because of it at once. */
    @Nullable
    GroupRequest<?> answered(GroupResponse response, long nowMs, TopicCatalog catalog) {
        if (response instanceof JoinGroupResponse join) {
            return joined(join, nowMs, catalog);
        } else if (response instanceof SyncGroupResponse sync) {
            synced(sync);
        } else if (response instanceof HeartbeatResponse heartbeat) {
            beaten(heartbeat.error());
        }
        return null;
    }

    private @Nullable SyncGroupRequest joined(JoinGroupResponse response, long nowMs, TopicCatalog catalog) {
        rebalanceInFlight = false;
        switch (response.error()) {
            case NONE -> {
                if (state != State.PREPARING) {
                    return null; // reset meanwhile: joins anew
                }
                state = State.COMPLETING;
                memberId = response.memberId();
                generationId = response.generationId();
                protocolName = response.protocolName();
                lastHeartbeatMs = nowMs;
                rebalanceInFlight = true;
                generationOfRebalance = generationId;
                return sync(response, catalog);
            }
            case MEMBER_ID_REQUIRED -> memberId = response.memberId();
            case UNKNOWN_MEMBER_ID -> resetIfUnchanged(generationOfRebalance, "");
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REBALANCE_IN_PROGRESS -> {
                joinsFromMs = nowMs + RETRY_BACKOFF_MS; // who asks again at once may do so for ever
                rejoinNeeded = true;
            }
            case FENCED_INSTANCE_ID -> isFenced = true;
            default -> throw new AssertionError("a consumer dies of " + response.error() + " in a join");
        }
        return null;
    }

    private SyncGroupRequest sync(JoinGroupResponse response, TopicCatalog catalog) {
        List<MemberAssignment> assignments = List.of();
        if (response.isLeader()) {
            isLeader = true;
            assignedTopics = catalog;
            if (!response.skipAssignment()) { // KIP-814
                assignments = assign(response.members(), catalog);
            }
        }
        return new SyncGroupRequest(
                groupId,
                generationId,
                memberId,
                instanceId,
                response.protocolType(),
                response.protocolName(),
                assignments,
                true);
    }

    private List<MemberAssignment> assign(List<JoinedMember> members, TopicCatalog catalog) {
        try {
            AssignmentInput.Builder input = AssignmentInput.builder();
            catalog.partitionCounts().forEach(input::topic);
            for (JoinedMember member : members) {
                ConsumerSubscription said = ConsumerProtocol.readSubscription(member.metadata());
                input.member(member.memberId(), said.topics());
                List<TopicPartitions> claims = said.ownedPartitions() == null ? List.of() : said.ownedPartitions();
                claims.stream()
                        .flatMap(TopicPartitions::stream)
                        .forEach(p -> input.claim(member.memberId(), p, said.generationId()));
            }
            AssignmentInput built = input.build();
            Assignment assignment = assignor.assign(built);
            if (assignor.mode() == RebalanceMode.COOPERATIVE) {
                assignment = RevocationBarrier.of(built, assignment).granted();
            }
            List<MemberAssignment> assignments = new ArrayList<>();
            assignment.toMap(built).forEach((id, part) -> assignments.add(new MemberAssignment(id, bytes(part))));
            return assignments;
        } catch (AssignorException | MalformedBytesException e) {
            throw new AssertionError("the leader cannot assign", e);
        }
    }

    private static Bytes bytes(Collection<TopicPartition> partitions) {
        return ConsumerProtocol.writeAssignment(ConsumerAssignment.of(TopicLists.of(partitions)), VERSION);
    }

    private void synced(SyncGroupResponse response) {
        rebalanceInFlight = false;
        rejoinNeeded = true;
        switch (response.error()) {
            case NONE -> {
                if (state == State.COMPLETING && generationId == generationOfRebalance) {
                    complete(response.assignment());
                }
            }
            case UNKNOWN_MEMBER_ID -> resetIfUnchanged(generationOfRebalance, "");
            case ILLEGAL_GENERATION -> resetIfUnchanged(generationOfRebalance, memberId);
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REBALANCE_IN_PROGRESS -> {}
            case FENCED_INSTANCE_ID -> isFenced = true;
            default -> throw new AssertionError("a consumer dies of " + response.error() + " in a sync");
        }
    }

    /** 3.3, after the sync: under COOPERATIVE, what the new generation takes away is revoked, and it joins again. */
    private void complete(Bytes bytes) {
        SortedSet<TopicPartition> assigned = TopicLists.read(bytes);
        state = State.STABLE;
        prepareNeeded = true;
        rejoinNeeded = !assigned.containsAll(owned);
        owned = assigned;
    }

    private void beaten(ErrorCode error) {
        heartbeatInFlight = false;
        switch (error) {
            case REBALANCE_IN_PROGRESS -> rejoinNeeded |= state == State.STABLE;
            case UNKNOWN_MEMBER_ID -> resetIfUnchanged(generationOfHeartbeat, "");
            case ILLEGAL_GENERATION -> resetIfUnchanged(generationOfHeartbeat, memberId);
            case NONE, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> {}
            case FENCED_INSTANCE_ID -> isFenced |= generationOfHeartbeat == generationId;
            default -> throw new AssertionError("a consumer dies of " + error + " in a heartbeat");
        }
    }

    private void resetIfUnchanged(int generationThen, String keptMemberId) {
        if (generationThen == generationId) {
            state = State.UNJOINED;
            generationId = -1;
            memberId = keptMemberId;
            rejoinNeeded = true;
            prepareNeeded = true;
        }
    }

    @Override
    public String toString() {
        return clientId + "[" + state + " id=" + memberId + " generation=" + generationId + " owned="
                + ScenarioText.partitions(TopicLists.of(owned)) + (rejoinNeeded ? " to rejoin" : "")
                + (rebalanceInFlight ? " waits" : "") + (protocolName == null ? "" : " " + protocolName) + "]";
    }
}
