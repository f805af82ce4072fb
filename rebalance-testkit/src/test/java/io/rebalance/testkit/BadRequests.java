package io.rebalance.testkit;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinProtocol;
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
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that may be bad in any of its fields. How bad is drawn first: most are right in all of them, or wrong in one
 * alone, since only so do their sequences get anywhere.
 */
final class BadRequests {

    /** More than there may be at once. */
    static final List<String> GROUPS = List.of("g", "h", "k");

    private static final int MAX_PARTITIONS = 3;

    private final SplittableRandom random;
    private final HostileValues hostile;
    private final List<GroupView> groups;
    private final List<String> idsSeen;
    private final int badPercent;

    /**
     * @param groups what the coordinator has
     * @param idsSeen the ids that it gave, latest last, whether they are still members' or not
     */
    BadRequests(SplittableRandom random, List<GroupView> groups, List<String> idsSeen) {
        this.random = random;
        this.groups = groups;
        this.idsSeen = idsSeen;
        hostile = new HostileValues(random);
        int mood = random.nextInt(10);
        badPercent = mood < 5 ? 0 : mood < 9 ? 15 : 60;
    }

    GroupRequest<?> next() {
        GroupView group = group();
        MemberView member = member(group);
        return switch (api()) {
            case JOIN_GROUP -> join(group, member);
            case SYNC_GROUP -> sync(group, member);
            case HEARTBEAT ->
                new HeartbeatRequest(groupId(group), generation(group), memberId(member), instanceId(member));
            case LEAVE_GROUP -> leave(group, member);
            case OFFSET_COMMIT -> commit(group, member);
            case OFFSET_FETCH ->
                new OffsetFetchRequest(groupId(group), field(null, this::somePartitions), random.nextBoolean());
            case TXN_OFFSET_COMMIT -> commitInTransaction(group, member);
            case WRITE_TXN_MARKERS -> new EndTransactionRequest(producerId(), producerEpoch(), random.nextBoolean());
            case OFFSET_DELETE -> new OffsetDeleteRequest(groupId(group), somePartitions());
            case DESCRIBE_GROUPS -> new DescribeGroupRequest(groupId(group));
            case LIST_GROUPS ->
                new ListGroupsRequest(
                        field(List.of(), () -> List.of(hostile.text(), "stable", "STABLE")),
                        field(List.of(), () -> List.of(hostile.text())));
            case DELETE_GROUPS -> new DeleteGroupRequest(groupId(group));
        };
    }

    private ApiKey api() {
        int which = random.nextInt(30);
        if (which < 9) {
            return ApiKey.JOIN_GROUP;
        }
        if (which < 15) {
            return ApiKey.SYNC_GROUP;
        }
        ApiKey[] all = ApiKey.values();
        return all[random.nextInt(all.length)];
    }

    private GroupView group() {
        String groupId = GROUPS.get(random.nextInt(2) == 0 ? 0 : random.nextInt(GROUPS.size()));
        return groups.stream()
                .filter(g -> g.groupId().equals(groupId))
                .findFirst()
                .orElse(GroupView.simple(groupId));
    }

    private @Nullable MemberView member(GroupView group) {
        List<MemberView> members = group.members();
        return members.isEmpty() ? null : members.get(random.nextInt(members.size()));
    }

    private <T extends @Nullable Object> T field(T good, Supplier<? extends T> bad) {
        return random.nextInt(100) < badPercent ? bad.get() : good;
    }

    private String groupId(GroupView group) {
        return field(group.groupId(), () -> random.nextInt(3) == 0 ? "" : hostile.text());
    }

    private int generation(GroupView group) {
        return field(
                group.generationId(),
                () -> random.nextBoolean() ? group.generationId() + random.nextInt(3) - 1 : hostile.number());
    }

    private String memberId(@Nullable MemberView member) {
        String good = member == null ? idSeen() : member.memberId();
        return field(good, () -> random.nextInt(3) > 0 ? idSeen() : hostile.text());
    }

    private String idSeen() {
        return idsSeen.isEmpty() ? "" : idsSeen.get(random.nextInt(idsSeen.size()));
    }

    private @Nullable String instanceId(@Nullable MemberView member) {
        String good = member == null ? null : member.groupInstanceId();
        return this.<@Nullable String>field(
                good, () -> random.nextInt(3) > 0 ? "i" + random.nextInt(2) : hostile.textOrNull());
    }

