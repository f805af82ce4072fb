package io.rebalance.kafka.plan;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.plan.GroupSnapshot;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group as {@code kafka-consumer-groups.sh --describe --members --verbose} shows it. Immutable.
 *
 * @param groupId the group's id
 * @param members its members, in the order of the text
 */
public record GroupDescription(String groupId, List<Member> members) {

    /** What the members are taken to subscribe to, since the text does not say it. */
    public enum Subscriptions {
        /** Every member to all topics of which somebody in the group has a partition. */
        ALL,
        /** Each member to the topics of which it has a partition itself; who has none, to nothing. */
        OWN
    }

    /**
     * A member.
     *
     * @param memberId its id
     * @param instanceId its instance id, or null for a dynamic member
     * @param clientId its client id; empty if the text has no such column
     * @param partitions what it has, by topic and number
     */
    public record Member(
            String memberId, @Nullable String instanceId, String clientId, List<TopicPartition> partitions) {

        /** @throws NullPointerException if an argument that is not {@code @Nullable}, or an element, is null */
        public Member {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(clientId, "clientId");
            partitions = Objects.requireNonNull(partitions, "partitions").stream()
                    .sorted()
                    .toList();
        }
    }

    /** @throws NullPointerException if an argument or an element is null */
    public GroupDescription {
        Objects.requireNonNull(groupId, "groupId");
        members = List.copyOf(Objects.requireNonNull(members, "members"));
    }

    /**
     * Reads the groups of a text, in their order; those without members are not in it.
     *
     * <p>Both forms are read: that of Kafka 4, with the columns CURRENT-ASSIGNMENT and {@code orders:0,1;payments:2}, and that of
     * earlier releases, with a column ASSIGNMENT and {@code orders(0,1), payments(2)}. A table begins with its line of titles
     * and ends with an empty line; what stands outside of tables, warnings and notes, is ignored.
     *
     * @throws NullPointerException if {@code text} is null
     * @throws UnreadableDescriptionException if a table shows something else than members with their assignments, or a line
     *     of it is malformed
     */
    public static List<GroupDescription> read(String text) throws UnreadableDescriptionException {
        return DescriptionReader.read(Objects.requireNonNull(text, "text"));
    }

    /**
     * The group as a plan takes it.
     *
     * @param assignor the group's strategy, which the text does not tell
     * @param subscriptions what the members are taken to subscribe to
     * @param partitionCounts how many partitions topics have; of those left out, as many as the highest number that a member
     *     has says
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a member has a partition beyond the count of its topic, or two members have one id
     */
    public GroupSnapshot toSnapshot(
            Assignor assignor, Subscriptions subscriptions, Map<String, Integer> partitionCounts) {
        Objects.requireNonNull(assignor, "assignor");
        Objects.requireNonNull(subscriptions, "subscriptions");
        SortedMap<String, Integer> counts = new TreeMap<>(topics());
        partitionCounts.forEach((topic, count) -> {
            Integer seen = counts.put(topic, count);
            if (seen != null && seen > count) {
                throw new IllegalArgumentException("partition count of " + topic + " must be " + seen
                        + " or more, since a member has partition " + (seen - 1) + ", was " + count);
            }
        });
        List<String> all = List.copyOf(topics().keySet());
        List<GroupSnapshot.Member> taken = new ArrayList<>();
        for (Member member : members) {
            List<String> topics = switch (subscriptions) {
                case ALL -> all;
                case OWN ->
                    member.partitions().stream()
                            .map(TopicPartition::topic)
                            .distinct()
                            .toList();
            };
            taken.add(new GroupSnapshot.Member(
                    member.memberId(), member.instanceId(), null, topics, member.partitions()));
        }
        return GroupSnapshot.of(TopicCatalog.of(counts), taken, assignor);
    }

    /** The topics of which somebody has a partition, each with as many partitions as the highest number says. */
    public SortedMap<String, Integer> topics() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Member member : members) {
            for (TopicPartition partition : member.partitions()) {
                counts.merge(partition.topic(), partition.partition() + 1, Math::max);
            }
        }
        return counts;
    }
}
