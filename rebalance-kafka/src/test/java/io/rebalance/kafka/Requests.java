package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.RequestHeader;

/** Requests of members, as each version of their API can write them. */
final class Requests {

    private Requests() {}

    static JoinGroupRequestData join(int version, String group, String memberId, int sessionTimeoutMs) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(group)
                .setMemberId(memberId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(sessionTimeoutMs);
        if (version >= 1) {
            request.setRebalanceTimeoutMs(30_000);
        }
        if (version >= 8) {
            request.setReason("the test wants it");
        }
        request.protocols().add(new JoinGroupRequestProtocol().setName("opaque").setMetadata(new byte[] {1, 2, 3}));
        return request;
    }

    static SyncGroupRequestData sync(int version, String group, int generation, String memberId, byte[] assignment) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(group)
                .setGenerationId(generation)
                .setMemberId(memberId);
        if (version >= 5) {
            request.setProtocolType("consumer").setProtocolName("opaque");
        }
        return request.setAssignments(
                List.of(new SyncGroupRequestAssignment().setMemberId(memberId).setAssignment(assignment)));
    }

    static DescribeGroupsRequestData describe(String... groups) {
        return new DescribeGroupsRequestData().setGroups(List.of(groups));
    }

    static DeleteGroupsRequestData deleteGroups(String... groups) {
        return new DeleteGroupsRequestData().setGroupsNames(List.of(groups));
    }

    static OffsetDeleteRequestData deleteOffsets(String group, String first, String second, int... partitions) {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(group);
        for (String topic : List.of(first, second)) {
            request.topics()
                    .add(new OffsetDeleteRequestTopic()
                            .setName(topic)
                            .setPartitions(IntStream.of(partitions)
                                    .mapToObj(p -> new OffsetDeleteRequestPartition().setPartitionIndex(p))
                                    .toList()));
        }
        return request;
    }

    static HeartbeatRequestData heartbeat(String group, int generation, String memberId) {
        return new HeartbeatRequestData()
                .setGroupId(group)
                .setGenerationId(generation)
                .setMemberId(memberId);
    }

    static LeaveGroupRequestData leave(int version, String group, String memberId) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(group);
        MemberIdentity leaver = new MemberIdentity().setMemberId(memberId);
        if (version >= 5) {
            leaver.setReason("the test is over");
        }
        return version >= 3 ? request.setMembers(List.of(leaver)) : request.setMemberId(memberId);
    }

    static OffsetCommitRequestData commit(
            int version, String group, int generation, String memberId, OffsetCommitRequestTopic... topics) {
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId(group)
                .setGenerationIdOrMemberEpoch(generation)
                .setMemberId(memberId);
        return request.setTopics(List.of(topics));
    }

    static OffsetCommitRequestTopic offset(int version, String topic, int partition, long offset) {
        OffsetCommitRequestPartition committed = new OffsetCommitRequestPartition()
                .setPartitionIndex(partition)
                .setCommittedOffset(offset)
                .setCommittedMetadata("m" + offset);
        if (version >= 6) {
            committed.setCommittedLeaderEpoch(0);
        }
        return new OffsetCommitRequestTopic().setName(topic).setPartitions(List.of(committed));
    }

    /** @param partitions null for all that the group has */
    static OffsetFetchRequestData fetch(int version, String group, String topic, List<Integer> partitions) {
        OffsetFetchRequestData request = new OffsetFetchRequestData();
        if (version >= 8) {
            return request.setGroups(List.of(new OffsetFetchRequestGroup()
                    .setGroupId(group)
                    .setTopics(
                            partitions == null
                                    ? null
                                    : List.of(new OffsetFetchRequestTopics()
                                            .setName(topic)
                                            .setPartitionIndexes(partitions)))));
        }
        return request.setGroupId(group)
                .setTopics(
                        partitions == null
                                ? null
                                : List.of(new OffsetFetchRequestTopic()
                                        .setName(topic)
                                        .setPartitionIndexes(partitions)));
    }

    /** A frame of every api that is served, in the latest version. */
    static byte[][] oneOfEach() {
        return new byte[][] {
            frame(ApiKeys.API_VERSIONS, Samples.apiVersions(4, "test")),
            frame(ApiKeys.METADATA, Samples.metadata(13, ORDERS)),
            frame(ApiKeys.FIND_COORDINATOR, Samples.findCoordinator(6, "g", 0)),
            frame(ApiKeys.DESCRIBE_CLUSTER, Samples.describeCluster(2, 1)),
            frame(ApiKeys.INIT_PRODUCER_ID, Samples.initProducerId(null)),
            frame(ApiKeys.PRODUCE, Samples.produce(13, ORDERS, Samples.records("a", "b"))),
            frame(ApiKeys.FETCH, Samples.fetch(18, ORDERS, 0)),
            frame(ApiKeys.LIST_OFFSETS, Samples.listOffsets(ORDERS, -1)),
            frame(ApiKeys.OFFSET_FOR_LEADER_EPOCH, Samples.offsetForLeaderEpoch(4, ORDERS, 0)),
            frame(ApiKeys.JOIN_GROUP, join(9, "g", "", 6_000)),
            frame(ApiKeys.SYNC_GROUP, sync(5, "g", 1, "m", new byte[] {1})),
            frame(ApiKeys.HEARTBEAT, heartbeat("g", 1, "m")),
            frame(ApiKeys.LEAVE_GROUP, leave(5, "g", "m")),
            frame(ApiKeys.OFFSET_COMMIT, commit(9, "g", -1, "", offset(9, ORDERS, 1, 7))),
            frame(ApiKeys.OFFSET_FETCH, fetch(9, "g", ORDERS, List.of(0, 1))),
            frame(ApiKeys.OFFSET_DELETE, deleteOffsets("g", ORDERS, "none", 0, 1)),
            frame(ApiKeys.DESCRIBE_GROUPS, describe("g", "h")),
            frame(ApiKeys.LIST_GROUPS, new ListGroupsRequestData().setStatesFilter(List.of("Stable"))),
            frame(ApiKeys.DELETE_GROUPS, deleteGroups("g")),
        };
    }

    private static byte[] frame(ApiKeys api, ApiMessage body) {
        short version = api.latestVersion(false);
        RequestHeader header = new RequestHeader(api, version, "wire", 1);
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header.data(), header.headerVersion())
                .buffer();
        ByteBuffer content = MessageUtil.toByteBufferAccessor(body, version).buffer();
        int length = head.remaining() + content.remaining();
        return ByteBuffer.allocate(4 + length)
                .putInt(length)
                .put(head)
                .put(content)
                .array();
    }
}
