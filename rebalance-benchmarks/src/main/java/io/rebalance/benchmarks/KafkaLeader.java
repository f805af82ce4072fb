package io.rebalance.benchmarks;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.apache.kafka.clients.consumer.internals.AbstractStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A member of a Kafka group that was elected leader, with Kafka's own assignor and all that it was sent. */
final class KafkaLeader implements AssignmentPeer {

    private final AssignmentCase group;
    private final ConsumerPartitionAssignor assignor;
    private final Cluster cluster;
    private final Map<String, Subscription> subscriptions = new HashMap<>();

    /**
     * A leader with Kafka's assignor of the same job.
     *
     * @param decodes whether it has to decode user data to know who owned what, as a real leader has to; it makes no
     *     difference to assignors that send none
     */
    KafkaLeader(AssignmentCase group, Assignor job, boolean decodes) {
        ConsumerPartitionAssignor own = assignor(job);
        this.group = group;
        assignor = decodes || !(own instanceof AbstractStickyAssignor) ? own : new StickyOfDecoded();
        cluster = cluster(group);
        for (int m = 0; m < group.members().size(); m++) {
            subscriptions.put(group.members().get(m), subscription(group, m, assignor));
        }
    }

    /** Kafka's assignor of the same job: the one of that name, or else a sticky one of the same mode. */
    static ConsumerPartitionAssignor assignor(Assignor job) {
        return switch (job.name()) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            default -> job.mode() == RebalanceMode.COOPERATIVE ? new CooperativeStickyAssignor() : new StickyAssignor();
        };
    }

    @Override
    public GroupAssignment assign() {
        for (Subscription subscription : subscriptions.values()) {
            ByteBuffer userData = subscription.userData();
            if (userData != null) {
                userData.rewind(); // StickyAssignor reads it to its end, and would find nothing the next time
            }
        }
        return assignor.assign(cluster, new GroupSubscription(subscriptions));
    }

    @Override
    public io.rebalance.assignor.Assignment read(Object answer) throws AssignorException {
        return read(group.input(), ((GroupAssignment) answer).groupAssignment());
    }

    private static io.rebalance.assignor.Assignment read(AssignmentInput input, Map<String, Assignment> assignments)
            throws AssignorException {
        Map<String, List<io.rebalance.protocol.TopicPartition>> named = new TreeMap<>();
        assignments.forEach((member, assignment) -> {
            List<io.rebalance.protocol.TopicPartition> partitions = new ArrayList<>();
            assignment
                    .partitions()
                    .forEach(p -> partitions.add(new io.rebalance.protocol.TopicPartition(p.topic(), p.partition())));
            named.put(member, partitions);
        });
        return io.rebalance.assignor.Assignment.ofMap(input, named);
    }

    /** What a member with this assignor sends. */
    static Subscription subscription(AssignmentCase group, int member, ConsumerPartitionAssignor assignor) {
        List<String> topics = group.subscription(member);
        List<TopicPartition> owned = new ArrayList<>();
        group.eachOwned(member, (topic, p) -> owned.add(new TopicPartition(topic, p)));
        if (owned.isEmpty()) {
            return new Subscription(topics);
        }
        if (assignor instanceof StickyAssignor) {
            StickyAssignor sender = new StickyAssignor();
            String id = group.members().get(member);
            sender.onAssignment(
                    new Assignment(owned),
                    new ConsumerGroupMetadata("group-1", AssignmentCase.GENERATION, id, Optional.empty()));
            return new Subscription(topics, sender.subscriptionUserData(new LinkedHashSet<>(topics)));
        }
        if (assignor instanceof AbstractStickyAssignor) {
            return new Subscription(topics, null, owned, AssignmentCase.GENERATION, Optional.empty());
        }
        return new Subscription(topics); // eager, and not interested in the past
    }

    static Cluster cluster(AssignmentCase group) {
        Node node = new Node(0, "localhost", 9092);
        Node[] replicas = {node};
        List<PartitionInfo> partitions = new ArrayList<>();
        for (int t = 0; t < group.topics().size(); t++) {
            for (int p = 0; p < group.partitionCount(t); p++) {
                partitions.add(new PartitionInfo(group.topics().get(t), p, node, replicas, replicas));
            }
        }
        return new Cluster("cluster", List.of(node), partitions, Set.of(), Collections.emptySet());
    }

    /** Kafka's sticky algorithm alone, on what a subscription says in its own field. */
    private static final class StickyOfDecoded extends AbstractStickyAssignor {

        @Override
        protected MemberData memberData(Subscription subscription) {
            return new MemberData(subscription.ownedPartitions(), subscription.generationId(), Optional.empty());
        }

        @Override
        public String name() {
            return "sticky-of-decoded";
        }
    }
}
