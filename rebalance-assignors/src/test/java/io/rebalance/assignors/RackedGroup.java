package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/**
 * A group whose members and replicas are in racks, for ours and for Kafka's.
 *
 * @param topics for each topic, the racks of each partition's replicas
 */
record RackedGroup(List<List<Set<String>>> topics, List<Member> members) {

    /** @param topics the numbers of those it subscribes to */
    record Member(String id, String instanceId, String rack, List<Integer> topics) {}

    /** One of so many racks, topics, partitions and members at most; with no racks, nobody names one. */
    static RackedGroup random(long seed, int members, int topics, int partitions, int racks) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Set<String>>> all = new ArrayList<>();
        boolean isAlike = random.nextInt(3) == 0;
        for (int t = 1 + random.nextInt(topics); t > 0; t--) {
            List<Set<String>> of = new ArrayList<>();
            for (int p = isAlike ? partitions : 1 + random.nextInt(partitions); p > 0; p--) {
                Set<String> in = new TreeSet<>();
                for (int r = racks == 0 ? 0 : random.nextInt(4); r > 0; r--) {
                    in.add("r" + random.nextInt(racks));
                }
                of.add(in);
            }
            all.add(of);
        }
        List<Member> list = new ArrayList<>();
        for (int m = 1 + random.nextInt(members); m > 0; m--) {
            List<Integer> of = new ArrayList<>();
            for (int t = 0; t < all.size(); t++) {
                if (isAlike || random.nextInt(3) > 0) {
                    of.add(t);
                }
            }
            list.add(new Member(
                    "m" + (m * 7 + 3) % 26,
                    random.nextInt(3) == 0 ? "i" + (m * 11 + 5) % 26 : null,
                    racks == 0 || random.nextInt(4) == 0 ? null : "r" + random.nextInt(racks + 1),
                    of));
        }
        return new RackedGroup(all, list);
    }

    AssignmentInput input() {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (int t = 0; t < topics.size(); t++) {
            builder.topic("t" + t, topics.get(t));
        }
        for (Member m : members) {
            builder.member(
                    m.id,
                    m.instanceId,
                    m.rack,
                    m.topics.stream().map(t -> "t" + t).toList());
        }
        return builder.build();
    }

    /** What Kafka is told of the partitions; topics without partitions, and those that nobody reads, are none to it. */
    Map<String, List<PartitionInfo>> partitionInfos() {
        Map<String, List<PartitionInfo>> infos = new LinkedHashMap<>();
        for (int t = 0; t < topics.size(); t++) {
            int topic = t;
            List<PartitionInfo> of = new ArrayList<>();
            for (Set<String> racks : topics.get(t)) {
                Node[] replicas = racks.stream()
                        .map(rack -> new Node(1, "host", 9092, rack))
                        .toArray(Node[]::new);
                of.add(new PartitionInfo("t" + t, of.size(), null, replicas, replicas));
            }
            if (!of.isEmpty() && members.stream().anyMatch(m -> m.topics.contains(topic))) {
                infos.put("t" + t, of);
            }
        }
        return infos;
    }

    Map<String, Subscription> subscriptions() {
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        for (Member m : members) {
            Subscription subscription = new Subscription(
                    m.topics.stream().map(t -> "t" + t).toList(), null, List.of(), -1, Optional.ofNullable(m.rack));
            subscription.setGroupInstanceId(Optional.ofNullable(m.instanceId));
            subscriptions.put(m.id, subscription);
        }
        return subscriptions;
    }
}
