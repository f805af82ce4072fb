package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.modern.GroupSpecImpl;
import org.apache.kafka.coordinator.group.modern.MemberSubscriptionAndAssignmentImpl;

/**
 * The server's assignor for members of the classic protocol: their subscriptions are decoded to what it wants, and its
 * answer is encoded for them, with the classes by which a broker reads and writes these.
 */
final class KafkaServerBytes implements AssignmentPeer {

    private final AssignmentCase group;
    private final ConsumerGroupPartitionAssignor assignor;
    private final KafkaServer.Topics topics;
    private final Map<String, ByteBuffer> subscriptions = new HashMap<>();

    KafkaServerBytes(AssignmentCase group, Assignor job) {
        this.group = group;
        assignor = KafkaServer.assignor(job);
        topics = new KafkaServer.Topics(group);
        OurBytes.subscriptions(group)
                .forEach((member, bytes) ->
                        subscriptions.put(member, bytes.toBuffer().asReadOnlyBuffer()));
    }

    @Override
    public Map<String, ByteBuffer> assign() {
        Map<List<String>, Set<Uuid>> subscribed = new HashMap<>();
        Map<Uuid, Map<Integer, String>> owners = new HashMap<>();
        Map<String, MemberSubscriptionAndAssignmentImpl> members = new HashMap<>();
        subscriptions.forEach((member, bytes) -> {
            ConsumerProtocolSubscription subscription =
                    ConsumerProtocol.deserializeConsumerProtocolSubscription(bytes.duplicate());
            Map<Uuid, Set<Integer>> owned = new HashMap<>();
            subscription.ownedPartitions().forEach(topic -> {
                Uuid id = topics.id(topic.topic());
                owned.put(id, new HashSet<>(topic.partitions()));
                Map<Integer, String> ofTopic = owners.computeIfAbsent(id, t -> new HashMap<>());
                topic.partitions().forEach(p -> ofTopic.put(p, member));
            });
            members.put(
                    member, KafkaServer.member(subscribed.computeIfAbsent(subscription.topics(), topics::ids), owned));
        });
        Map<String, ByteBuffer> encoded = new HashMap<>();
        assignor.assign(new GroupSpecImpl(members, KafkaServer.type(subscribed.size()), owners), topics)
                .members()
                .forEach((member, assignment) -> encoded.put(member, encode(assignment)));
        return encoded;
    }

    private ByteBuffer encode(MemberAssignment assignment) {
        ConsumerProtocolAssignment.TopicPartitionCollection partitions =
                new ConsumerProtocolAssignment.TopicPartitionCollection(
                        assignment.partitions().size());
        assignment
                .partitions()
                .forEach((topic, numbers) -> partitions.add(new ConsumerProtocolAssignment.TopicPartition()
                        .setTopic(topics.name(topic))
                        .setPartitions(new ArrayList<>(numbers))));
        return ConsumerProtocol.serializeAssignment(
                new ConsumerProtocolAssignment().setAssignedPartitions(partitions),
                ConsumerProtocolAssignment.LOWEST_SUPPORTED_VERSION);
    }

    @Override
    @SuppressWarnings("unchecked") // it is what assign returned
    public io.rebalance.assignor.Assignment read(Object answer) throws AssignorException {
        return KafkaLeaderBytes.read(group, (Map<String, ByteBuffer>) answer);
    }
}
