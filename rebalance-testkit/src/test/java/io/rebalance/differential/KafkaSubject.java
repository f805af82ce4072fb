package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.Kept;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DeleteGroupResponse;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.EndTransactionResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.testkit.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.KafkaManagers;
import org.apache.kafka.coordinator.group.OffsetAndMetadata;
import org.apache.kafka.coordinator.group.classic.ClassicGroup;
import org.apache.kafka.coordinator.group.classic.ClassicGroupMember;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.jspecify.annotations.Nullable;

/**
 * Apache Kafka's own coordinator of groups, out of its jar, driven as its runtime drives it: an operation gives records,
 * the records are durable at once, and what waited for them goes on.
 */
final class KafkaSubject implements Subject {

    private static final ConcurrentHashMap<Setting, GroupCoordinatorConfig> CONFIGS = new ConcurrentHashMap<>();

    private final KafkaTimers timers;
    private final KafkaManagers managers;
    private final KafkaNames names = new KafkaNames();
    private final KafkaWords words = new KafkaWords(names);
    private final SortedSet<String> groupIds = new TreeSet<>(); // all that requests named
    private final SortedSet<TopicPartition> partitions = new TreeSet<>(); // all that commits named
    private SortedMap<Long, Supplier<GroupResponse>> answers = new TreeMap<>();
    private long records;

    KafkaSubject(Setting setting, ManualClock clock) {
        timers = new KafkaTimers(clock, this::nameOfKey);
        managers = new KafkaManagers(
                new VirtualTime(clock),
                timers,
                CONFIGS.computeIfAbsent(
                        setting,
                        s -> KafkaManagers.config(
                                s.initialDelayMs(), s.maxSize(), s.maxOffsetMetadata(), s.retentionMinutes())));
    }

    // Requests

    @Override
    public void handle(long ticket, GroupRequest<?> request, @Nullable String newcomer) {
        groupIds.add(request.groupId());
        switch (request.api()) {
            case JOIN_GROUP -> join(ticket, (JoinGroupRequest) request, newcomer);
            case SYNC_GROUP -> sync(ticket, (SyncGroupRequest) request);
            case HEARTBEAT -> answer(ticket, request, () -> heartbeat((HeartbeatRequest) request));
            case LEAVE_GROUP -> answer(ticket, request, () -> leave((LeaveGroupRequest) request));
            case OFFSET_COMMIT -> answer(ticket, request, () -> commit((OffsetCommitRequest) request));
            case OFFSET_FETCH -> answer(ticket, request, () -> fetch((OffsetFetchRequest) request));
            case TXN_OFFSET_COMMIT -> answer(ticket, request, () -> commit((TxnOffsetCommitRequest) request));
            case WRITE_TXN_MARKERS -> answer(ticket, request, () -> end((EndTransactionRequest) request));
            case OFFSET_DELETE -> answer(ticket, request, () -> delete((OffsetDeleteRequest) request));
            case DELETE_GROUPS -> answer(ticket, request, () -> delete((DeleteGroupRequest) request));
            case DESCRIBE_GROUPS -> answer(ticket, request, () -> describe((DescribeGroupRequest) request));
            case LIST_GROUPS -> answer(ticket, request, () -> list((ListGroupsRequest) request));
        }
        advance(); // what is due at once is due now
    }

    private void join(long ticket, JoinGroupRequest request, @Nullable String newcomer) {
        CompletableFuture<JoinGroupResponseData> future = new CompletableFuture<>();
        // translated when it is looked at: the newcomer has no name before the call is over
        future.thenAccept(response -> answers.put(ticket, () -> words.response(response)));
        try {
            apply(managers.groups()
                    .classicGroupJoin(
                            new KafkaContext(ApiKeys.JOIN_GROUP, KafkaWords.version(request), request.clientId()),
                            words.request(request),
                            future));
        } catch (RuntimeException e) {
            // as the layer above answers: without the member id
            future.complete(new JoinGroupResponseData()
                    .setErrorCode(Errors.forException(e).code()));
        }
        name(request, newcomer == null ? "unexpected-" + ticket : newcomer, future.getNow(null));
    }

    /** Finds the member that the request has made, if it made one, and gives it its name. */
    private void name(JoinGroupRequest request, String newcomer, @Nullable JoinGroupResponseData answer) {
        if (!request.isFromNewcomer()) {
            return;
        }
        if (answer != null && !answer.memberId().isEmpty()) {
            names.put(newcomer, answer.memberId());
            return;
        }
        ClassicGroup group = managers.group(request.groupId());
        if (group != null) {
            group.allMemberIds().stream().filter(id -> !names.knows(id)).forEach(id -> names.put(newcomer, id));
        }
    }

