package io.rebalance.kafka;

import io.rebalance.embed.GroupService;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.jspecify.annotations.Nullable;

/** Leads each request to who answers it. Thread-safe; answers on the thread that asks. */
final class Dispatch {

    private final ClusterCalls cluster;
    private final ProducerIds producerIds = new ProducerIds();
    private final ProduceCalls produce;
    private final FetchCalls fetch;
    private final LogCalls logs;
    private final GroupCalls groups;
    private final OffsetCalls offsets;
    private final AdminCalls admin;

    Dispatch(Node node, Topics topics, GroupService service) {
        this.cluster = new ClusterCalls(node, topics);
        this.produce = new ProduceCalls(topics);
        this.fetch = new FetchCalls(topics);
        this.logs = new LogCalls(topics);
        this.groups = new GroupCalls(service);
        this.offsets = new OffsetCalls(service, topics);
        this.admin = new AdminCalls(service, topics);
    }

    /**
     * The answer to a request, once there is one.
     *
     * @return null if the client wants none
     * @throws Parking.AbandonedException if the client is gone
     */
    @Nullable
    AbstractResponse answer(Call call) throws Parking.AbandonedException, InterruptedException {
        return switch (call.api()) {
            case API_VERSIONS -> ServedApis.answer((ApiVersionsRequest) call.request());
            case METADATA -> cluster.metadata((MetadataRequest) call.request());
            case FIND_COORDINATOR -> cluster.findCoordinator((FindCoordinatorRequest) call.request());
            case DESCRIBE_CLUSTER -> cluster.describe((DescribeClusterRequest) call.request());
            case INIT_PRODUCER_ID ->
                producerIds.answer((InitProducerIdRequestData) call.request().data());
            case PRODUCE -> produce.answer((ProduceRequest) call.request());
            case FETCH -> fetch.answer(call, (FetchRequest) call.request());
            case LIST_OFFSETS -> logs.listOffsets((ListOffsetsRequest) call.request());
            case OFFSET_FOR_LEADER_EPOCH ->
                logs.offsetsForLeaderEpoch(
                        (OffsetForLeaderEpochRequestData) call.request().data());
            case JOIN_GROUP ->
                groups.join(call, (JoinGroupRequestData) call.request().data());
            case SYNC_GROUP ->
                groups.sync(call, (SyncGroupRequestData) call.request().data());
            case HEARTBEAT ->
                groups.heartbeat(call, (HeartbeatRequestData) call.request().data());
            case LEAVE_GROUP -> groups.leave(call, (LeaveGroupRequest) call.request());
            case OFFSET_COMMIT ->
                offsets.commit(call, (OffsetCommitRequestData) call.request().data());
            case OFFSET_FETCH -> offsets.fetch(call, (OffsetFetchRequest) call.request());
            case OFFSET_DELETE ->
                admin.deleteOffsets(
                        call, (OffsetDeleteRequestData) call.request().data());
            case DESCRIBE_GROUPS ->
                admin.describe(call, (DescribeGroupsRequestData) call.request().data());
            case LIST_GROUPS ->
                admin.list(call, (ListGroupsRequestData) call.request().data());
            case DELETE_GROUPS ->
                admin.delete(call, (DeleteGroupsRequestData) call.request().data());
            default -> throw new IllegalStateException(call.api() + " was let in, and is not served");
        };
    }
}
