package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.consumer.internals.AbstractStickyAssignor;
import org.apache.kafka.common.TopicPartition;

/** A {@link GroupSketch} as Kafka's own assignors want it, and their answers as ours. */
final class KafkaGroups {

    private KafkaGroups() {}

    /** Subscriptions that carry what members own in the subscription itself, as cooperative ones do. */
    static Map<String, Subscription> subscriptions(GroupSketch group) {
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        for (GroupSketch.Member m : group.members()) {
            Subscription subscription =
                    new Subscription(m.topics(), null, owned(group, m), m.generation(), Optional.empty());
            subscription.setGroupInstanceId(Optional.ofNullable(m.instanceId()));
            subscriptions.put(m.id(), subscription);
        }
        return subscriptions;
    }

    /** Subscriptions that carry it in user data, as Kafka's eager sticky assignor writes it. */
    static Map<String, Subscription> subscriptionsWithUserData(GroupSketch group) {
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        for (GroupSketch.Member m : group.members()) {
            StickyAssignor member = new StickyAssignor();
            member.onAssignment(
                    new ConsumerPartitionAssignor.Assignment(owned(group, m)),
                    new ConsumerGroupMetadata("g", m.generation(), m.id(), Optional.ofNullable(m.instanceId())));
            ByteBuffer userData = member.subscriptionUserData(new LinkedHashSet<>(m.topics()));
            subscriptions.put(m.id(), new Subscription(m.topics(), userData));
        }
        return subscriptions;
    }

    /** Partition counts, without the topics that are empty: Kafka knows no such topics. */
    static Map<String, Integer> partitionCounts(GroupSketch group) {
        Map<String, Integer> counts = new TreeMap<>(group.topics());
        counts.values().removeIf(count -> count == 0);
        counts.keySet()
                .removeIf(topic ->
                        group.members().stream().noneMatch(m -> m.topics().contains(topic)));
        return counts;
    }

    static Assignment assignment(AssignmentInput input, Map<String, List<TopicPartition>> theirs)
            throws AssignorException {
        Map<String, List<io.rebalance.protocol.TopicPartition>> ours = new TreeMap<>();
        theirs.forEach((id, partitions) -> ours.put(
                id,
                partitions.stream()
                        .map(p -> new io.rebalance.protocol.TopicPartition(p.topic(), p.partition()))
                        .toList()));
        return Assignment.ofMap(input, ours);
    }

    /** Without partitions that are gone: Kafka 4.1 gives them out again, or throws. */
    private static List<TopicPartition> owned(GroupSketch group, GroupSketch.Member m) {
        return m.owned().stream()
                .filter(p -> p.partition() < group.topics().getOrDefault(p.topic(), Integer.MAX_VALUE))
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    /** Kafka's sticky algorithm before anything is withheld, on what the subscriptions say that members own. */
    static final class Target extends AbstractStickyAssignor {

        @Override
        protected MemberData memberData(Subscription subscription) {
            return new MemberData(subscription.ownedPartitions(), subscription.generationId(), Optional.empty());
        }

        @Override
        public String name() {
            return "target";
        }
    }
}
