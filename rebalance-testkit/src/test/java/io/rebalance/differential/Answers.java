package io.rebalance.differential;

import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
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
        return response;
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