    private void sync(long ticket, SyncGroupRequest request) {
        SyncGroupRequestData data = words.request(request);
        short version = KafkaWords.version(request);
        if (!new org.apache.kafka.common.requests.SyncGroupRequest.Builder(data)
                .build(version)
                .areMandatoryProtocolTypeAndNamePresent()) {
            answers.put(
                    ticket,
                    () -> request.refusedWith(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)); // as the layer above does
            return;
        }
        CompletableFuture<SyncGroupResponseData> future = new CompletableFuture<>();
        future.thenAccept(response -> answers.put(ticket, () -> words.response(response)));
        try {
            apply(managers.groups().classicGroupSync(new KafkaContext(ApiKeys.SYNC_GROUP, version, ""), data, future));
        } catch (ApiException e) {
            answers.put(ticket, () -> request.refusedWith(error(e)));
        }
    }

    private GroupResponse heartbeat(HeartbeatRequest request) {
        return KafkaWords.heartbeat(apply(managers.groups()
                        .classicGroupHeartbeat(new KafkaContext(ApiKeys.HEARTBEAT, 4, ""), words.request(request)))
                .errorCode());
    }

    private GroupResponse leave(LeaveGroupRequest request) {
        return words.response(apply(managers.groups()
                .classicGroupLeave(new KafkaContext(ApiKeys.LEAVE_GROUP, 5, ""), words.request(request))));
    }

    private GroupResponse commit(OffsetCommitRequest request) {
        request.partitions().forEach(p -> partitions.add(p.topicPartition()));
        return KafkaWords.response(apply(managers.offsets()
                .commitOffset(new KafkaContext(ApiKeys.OFFSET_COMMIT, 9, ""), words.request(request))));
    }

    private GroupResponse fetch(OffsetFetchRequest request) {
        return KafkaWords.response(managers.fetch(KafkaWords.request(request), request.requireStable()));
    }

    private GroupResponse commit(TxnOffsetCommitRequest request) {
        request.partitions().forEach(p -> partitions.add(p.topicPartition()));
        return KafkaWords.response(apply(
                managers.shard()
                        .commitTransactionalOffset(
                                new KafkaContext(ApiKeys.TXN_OFFSET_COMMIT, 5, ""), words.request(request)),
                request.producerId(),
                (short) request.producerEpoch()));
    }

    private GroupResponse end(EndTransactionRequest request) {
        managers.shard()
                .replayEndTransactionMarker(
                        request.producerId(),
                        (short) request.producerEpoch(),
                        request.isCommitted() ? TransactionResult.COMMIT : TransactionResult.ABORT);
        return new EndTransactionResponse(ErrorCode.NONE);
    }

    private GroupResponse delete(OffsetDeleteRequest request) {
        return KafkaWords.response(apply(managers.shard()
                .deleteOffsets(new KafkaContext(ApiKeys.OFFSET_DELETE, 0, ""), KafkaWords.request(request))));
    }

    private GroupResponse delete(DeleteGroupRequest request) {
        DeletableGroupResultCollection results = apply(managers.shard()
                .deleteGroups(new KafkaContext(ApiKeys.DELETE_GROUPS, 2, ""), List.of(request.groupId())));
        return new DeleteGroupResponse(
                ErrorCode.ofId(results.find(request.groupId()).errorCode()));
    }

    private GroupResponse describe(DescribeGroupRequest request) {
        return words.response(managers.shard()
                .describeGroups(
                        new KafkaContext(ApiKeys.DESCRIBE_GROUPS, 6, ""), List.of(request.groupId()), Long.MAX_VALUE)
                .get(0));
    }

    private GroupResponse list(ListGroupsRequest request) {
        return KafkaWords.response(managers.shard().listGroups(request.states(), request.types(), Long.MAX_VALUE));
    }

    private void answer(long ticket, GroupRequest<?> request, Supplier<GroupResponse> answer) {
        GroupResponse response = answerOrRefusal(request, answer);
        answers.put(ticket, () -> response);
    }

    private static GroupResponse answerOrRefusal(GroupRequest<?> request, Supplier<GroupResponse> answer) {
        try {
            return Answers.sorted(answer.get());
        } catch (ApiException e) {
            return Answers.sorted(refusal(request, error(e)));
        }
    }

