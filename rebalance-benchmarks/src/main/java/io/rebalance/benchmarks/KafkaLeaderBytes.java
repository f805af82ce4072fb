package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Cluster;

/** What a Kafka leader does between the answer to its join and its sync: it decodes subscriptions, assigns, and encodes. */
final class KafkaLeaderBytes implements AssignmentPeer {

    private final AssignmentCase group;
    private final ConsumerPartitionAssignor assignor;
    private final Cluster cluster;
    private final Map<String, ByteBuffer> subscriptions = new HashMap<>();

    KafkaLeaderBytes(AssignmentCase group, Assignor job) {
        this.group = group;
        assignor = KafkaLeader.assignor(job);
        cluster = KafkaLeader.cluster(group);
        for (int m = 0; m < group.members().size(); m++) {
            subscriptions.put(
                    group.members().get(m),
                    ConsumerProtocol.serializeSubscription(KafkaLeader.subscription(group, m, assignor)));
        }
    }

    @Override
    public Map<String, ByteBuffer> assign() {
        Map<String, Subscription> decoded = new HashMap<>();
        subscriptions.forEach(
                (member, bytes) -> decoded.put(member, ConsumerProtocol.deserializeSubscription(bytes.duplicate())));
        Map<String, ByteBuffer> encoded = new HashMap<>();
        assignor.assign(cluster, new GroupSubscription(decoded))
                .groupAssignment()
                .forEach((member, assignment) -> encoded.put(member, ConsumerProtocol.serializeAssignment(assignment)));
        return encoded;
    }

    @Override
    @SuppressWarnings("unchecked") // it is what assign returned
    public io.rebalance.assignor.Assignment read(Object answer) throws AssignorException {
        return read(group, (Map<String, ByteBuffer>) answer);
    }

    /** What members read in these bytes. */
    static io.rebalance.assignor.Assignment read(AssignmentCase group, Map<String, ByteBuffer> assignments)
            throws AssignorException {
        Map<String, Bytes> bytes = new TreeMap<>();
        assignments.forEach((member, buffer) -> bytes.put(member, Bytes.of(buffer)));
        return OurBytes.read(group.input(), bytes);
    }
}
