package io.rebalance.differential;

import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.Comparator;
import java.util.List;

/** Answers in one order, where Kafka's order is chance or depends on how the wire groups things. */
final class Answers {

    private Answers() {}

    static GroupResponse sorted(GroupResponse response) {
        if (response instanceof JoinGroupResponse join) {
            return withMembers(join, join.members());
        }
        if (response instanceof OffsetCommitResponse commit) {
            return new OffsetCommitResponse(
                    commit.error(),
                    commit.partitions().stream()
                            .sorted(Comparator.comparing(OffsetCommitResponse.Partition::topicPartition))
                            .toList());
        }
        if (response instanceof OffsetFetchResponse fetch) {
            return new OffsetFetchResponse(
                    fetch.error(),
                    fetch.partitions().stream()
                            .sorted(Comparator.comparing(OffsetFetchResponse.Partition::topicPartition))
                            .toList());
        }
        if (response instanceof OffsetDeleteResponse delete) {
            return new OffsetDeleteResponse(
                    delete.error(),
                    delete.partitions().stream()
                            .sorted(Comparator.comparing(OffsetDeleteResponse.Partition::topicPartition))
                            .toList());
        }
        if (response instanceof DescribeGroupResponse describe) {
            return new DescribeGroupResponse(describe.error(), onTheWire(describe.group()));
        }
        if (response instanceof ListGroupsResponse list) {
            return new ListGroupsResponse(
                    list.error(),
                    list.groups().stream()
                            .sorted(Comparator.comparing(ListGroupsResponse.Listed::groupId))
                            .toList());
        }
        return response;
    }

    /** As much of a group as DescribeGroups has fields for, and as both were told: they do not know the host. */
    static GroupView onTheWire(GroupView group) {
        return new GroupView(
                group.groupId(),
                group.state(),
                0,
                group.protocolType(),
                group.protocolName(),
                null,
                group.members().stream()
                        .sorted(Comparator.comparing(MemberView::memberId))
                        .map(m -> new MemberView(
                                m.memberId(), m.groupInstanceId(), "", "", 0, 0, m.metadata(), m.assignment(), false))
                        .toList(),
                0);
    }

    static JoinGroupResponse withMembers(JoinGroupResponse join, List<JoinedMember> members) {
        return new JoinGroupResponse(
                join.error(),
                join.generationId(),
                join.protocolType(),
                join.protocolName(),
                join.leader(),
                join.skipAssignment(),
                join.memberId(),
                members.stream()
                        .sorted(Comparator.comparing(JoinedMember::memberId))
                        .toList());
    }
}