    private JoinGroupRequest join(GroupView group, @Nullable MemberView member) {
        boolean isNewcomer = random.nextInt(5) < 2 || (member == null && idsSeen.isEmpty());
        boolean usesIdSeen = !isNewcomer && !idsSeen.isEmpty() && random.nextInt(3) == 0;
        String memberId = isNewcomer ? "" : usesIdSeen ? idsSeen.get(idsSeen.size() - 1) : memberId(member);
        String instanceId = isNewcomer
                ? random.nextInt(3) == 0 ? "i" + random.nextInt(2) : null
                : usesIdSeen ? null : instanceId(member);
        return new JoinGroupRequest(
                groupId(group),
                field(memberId, hostile::text),
                this.<@Nullable String>field(instanceId, hostile::textOrNull),
                field("c", hostile::text),
                field("host", hostile::text),
                field(
                        group.protocolType().isEmpty() ? "consumer" : group.protocolType(),
                        () -> random.nextBoolean() ? "connect" : hostile.text()),
                field(protocols(group), hostile::protocols),
                field(6_000 + random.nextInt(4) * 1_000, hostile::number),
                field(random.nextInt(3) * 8_000 + 2_000, hostile::number),
                random.nextInt(3) == 0,
                random.nextBoolean(),
                this.<@Nullable String>field(null, hostile::textOrNull));
    }

    private List<JoinProtocol> protocols(GroupView group) {
        Bytes metadata = field(subscription(group), hostile::bytes);
        return switch (random.nextInt(6)) {
            case 0 -> List.of(new JoinProtocol("own", metadata), new JoinProtocol("range", metadata));
            case 1 -> List.of(new JoinProtocol("range", metadata), new JoinProtocol("range", Bytes.EMPTY)); // twice
            default -> List.of(new JoinProtocol("cooperative-sticky", metadata), new JoinProtocol("range", metadata));
        };
    }

    private Bytes subscription(GroupView group) {
        List<String> topics = random.nextInt(4) == 0 ? List.of("orders", "payments") : List.of("orders");
        ConsumerSubscription subscription = new ConsumerSubscription(
                field(topics, () -> List.of("orders", "orders", "nowhere", "endless", "x".repeat(32_767))),
                this.<@Nullable Bytes>field(null, hostile::bytes),
                List.of(TopicPartitions.of("orders", field(random.nextInt(4), () -> Integer.MAX_VALUE))),
                generation(group),
                this.<@Nullable String>field(null, () -> "r".repeat(32_767)));
        return ConsumerProtocol.writeSubscription(subscription, (short) random.nextInt(4));
    }

    private SyncGroupRequest sync(GroupView group, @Nullable MemberView member) {
        String memberId = memberId(member);
        List<MemberAssignment> assignments = new ArrayList<>();
        if (memberId.equals(group.leader())) {
            Bytes all = ConsumerProtocol.writeAssignment(
                    ConsumerAssignment.of(List.of(TopicPartitions.of("orders", 0, 1, 2, 3))), (short) 1);
            assignments.add(new MemberAssignment(memberId, all));
        }
        return new SyncGroupRequest(
                groupId(group),
                generation(group),
                memberId,
                instanceId(member),
                this.<@Nullable String>field(group.protocolType(), hostile::textOrNull),
                this.<@Nullable String>field(group.protocolName(), hostile::textOrNull),
                field(assignments, () -> hostile.assignments(memberId)),
                random.nextInt(4) == 0);
    }

    private LeaveGroupRequest leave(GroupView group, @Nullable MemberView member) {
        String memberId = memberId(member);
        String instanceId = instanceId(member);
        String named = instanceId != null && random.nextBoolean() ? "" : memberId;
        return new LeaveGroupRequest(
                groupId(group),
                field(
                        List.of(new LeaveGroupRequest.Leaver(named, instanceId, null)),
                        () -> hostile.leavers(memberId, instanceId)));
    }

    private OffsetCommitRequest commit(GroupView group, @Nullable MemberView member) {
        boolean isAnonymous = member == null ? random.nextInt(3) > 0 : random.nextInt(6) == 0;
        return new OffsetCommitRequest(
                groupId(group),
                isAnonymous ? -1 : generation(group),
                isAnonymous ? "" : memberId(member),
                isAnonymous ? null : instanceId(member),
                field(-1L, hostile::longNumber),
                field(someOffsets(), hostile::offsets));
    }

    private TxnOffsetCommitRequest commitInTransaction(GroupView group, @Nullable MemberView member) {
        boolean isAnonymous = random.nextInt(3) == 0;
        return new TxnOffsetCommitRequest(
                groupId(group),
                producerId(),
                producerEpoch(),
                isAnonymous ? -1 : generation(group),
                isAnonymous ? "" : memberId(member),
                isAnonymous ? null : instanceId(member),
                field(someOffsets(), hostile::offsets));
    }

    private long producerId() {
        return field((long) random.nextInt(2), hostile::longNumber);
    }

    private int producerEpoch() {
        return field(random.nextInt(2), hostile::number);
    }

    private List<OffsetCommitRequest.Partition> someOffsets() {
        return List.of(OffsetCommitRequest.Partition.of(
                new TopicPartition(random.nextBoolean() ? "orders" : "archive", random.nextInt(MAX_PARTITIONS)),
                random.nextInt(100)));
    }

    /** Some partitions, which may be named twice. */
    List<TopicPartition> somePartitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            TopicPartition good =
                    new TopicPartition(random.nextBoolean() ? "orders" : "archive", random.nextInt(MAX_PARTITIONS));
            partitions.add(field(good, hostile::partition));
        }
        return partitions;
    }
}
