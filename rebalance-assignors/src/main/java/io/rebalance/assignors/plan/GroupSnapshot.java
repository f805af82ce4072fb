package io.rebalance.assignors.plan;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group of consumers at one time: its topics, its members, who has which partition, and by which strategy.
 *
 * @param topics the topics there are
 * @param members the members, by id
 * @param assignor the group's strategy
 */
public record GroupSnapshot(TopicCatalog topics, SortedMap<String, Member> members, Assignor assignor) {

    /**
     * A member.
     *
     * @param memberId its id
     * @param instanceId its instance id, or null for a dynamic member
     * @param rack where it runs, or null if that is not known
     * @param topics what it subscribes to
     * @param partitions what it has
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rack,
            List<String> topics,
            List<TopicPartition> partitions) {

        /** @throws NullPointerException if an argument that is not {@code @Nullable}, or an element, is null */
        public Member {
            Objects.requireNonNull(memberId, "memberId");
            topics = List.copyOf(Objects.requireNonNull(topics, "topics"));
            partitions = List.copyOf(Objects.requireNonNull(partitions, "partitions"));
        }

        /** A dynamic member that has nothing yet. */
        public static Member newcomer(String memberId, List<String> topics) {
            return new Member(memberId, null, null, topics, List.of());
        }
    }

    /** @throws NullPointerException if an argument is null */
    public GroupSnapshot {
        Objects.requireNonNull(topics, "topics");
        Objects.requireNonNull(assignor, "assignor");
        members = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNull(members, "members")));
    }

    /**
     * A group of these members.
     *
     * @throws NullPointerException if an argument, or an element, is null
     * @throws IllegalArgumentException if two members have one id
     */
    public static GroupSnapshot of(TopicCatalog topics, List<Member> members, Assignor assignor) {
        SortedMap<String, Member> byId = new TreeMap<>();
        for (Member member : Objects.requireNonNull(members, "members")) {
            if (byId.put(member.memberId(), member) != null) {
                throw new IllegalArgumentException("members must have different ids, two have " + member.memberId());
            }
        }
        return new GroupSnapshot(topics, byId, assignor);
    }

    /**
     * The group as a coordinator shows it.
     *
     * @param view a group of consumers that has chosen a protocol
     * @param assignor the strategy of that protocol
     * @throws NullPointerException if an argument is null
     * @throws MalformedBytesException if what a member says, or has, is not what consumers say and have
     */
    public static GroupSnapshot of(GroupView view, TopicCatalog topics, Assignor assignor)
            throws MalformedBytesException {
        List<Member> members = new ArrayList<>();
        for (MemberView member : Objects.requireNonNull(view, "view").members()) {
            ConsumerSubscription says = ConsumerProtocol.readSubscription(member.metadata());
            List<TopicPartition> has = new ArrayList<>();
            for (TopicPartitions of :
                    ConsumerProtocol.readAssignment(member.assignment()).partitions()) {
                of.stream().forEach(has::add);
            }
            members.add(new Member(member.memberId(), member.groupInstanceId(), says.rackId(), says.topics(), has));
        }
        return of(topics, members, assignor);
    }

    /** The same group with other topics. */
    GroupSnapshot with(TopicCatalog topics) {
        return new GroupSnapshot(topics, members, assignor);
    }

    /** The same group with other members. */
    GroupSnapshot with(SortedMap<String, Member> members) {
        return new GroupSnapshot(topics, members, assignor);
    }

    /** The same group with another strategy. */
    GroupSnapshot with(Assignor assignor) {
        return new GroupSnapshot(topics, members, assignor);
    }

    /** Who has each partition that there is; a partition that two members have is the first one's. */
    SortedMap<TopicPartition, String> owners() {
        SortedMap<TopicPartition, String> owners = new TreeMap<>();
        members.values()
                .forEach(member -> member.partitions().forEach(partition -> {
                    if (partition.partition()
                            < topics.partitionCount(partition.topic()).orElse(0)) {
                        owners.putIfAbsent(partition, member.memberId());
                    }
                }));
        return owners;
    }

    /** What the strategy is asked: each member claims what it has. */
    AssignmentInput input() {
        AssignmentInput.Builder input = AssignmentInput.builder();
        for (Map.Entry<String, Integer> topic : topics.partitionCounts().entrySet()) {
            List<Set<String>> racks = topics.replicaRacks(topic.getKey());
            if (racks.isEmpty()) {
                input.topic(topic.getKey(), topic.getValue());
            } else {
                input.topic(topic.getKey(), racks);
            }
        }
        members.values()
                .forEach(
                        member -> input.member(member.memberId(), member.instanceId(), member.rack(), member.topics()));
        owners().forEach((partition, memberId) -> input.claim(memberId, partition, 0));
        return input.build();
    }
}
