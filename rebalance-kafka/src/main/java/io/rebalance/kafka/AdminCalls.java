package io.rebalance.kafka;

import io.rebalance.embed.GroupService;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DeleteGroupResponse;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteGroupsResponse;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.OffsetDeleteResponse;

/** Translates what administrators ask. Groups are asked for one by one, each once however often it is named. */
final class AdminCalls {

    /** From this version on a group that does not exist is an error; before, it was one that is dead (KIP-1043). */
    private static final short DESCRIBE_TELLS_WHAT_IS_MISSING = 6;

    private final GroupService service;
    private final Topics topics;

    AdminCalls(GroupService service, Topics topics) {
        this.service = service;
        this.topics = topics;
    }

    AbstractResponse describe(Call call, DescribeGroupsRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        DescribeGroupsResponseData answer = new DescribeGroupsResponseData();
        for (String groupId : new LinkedHashSet<>(asked.groups())) {
            answer.groups()
                    .add(described(call.version(), call.await(service.submit(new DescribeGroupRequest(groupId)))));
        }
        return new DescribeGroupsResponse(answer);
    }

    private static DescribedGroup described(short version, DescribeGroupResponse answer) {
        GroupView group = answer.group();
        boolean isMissing = answer.error() == ErrorCode.GROUP_ID_NOT_FOUND;
        boolean mayTell = version >= DESCRIBE_TELLS_WHAT_IS_MISSING;
        ErrorCode error = isMissing && !mayTell ? ErrorCode.NONE : answer.error();
        String protocolName = group.protocolName();
        return new DescribedGroup()
                .setErrorCode(ErrorCodes.onWire(error))
                .setErrorMessage(isMissing && mayTell ? "There is no group " + group.groupId() + "." : null)
                .setGroupId(group.groupId())
                .setGroupState(error.isNone() || isMissing ? group.state() : "")
                .setProtocolType(group.protocolType())
                .setProtocolData(protocolName == null ? "" : protocolName)
                .setMembers(group.members().stream().map(AdminCalls::onWire).toList());
    }

    private static DescribedGroupMember onWire(MemberView member) {
        return new DescribedGroupMember()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.groupInstanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setMemberMetadata(member.metadata().toArray())
                .setMemberAssignment(member.assignment().toArray());
    }

    AbstractResponse list(Call call, ListGroupsRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        ListGroupsResponse answer =
                call.await(service.submit(new ListGroupsRequest(asked.statesFilter(), asked.typesFilter())));
        return new org.apache.kafka.common.requests.ListGroupsResponse(new ListGroupsResponseData()
                .setErrorCode(ErrorCodes.onWire(answer.error()))
                .setGroups(answer.groups().stream()
                        .map(group -> new ListedGroup()
                                .setGroupId(group.groupId())
                                .setProtocolType(group.protocolType())
                                .setGroupState(group.state())
                                .setGroupType(group.type()))
                        .toList()));
    }

    AbstractResponse delete(Call call, DeleteGroupsRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        DeleteGroupsResponseData answer = new DeleteGroupsResponseData();
        for (String groupId : new LinkedHashSet<>(asked.groupsNames())) {
            DeleteGroupResponse deleted = call.await(service.submit(new DeleteGroupRequest(groupId)));
            answer.results()
                    .add(new DeletableGroupResult()
                            .setGroupId(groupId)
                            .setErrorCode(ErrorCodes.onWire(deleted.error())));
        }
        return new DeleteGroupsResponse(answer);
    }

    AbstractResponse deleteOffsets(Call call, OffsetDeleteRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        List<TopicPartition> known = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : asked.topics()) {
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                if (mayHaveOffset(topic.name(), partition.partitionIndex())) {
                    known.add(new TopicPartition(topic.name(), partition.partitionIndex()));
                }
            }
        }
        io.rebalance.protocol.OffsetDeleteResponse verdicts =
                call.await(service.submit(new OffsetDeleteRequest(asked.groupId(), known)));
        OffsetDeleteResponseData answer =
                new OffsetDeleteResponseData().setErrorCode(ErrorCodes.onWire(verdicts.error()));
        if (verdicts.error().isNone()) {
            addVerdicts(answer, asked, verdicts.partitions().iterator());
        }
        return new OffsetDeleteResponse(answer);
    }

    /** As a broker, which knows topics by name; of a partition that is no number none was ever committed. */
    private boolean mayHaveOffset(String topic, int partition) {
        return partition >= 0 && topics.named(topic) != null;
    }

    /** The verdicts in the order of the request; those of topics that do not exist put in between. */
    private static void addVerdicts(
            OffsetDeleteResponseData answer,
            OffsetDeleteRequestData asked,
            Iterator<io.rebalance.protocol.OffsetDeleteResponse.Partition> verdicts) {
        io.rebalance.protocol.OffsetDeleteResponse.Partition next = verdicts.hasNext() ? verdicts.next() : null;
        for (OffsetDeleteRequestTopic topic : asked.topics()) {
            OffsetDeleteResponseTopic answered = new OffsetDeleteResponseTopic().setName(topic.name());
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                short error = Errors.UNKNOWN_TOPIC_OR_PARTITION.code();
                // not mayHaveOffset(): the topic may have been created since
                if (next != null
                        && next.topicPartition().topic().equals(topic.name())
                        && next.topicPartition().partition() == partition.partitionIndex()) {
                    error = ErrorCodes.onWire(next.error());
                    next = verdicts.hasNext() ? verdicts.next() : null;
                }
                answered.partitions()
                        .add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error));
            }
            answer.topics().add(answered);
        }
    }
}
