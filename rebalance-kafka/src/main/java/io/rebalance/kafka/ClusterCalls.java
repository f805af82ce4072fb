package io.rebalance.kafka;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.DescribeClusterResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;

/** What there is, and where: a cluster of one node, which coordinates every group. */
final class ClusterCalls {

    static final String CLUSTER_ID = "rebalance";

    /** The only kind of endpoint that a client may ask for: that of brokers. */
    private static final byte BROKERS = 1;

    private final Node node;
    private final Topics topics;

    ClusterCalls(Node node, Topics topics) {
        this.node = node;
        this.topics = topics;
    }

    AbstractResponse metadata(MetadataRequest request) {
        MetadataResponseData answer =
                new MetadataResponseData().setClusterId(CLUSTER_ID).setControllerId(node.id());
        answer.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(node.id())
                        .setHost(node.host())
                        .setPort(node.port()));
        if (request.isAllTopics()) {
            topics.all().forEach(topic -> answer.topics().add(found(topic)));
        } else {
            // once, however often it is asked for: an answer must not be larger than what there is to say
            for (MetadataRequestTopic asked : new LinkedHashSet<>(request.data().topics())) {
                answer.topics().add(described(asked, request.version()));
            }
        }
        return new MetadataResponse(answer, request.version());
    }

    private MetadataResponseTopic described(MetadataRequestTopic asked, short version) {
        boolean byId = !asked.topicId().equals(Uuid.ZERO_UUID);
        if (byId && version < 12) {
            // KAFKA-13943: topic ids are in the format of versions 10 and 11, but may not be used there
            return missing(asked.name() == null ? "" : asked.name(), asked.topicId(), Errors.INVALID_REQUEST);
        }
        if (byId) {
            Topic topic = topics.withId(asked.topicId());
            return topic == null ? missing(null, asked.topicId(), Errors.UNKNOWN_TOPIC_ID) : found(topic);
        }
        String name = asked.name();
        if (name == null) {
            return missing("", Uuid.ZERO_UUID, Errors.INVALID_REQUEST);
        }
        if (!TopicNames.isValid(name)) {
            return missing(name, Uuid.ZERO_UUID, Errors.INVALID_TOPIC_EXCEPTION);
        }
        Topic topic = topics.named(name);
        return topic == null ? missing(name, Uuid.ZERO_UUID, Errors.UNKNOWN_TOPIC_OR_PARTITION) : found(topic);
    }

    private static MetadataResponseTopic missing(@Nullable String name, Uuid id, Errors error) {
        return new MetadataResponseTopic().setName(name).setTopicId(id).setErrorCode(error.code());
    }

    private MetadataResponseTopic found(Topic topic) {
        List<Integer> nodes = List.of(node.id());
        List<MetadataResponsePartition> partitions = new ArrayList<>();
        for (int number = 0; number < topic.partitions().size(); number++) {
            partitions.add(new MetadataResponsePartition()
                    .setPartitionIndex(number)
                    .setLeaderId(node.id())
                    .setLeaderEpoch(PartitionLog.LEADER_EPOCH)
                    .setReplicaNodes(nodes)
                    .setIsrNodes(nodes));
        }
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setPartitions(partitions);
    }

    AbstractResponse findCoordinator(FindCoordinatorRequest request) {
        byte type = request.data().keyType();
        if (request.version() < FindCoordinatorRequest.MIN_BATCHED_VERSION) {
            Coordinator only = coordinator(request.data().key(), type);
            return new FindCoordinatorResponse(new FindCoordinatorResponseData()
                    .setErrorCode(only.errorCode())
                    .setErrorMessage(only.errorMessage())
                    .setNodeId(only.nodeId())
                    .setHost(only.host())
                    .setPort(only.port()));
        }
        return new FindCoordinatorResponse(new FindCoordinatorResponseData()
                .setCoordinators(request.data().coordinatorKeys().stream()
                        .map(key -> coordinator(key, type))
                        .toList()));
    }

    private Coordinator coordinator(String key, byte type) {
        Coordinator coordinator = new Coordinator().setKey(key);
        if (type == CoordinatorType.GROUP.id()) {
            return coordinator.setNodeId(node.id()).setHost(node.host()).setPort(node.port());
        }
        // not COORDINATOR_NOT_AVAILABLE, at which a client would ask again for ever
        return coordinator
                .setErrorCode(Errors.INVALID_REQUEST.code())
                .setErrorMessage("This server coordinates groups only (key type 0), not key type " + type + ".")
                .setNodeId(Node.noNode().id())
                .setHost(Node.noNode().host())
                .setPort(Node.noNode().port());
    }

    AbstractResponse describe(DescribeClusterRequest request) {
        DescribeClusterResponseData answer =
                new DescribeClusterResponseData().setClusterId(CLUSTER_ID).setControllerId(node.id());
        byte endpoints = request.data().endpointType();
        if (endpoints != BROKERS) {
            Errors error = endpoints == 2 ? Errors.MISMATCHED_ENDPOINT_TYPE : Errors.UNSUPPORTED_ENDPOINT_TYPE;
            return new DescribeClusterResponse(new DescribeClusterResponseData()
                    .setErrorCode(error.code())
                    .setErrorMessage("This is a broker endpoint (type 1), not of type " + endpoints + "."));
        }
        answer.brokers()
                .add(new DescribeClusterBroker()
                        .setBrokerId(node.id())
                        .setHost(node.host())
                        .setPort(node.port()));
        return new DescribeClusterResponse(answer);
    }
}