    /** What the layer above makes of an exception (reference 2.15, 2.16). */
    private static GroupResponse refusal(GroupRequest<?> request, ErrorCode error) {
        if (request instanceof LeaveGroupRequest leave && error == ErrorCode.UNKNOWN_MEMBER_ID) {
            return new LeaveGroupResponse(
                    ErrorCode.NONE,
                    leave.members().stream()
                            .map(m -> new LeaveGroupResponse.Left(m.memberId(), m.groupInstanceId(), error))
                            .toList());
        }
        return request.refusedWith(error);
    }

    private static ErrorCode error(ApiException e) {
        return ErrorCode.ofId(Errors.forException(e).code());
    }

    // Time

    @Override
    public long nextDeadlineMs() {
        return timers.nextDeadlineMs();
    }

    @Override
    public void advance() {
        timers.fire(this::apply);
    }

    /** Looks for offsets and groups that are too old. In Kafka that is due at times of its own. */
    void sweep() {
        apply(managers.shard().cleanupGroupMetadata());
    }

    /** Sessions by member, then what is the group's. */
    private String nameOfKey(String key) {
        for (Map.Entry<String, String> name : names.all().entrySet()) {
            if (key.endsWith(name.getValue())) {
                return "member " + name.getKey();
            }
        }
        return "of the group " + key;
    }

    // Records

    private <T> T apply(CoordinatorResult<T, CoordinatorRecord> result) {
        return apply(result, -1, (short) -1); // of no producer
    }

    private <T> T apply(CoordinatorResult<T, CoordinatorRecord> result, long producerId, short producerEpoch) {
        if (result.replayRecords()) {
            result.records().forEach(record -> managers.shard().replay(records++, producerId, producerEpoch, record));
        }
        if (result.appendFuture() != null) {
            result.appendFuture().complete(null);
        }
        return result.response();
    }

    // Leading Kafka where ours went

    /** Lets the group be led by this member. */
    void lead(String groupId, @Nullable String memberId) {
        managers.group(groupId).setLeaderId(Optional.ofNullable(memberId).map(names::kafka));
    }

    /** Lets the group have chosen this protocol. */
    void choose(String groupId, String protocolName) {
        ClassicGroup group = managers.group(groupId);
        group.setProtocolName(Optional.of(protocolName));
        group.setSubscribedTopics(group.computeSubscribedTopics());
    }

    /** The metadata of a member under a protocol. */
    Bytes metadata(String groupId, String memberId, String protocolName) {
        return metadata(managers.group(groupId).member(names.kafka(memberId)), protocolName);
    }

    /** What the group's members vote for, each for the first of its protocols that all support. */
    List<String> votes(String groupId) {
        Set<String> candidates = candidates(groupId);
        return managers.group(groupId).allMembers().stream()
                .map(m -> m.vote(candidates))
                .toList();
    }

    /** The first protocol that all members offer and none votes for; null if there is none. */
    @Nullable
    String unloved(String groupId) {
        Set<String> candidates = candidates(groupId);
        votes(groupId).forEach(candidates::remove);
        return candidates.stream().findFirst().orElse(null);
    }

    private Set<String> candidates(String groupId) {
        ClassicGroup group = managers.group(groupId);
        Set<String> candidates = new TreeSet<>();
        group.supportedProtocols().forEach((name, supporters) -> {
            if (supporters == group.numMembers()) {
                candidates.add(name);
            }
        });
        return candidates;
    }

    /** Lets a member's session, or the time of a pending id, end at another time. */
    void expireAt(String groupId, String memberId, long deadlineMs) {
        timers.move(KafkaManagers.sessionKey(groupId, names.kafka(memberId)), deadlineMs);
    }

    /** Whether the member waits, and may be silent as long as it does. */
    boolean isExcused(String groupId, String memberId) {
        ClassicGroup group = managers.group(groupId);
        String kafkasId = names.kafka(memberId);
        return group != null
                && group.hasMember(kafkasId)
                && group.member(kafkasId).hasSatisfiedHeartbeat();
    }

    /** Lets one member owe the sync that another owed; does nothing, and says so, if that one owed none. */
    boolean inheritSync(String groupId, String fromMemberId, String toMemberId) {
        ClassicGroup group = managers.group(groupId);
        boolean owed = !fromMemberId.equals(toMemberId)
                && group.allPendingSyncMembers().remove(names.kafka(fromMemberId));
        if (owed) {
            group.addPendingSyncMember(names.kafka(toMemberId));
        }
        return owed;
    }

