package io.rebalance;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.List;
import java.util.stream.Stream;

/** A request of every kind, from one member of the driver's group. */
final class OneOfEach {

    private OneOfEach() {}

    static Stream<GroupRequest<?>> of(String memberId, int generationId) {
        return Stream.of(ApiKey.values()).map(api -> of(api, memberId, generationId));
    }

    private static GroupRequest<?> of(ApiKey api, String memberId, int generationId) {
        return switch (api) {
            case JOIN_GROUP -> Driver.join(memberId).build();
            case SYNC_GROUP ->
                new SyncGroupRequest(
                        Driver.GROUP,
                        generationId,
                        memberId,
                        null,
                        "consumer",
                        "range",
                        List.of(new MemberAssignment(memberId, Bytes.EMPTY)),
                        true);
            case HEARTBEAT -> HeartbeatRequest.of(Driver.GROUP, generationId, memberId);
            case LEAVE_GROUP -> LeaveGroupRequest.of(Driver.GROUP, memberId);
            case OFFSET_COMMIT ->
                OffsetCommitRequest.of(
                        Driver.GROUP,
                        generationId,
                        memberId,
                        List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 1)));
            case OFFSET_FETCH -> OffsetFetchRequest.all(Driver.GROUP);
            case TXN_OFFSET_COMMIT ->
                new TxnOffsetCommitRequest(
                        Driver.GROUP,
                        7,
                        0,
                        generationId,
                        memberId,
                        null,
                        List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 1)));
            case WRITE_TXN_MARKERS -> new EndTransactionRequest(7, 0, true);
            case OFFSET_DELETE -> new OffsetDeleteRequest(Driver.GROUP, List.of(new TopicPartition("orders", 0)));
            case DESCRIBE_GROUPS -> new DescribeGroupRequest(Driver.GROUP);
            case LIST_GROUPS -> ListGroupsRequest.all();
            case DELETE_GROUPS -> new DeleteGroupRequest(Driver.GROUP);
        };
    }
}
