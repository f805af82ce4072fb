package io.rebalance.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupAssignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A member of a Kafka group that was elected leader, with Kafka's own assignor and all that it was sent. */
final class KafkaLeader {

    private final ConsumerPartitionAssignor assignor;
    private final Cluster cluster;
    private final Map<String, Subscription> subscriptions = new HashMap<>();

    KafkaLeader(AssignmentCase group, String assignor) {
        this.assignor = switch (assignor) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            case "sticky" -> new StickyAssignor();
            case "cooperative-sticky" -> new CooperativeStickyAssignor();
            default -> throw new IllegalArgumentException("assignor is unknown: " + assignor);
        };
        this.cluster = cluster(group);
        for (String member : group.members()) {
            subscriptions.put(member, subscription(group, member));
        }
    }

    GroupAssignment assign() {
        for (Subscription subscription : subscriptions.values()) {
            ByteBuffer userData = subscription.userData();
            if (userData != null) {
                userData.rewind(); // StickyAssignor reads it to its end, and would find nothing the next time
            }
        }
        return assignor.assign(cluster, new GroupSubscription(subscriptions));
    }

    private Subscription subscription(AssignmentCase group, String member) {
        List<TopicPartition> owned = new ArrayList<>();
        group.ownedBy(member).forEach(p -> owned.add(new TopicPartition(p.topic(), p.partition())));
        if (owned.isEmpty()) {
            return new Subscription(group.topics());
        }
        if (assignor instanceof CooperativeStickyAssignor) {
            return new Subscription(group.topics(), null, owned, AssignmentCase.GENERATION, Optional.empty());
        }
        if (assignor instanceof StickyAssignor) {
            StickyAssignor sender = new StickyAssignor();
            sender.onAssignment(
                    new Assignment(owned),
                    new ConsumerGroupMetadata("group-1", AssignmentCase.GENERATION, member, Optional.empty()));
            return new Subscription(group.topics(), sender.subscriptionUserData(new LinkedHashSet<>(group.topics())));
        }
        return new Subscription(group.topics()); // eager, and not interested in the past
    }

    private static Cluster cluster(AssignmentCase group) {
        Node node = new Node(0, "localhost", 9092);
        Node[] replicas = {node};
        List<PartitionInfo> partitions = new ArrayList<>();
        for (String topic : group.topics()) {
            for (int p = 0; p < group.partitionsPerTopic(); p++) {
                partitions.add(new PartitionInfo(topic, p, node, replicas, replicas));
            }
        }
        return new Cluster("cluster", List.of(node), partitions, Set.of(), Collections.emptySet());
    }
}