    /** Whether the group believes that a member came while it gathered. */
    boolean hasNewMember(String groupId) {
        return managers.group(groupId).newMemberAdded();
    }

    /** Lets the group believe that no member came while it gathered. */
    void forgetNewMember(String groupId) {
        managers.group(groupId).setNewMemberAdded(false);
    }

    /** Lets a member have said other timeouts. */
    void timeouts(String groupId, String memberId, int sessionTimeoutMs, int rebalanceTimeoutMs) {
        ClassicGroupMember member = managers.group(groupId).member(names.kafka(memberId));
        member.setSessionTimeoutMs(sessionTimeoutMs);
        member.setRebalanceTimeoutMs(rebalanceTimeoutMs);
    }

    /** Forgets the group, as when its tombstone is replayed. */
    void forget(String groupId) {
        managers.groups().replay(new GroupMetadataKey().setGroup(groupId), null);
    }

    // What there is to see

    @Override
    public Moment look() {
        SortedMap<String, GroupPicture> groups = new TreeMap<>();
        SortedMap<String, SortedMap<TopicPartition, Kept>> offsets = new TreeMap<>();
        for (String groupId : groupIds) {
            ClassicGroup group = managers.group(groupId);
            if (group != null) {
                groups.put(groupId, picture(group));
            }
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = managers.offset(groupId, partition.topic(), partition.partition());
                if (offset != null) {
                    offsets.computeIfAbsent(groupId, id -> new TreeMap<>())
                            .put(
                                    partition,
                                    new Kept(
                                            offset.committedOffset,
                                            offset.leaderEpoch.orElse(-1),
                                            offset.metadata,
                                            offset.commitTimestampMs));
                }
            }
        }
        SortedMap<Long, GroupResponse> answered = new TreeMap<>();
        answers.forEach((ticket, answer) -> answered.put(ticket, answer.get()));
        answers = new TreeMap<>();
        return new Moment(answered, groups, offsets);
    }

    private GroupPicture picture(ClassicGroup group) {
        SortedMap<String, MemberPicture> members = new TreeMap<>();
        for (ClassicGroupMember member : group.allMembers()) {
            members.put(names.ours(member.memberId()), picture(group, member));
        }
        SortedMap<String, Long> pending = new TreeMap<>();
        names.all().forEach((ours, kafkas) -> {
            if (group.isPendingMember(kafkas)) {
                pending.put(
                        ours,
                        Objects.requireNonNullElse(
                                timers.deadlineMs(KafkaManagers.sessionKey(group.groupId(), kafkas)), -1L));
            }
        });
        if (pending.size() != group.numPendingJoinMembers()) {
            throw new IllegalStateException("Kafka waits for ids that have no name: " + group);
        }
        return new GroupPicture(
                group.stateAsString(),
                group.generationId(),
                group.protocolType().orElse(""),
                group.protocolName().orElse(null),
                names.oursOrNull(group.leaderOrNull()),
                members,
                pending,
                timers.deadlineMs(KafkaManagers.joinKey(group.groupId())),
                timers.deadlineMs(KafkaManagers.syncKey(group.groupId())));
    }

    private MemberPicture picture(ClassicGroup group, ClassicGroupMember member) {
        String protocolName = group.protocolName().orElse(null);
        return new MemberPicture(
                member.groupInstanceId().orElse(null),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                metadata(member, protocolName),
                Bytes.of(member.assignment()),
                // who waits may be silent, and has a new session when it is answered
                member.hasSatisfiedHeartbeat()
                        ? null
                        : timers.deadlineMs(KafkaManagers.sessionKey(group.groupId(), member.memberId())));
    }

    private static Bytes metadata(ClassicGroupMember member, @Nullable String protocolName) {
        return member.supportedProtocols().stream()
                .filter(p -> p.name().equals(protocolName))
                .findFirst()
                .map(p -> Bytes.of(p.metadata()))
                .orElse(Bytes.EMPTY);
    }

    private record VirtualTime(ManualClock clock) implements Time {

        @Override
        public long milliseconds() {
            return clock.nowMs();
        }

        @Override
        public long nanoseconds() {
            return TimeUnit.MILLISECONDS.toNanos(clock.nowMs());
        }

        @Override
        public void sleep(long ms) {
            throw new UnsupportedOperationException("nobody sleeps in virtual time");
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new UnsupportedOperationException("nobody waits in virtual time");
        }
    }
}
