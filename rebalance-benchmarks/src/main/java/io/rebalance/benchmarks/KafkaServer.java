package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.assignor.RangeAssignor;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;
import org.apache.kafka.coordinator.group.modern.Assignment;
import org.apache.kafka.coordinator.group.modern.GroupSpecImpl;
import org.apache.kafka.coordinator.group.modern.MemberSubscriptionAndAssignmentImpl;

/**
 * A Kafka broker that assigns: the server's own assignors, with what a broker has at hand.
 *
 * <p>Topics are their ids in plain hash sets, equal subscriptions one set, and the number of partitions is a look-up in a
 * hash map: no more than a broker has to do. Of the two assignors that there are, uniform stands beside all of ours but
 * range.
 */
final class KafkaServer implements AssignmentPeer {

    private final AssignmentCase group;
    private final ConsumerGroupPartitionAssignor assignor;
    private final Topics topics;
    private final GroupSpecImpl spec;

    KafkaServer(AssignmentCase group, Assignor job) {
        this.group = group;
        assignor = assignor(job);
        topics = new Topics(group);
        Map<List<String>, Set<Uuid>> subscribed = new HashMap<>();
        Map<Uuid, Map<Integer, String>> owners = new HashMap<>();
        Map<String, MemberSubscriptionAndAssignmentImpl> members = new HashMap<>();
        for (int m = 0; m < group.members().size(); m++) {
            String id = group.members().get(m);
            Map<Uuid, Set<Integer>> owned = new HashMap<>();
            group.eachOwned(m, (topic, p) -> {
                owned.computeIfAbsent(topics.id(topic), t -> new HashSet<>()).add(p);
                owners.computeIfAbsent(topics.id(topic), t -> new HashMap<>()).put(p, id);
            });
            Set<Uuid> ids = subscribed.computeIfAbsent(group.subscription(m), topics::ids);
            members.put(id, member(ids, owned));
        }
        spec = new GroupSpecImpl(members, type(subscribed.size()), owners);
    }

    static ConsumerGroupPartitionAssignor assignor(Assignor job) {
        return job.name().equals("range") ? new RangeAssignor() : new UniformAssignor();
    }

    static MemberSubscriptionAndAssignmentImpl member(Set<Uuid> subscribed, Map<Uuid, Set<Integer>> owned) {
        return new MemberSubscriptionAndAssignmentImpl(
                Optional.empty(), Optional.empty(), subscribed, new Assignment(owned));
    }

    static SubscriptionType type(int distinctSubscriptions) {
        return distinctSubscriptions > 1 ? SubscriptionType.HETEROGENEOUS : SubscriptionType.HOMOGENEOUS;
    }

    @Override
    public GroupAssignment assign() {
        return assignor.assign(spec, topics);
    }

    @Override
    public io.rebalance.assignor.Assignment read(Object answer) throws AssignorException {
        Map<String, List<TopicPartition>> named = new TreeMap<>();
        ((GroupAssignment) answer).members().forEach((member, assignment) -> {
            List<TopicPartition> partitions = new ArrayList<>();
            assignment
                    .partitions()
                    .forEach((topic, numbers) ->
                            numbers.forEach(p -> partitions.add(new TopicPartition(topics.name(topic), p))));
            named.put(member, partitions);
        });
        return io.rebalance.assignor.Assignment.ofMap(group.input(), named);
    }

    /** What a broker knows of topics. */
    static final class Topics implements SubscribedTopicDescriber {

        private static final long SPREAD = 0x9E3779B97F4A7C15L; // ids are random in a broker, and as well spread

        private final Map<String, Uuid> ids = new HashMap<>();
        private final Map<Uuid, String> names = new HashMap<>();
        private final Map<Uuid, Integer> partitionCounts = new HashMap<>();

        Topics(AssignmentCase group) {
            for (int t = 0; t < group.topics().size(); t++) {
                Uuid id = new Uuid((t + 1) * SPREAD, Long.rotateLeft((t + 1) * SPREAD, 29) * SPREAD);
                ids.put(group.topics().get(t), id);
                names.put(id, group.topics().get(t));
                partitionCounts.put(id, group.partitionCount(t));
            }
        }

        Uuid id(String topic) {
            Uuid id = ids.get(topic);
            if (id == null) {
                throw new IllegalStateException("a topic must be known, was " + topic);
            }
            return id;
        }

        Set<Uuid> ids(List<String> topics) {
            Set<Uuid> of = new HashSet<>();
            topics.forEach(topic -> of.add(id(topic)));
            return Collections.unmodifiableSet(of);
        }

        String name(Uuid id) {
            return names.getOrDefault(id, "unknown");
        }

        @Override
        public int numPartitions(Uuid topic) {
            return partitionCounts.getOrDefault(topic, -1);
        }

        @Override
        public Set<String> racksForPartition(Uuid topic, int partition) {
            return Set.of();
        }
    }
}
