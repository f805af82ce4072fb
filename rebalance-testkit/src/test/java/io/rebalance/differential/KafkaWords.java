package io.rebalance.differential;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;

/** Requests in Kafka's words, and Kafka's answers in ours. */
final class KafkaWords {

    private final KafkaNames names;

    KafkaWords(KafkaNames names) {
        this.names = names;
    }

    /** The version of the API that means what the request says. */
    static int version(JoinGroupRequest request) {
        return !request.memberIdRequired() ? 3 : request.canSkipAssignment() ? 9 : 8;
    }

    JoinGroupRequestData request(JoinGroupRequest request) {
        JoinGroupRequestData.JoinGroupRequestProtocolCollection protocols =
                new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
        request.protocols()
                .forEach(p -> protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol()
                        .setName(p.name())
                        .setMetadata(p.metadata().toArray())));
        return new JoinGroupRequestData()
                .setGroupId(request.groupId())
                .setMemberId(names.kafka(request.memberId()))
                .setGroupInstanceId(request.groupInstanceId())
                .setProtocolType(request.protocolType())
                .setProtocols(protocols)
                .setSessionTimeoutMs(request.sessionTimeoutMs())
                // the first version has none, and Kafka's own request class puts the session timeout in its place
                .setRebalanceTimeoutMs(
                        request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs())
                .setReason(request.reason());
    }

    JoinGroupResponse response(JoinGroupResponseData response) {
        JoinGroupResponse joined = new JoinGroupResponse(
                ErrorCode.ofId(response.errorCode()),
                response.generationId(),
                response.protocolType(),
                // Kafka 4.1, observed: empty in a refusal, for no version of the API
                response.errorCode() == 0 ? response.protocolName() : null,
                names.ours(response.leader()),
                response.skipAssignment(),
                names.ours(response.memberId()),
                List.of());
        return Answers.withMembers(
                joined,
                response.members().stream()
                        .map(m ->
                                new JoinedMember(names.ours(m.memberId()), m.groupInstanceId(), Bytes.of(m.metadata())))
                        .toList());
    }

    /** The version of the API that means what the request says. */
    static short version(SyncGroupRequest request) {
        return (short) (request.protocolRequired() ? 5 : 4);
    }

    SyncGroupRequestData request(SyncGroupRequest request) {
        return new SyncGroupRequestData()
                .setGroupId(request.groupId())
                .setGenerationId(request.generationId())
                .setMemberId(names.kafka(request.memberId()))
                .setGroupInstanceId(request.groupInstanceId())
                .setProtocolType(request.protocolType())
                .setProtocolName(request.protocolName())
                .setAssignments(request.assignments().stream()
                        .map(a -> new SyncGroupRequestData.SyncGroupRequestAssignment()
                                .setMemberId(names.kafka(a.memberId()))
                                .setAssignment(a.assignment().toArray()))
                        .toList());
    }

    SyncGroupResponse response(SyncGroupResponseData response) {
        return new SyncGroupResponse(
                ErrorCode.ofId(response.errorCode()),
                response.protocolType(),
                response.protocolName(),
                Bytes.of(response.assignment()));
    }

    HeartbeatRequestData request(HeartbeatRequest request) {
        return new HeartbeatRequestData()
                .setGroupId(request.groupId())
                .setGenerationId(request.generationId())
                .setMemberId(names.kafka(request.memberId()))
                .setGroupInstanceId(request.groupInstanceId());
    }

    static HeartbeatResponse heartbeat(short errorCode) {
        return HeartbeatResponse.of(ErrorCode.ofId(errorCode));
    }

    LeaveGroupRequestData request(LeaveGroupRequest request) {
        return new LeaveGroupRequestData()
                .setGroupId(request.groupId())
                .setMembers(request.members().stream()
                        .map(m -> new LeaveGroupRequestData.MemberIdentity()
                                .setMemberId(names.kafka(m.memberId()))
                                .setGroupInstanceId(m.groupInstanceId())
                                .setReason(m.reason()))
                        .toList());
    }

    LeaveGroupResponse response(LeaveGroupResponseData response) {
        return new LeaveGroupResponse(
                ErrorCode.ofId(response.errorCode()),
                response.members().stream()
                        .map(m -> new LeaveGroupResponse.Left(
                                names.ours(m.memberId()), m.groupInstanceId(), ErrorCode.ofId(m.errorCode())))
                        .toList());
    }

    OffsetCommitRequestData request(OffsetCommitRequest request) {
        Map<String, List<OffsetCommitRequestData.OffsetCommitRequestPartition>> topics = new LinkedHashMap<>();
        for (OffsetCommitRequest.Partition partition : request.partitions()) {
            topics.computeIfAbsent(partition.topicPartition().topic(), t -> new ArrayList<>())
                    .add(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                            .setPartitionIndex(partition.topicPartition().partition())
                            .setCommittedOffset(partition.offset())
                            .setCommittedLeaderEpoch(partition.leaderEpoch())
                            .setCommittedMetadata(partition.metadata()));
        }
        return new OffsetCommitRequestData()
                .setGroupId(request.groupId())
                .setGenerationIdOrMemberEpoch(request.generationId())
                .setMemberId(names.kafka(request.memberId()))
                .setGroupInstanceId(request.groupInstanceId())
                .setRetentionTimeMs(request.retentionTimeMs())
                .setTopics(topics.entrySet().stream()
                        .map(topic -> new OffsetCommitRequestData.OffsetCommitRequestTopic()
                                .setName(topic.getKey())
                                .setPartitions(topic.getValue()))
                        .toList());
    }

    static OffsetCommitResponse response(OffsetCommitResponseData response) {
        return new OffsetCommitResponse(
                ErrorCode.NONE,
                response.topics().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(p -> new OffsetCommitResponse.Partition(
                                        new TopicPartition(topic.name(), p.partitionIndex()),
                                        ErrorCode.ofId(p.errorCode()))))
                        .toList());
    }

    TxnOffsetCommitRequestData request(TxnOffsetCommitRequest request) {
        Map<String, List<TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition>> topics = new LinkedHashMap<>();
        for (OffsetCommitRequest.Partition partition : request.partitions()) {
            topics.computeIfAbsent(partition.topicPartition().topic(), t -> new ArrayList<>())
                    .add(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition()
                            .setPartitionIndex(partition.topicPartition().partition())
                            .setCommittedOffset(partition.offset())
                            .setCommittedLeaderEpoch(partition.leaderEpoch())
                            .setCommittedMetadata(partition.metadata()));
        }
        return new TxnOffsetCommitRequestData()
                .setGroupId(request.groupId())
                .setProducerId(request.producerId())
                .setProducerEpoch((short) request.producerEpoch())
                .setGenerationId(request.generationId())
                .setMemberId(names.kafka(request.memberId()))
                .setGroupInstanceId(request.groupInstanceId())
                .setTopics(topics.entrySet().stream()
                        .map(topic -> new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic()
                                .setName(topic.getKey())
                                .setPartitions(topic.getValue()))
                        .toList());
    }

    static OffsetCommitResponse response(TxnOffsetCommitResponseData response) {
        return new OffsetCommitResponse(
                ErrorCode.NONE,
                response.topics().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(p -> new OffsetCommitResponse.Partition(
                                        new TopicPartition(topic.name(), p.partitionIndex()),
                                        ErrorCode.ofId(p.errorCode()))))
                        .toList());
    }

    static OffsetDeleteRequestData request(OffsetDeleteRequest request) {
        Map<String, List<OffsetDeleteRequestData.OffsetDeleteRequestPartition>> topics = new LinkedHashMap<>();
        request.partitions()
                .forEach(p -> topics.computeIfAbsent(p.topic(), t -> new ArrayList<>())
                        .add(new OffsetDeleteRequestData.OffsetDeleteRequestPartition()
                                .setPartitionIndex(p.partition())));
        OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection collection =
                new OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection();
        topics.forEach((topic, partitions) -> collection.add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                .setName(topic)
                .setPartitions(partitions)));
        return new OffsetDeleteRequestData().setGroupId(request.groupId()).setTopics(collection);
    }

    static OffsetDeleteResponse response(OffsetDeleteResponseData response) {
        List<OffsetDeleteResponse.Partition> partitions = new ArrayList<>();
        response.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(p -> partitions.add(new OffsetDeleteResponse.Partition(
                                new TopicPartition(topic.name(), p.partitionIndex()), ErrorCode.ofId(p.errorCode())))));
        return new OffsetDeleteResponse(ErrorCode.ofId(response.errorCode()), partitions);
    }

    DescribeGroupResponse response(DescribeGroupsResponseData.DescribedGroup group) {
        return new DescribeGroupResponse(
                ErrorCode.ofId(group.errorCode()),
                Answers.onTheWire(new GroupView(
                        group.groupId(),
                        group.groupState(),
                        0,
                        group.protocolType(),
                        group.protocolData().isEmpty() ? null : group.protocolData(),
                        null,
                        group.members().stream().map(this::member).toList(),
                        0)));
    }

    private MemberView member(DescribeGroupsResponseData.DescribedGroupMember member) {
        return new MemberView(
                names.ours(member.memberId()),
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                0,
                0,
                Bytes.of(member.memberMetadata()),
                Bytes.of(member.memberAssignment()),
                false);
    }

    static ListGroupsResponse response(List<ListGroupsResponseData.ListedGroup> groups) {
        return new ListGroupsResponse(
                ErrorCode.NONE,
                groups.stream()
                        .map(g -> new ListGroupsResponse.Listed(
                                g.groupId(),
                                g.protocolType(),
                                g.groupState(),
                                g.groupType().equals("classic") ? ListGroupsResponse.Listed.CLASSIC : g.groupType()))
                        .toList());
    }

    static OffsetFetchRequestData.OffsetFetchRequestGroup request(OffsetFetchRequest request) {
        OffsetFetchRequestData.OffsetFetchRequestGroup group = new OffsetFetchRequestData.OffsetFetchRequestGroup()
                .setGroupId(request.groupId())
                .setTopics(null); // all
        if (request.partitions() != null) {
            Map<String, List<Integer>> topics = new LinkedHashMap<>();
            request.partitions()
                    .forEach(p -> topics.computeIfAbsent(p.topic(), t -> new ArrayList<>())
                            .add(p.partition()));
            group.setTopics(topics.entrySet().stream()
                    .map(topic -> new OffsetFetchRequestData.OffsetFetchRequestTopics()
                            .setName(topic.getKey())
                            .setPartitionIndexes(topic.getValue()))
                    .toList());
        }
        return group;
    }

    static OffsetFetchResponse response(OffsetFetchResponseData.OffsetFetchResponseGroup response) {
        return new OffsetFetchResponse(
                ErrorCode.ofId(response.errorCode()),
                response.topics().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(p -> new OffsetFetchResponse.Partition(
                                        new TopicPartition(topic.name(), p.partitionIndex()),
                                        p.committedOffset(),
                                        p.committedLeaderEpoch(),
                                        p.metadata(),
                                        ErrorCode.ofId(p.errorCode()))))
                        .toList());
    }
}
