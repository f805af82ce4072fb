package io.rebalance.testkit.simulation;

import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The group as it is stored: its generation, its members, and what each of them was given. */
final class LogWatch {

    private final Oracle oracle;
    private int generation;
    private List<RecordValue.ClassicMember> members = List.of();
    private final Map<String, Bytes> assignments = new HashMap<>(); // of that generation, by member
    private final Map<TopicPartition, String> granted = new HashMap<>(); // in that generation, ever
    private boolean isLedBlindly;

    LogWatch(Oracle oracle) {
        this.oracle = oracle;
    }

    int generation() {
        return generation;
    }

    /** The members of the last generation whose assignment is known. */
    Set<String> members() {
        return assignments.keySet();
    }

    /** What a member of it was given; null if it is none. */
    @Nullable
    Bytes assignment(String memberId) {
        return assignments.get(memberId);
    }

    /** Whether the group knows of the member that it wants these topics, and no others. */
    boolean isWanted(String memberId, Set<String> topics) {
        for (RecordValue.ClassicMember member : members) {
            if (member.memberId().equals(memberId)) {
                return topics.stream().allMatch(topic -> subscribes(member, topic))
                        && subscriptions(member).allMatch(said -> said.topics().size() == topics.size());
            }
        }
        return false;
    }

    /**
     * A static leader that came back cannot know for which topics the one before assigned; and in old versions of the protocol it
     * is not told that it leads.
     */
    void joined(JoinGroupResponse join) {
        boolean isLedByNobody = !join.leader().isEmpty() && !members().contains(join.leader());
        isLedBlindly |=
                join.generationId() == generation && (isLedByNobody || (join.skipAssignment() && join.isLeader()));
    }

    /**
     * The assignment was in a sync of an earlier round that came late. Generations that no assignment followed are not stored: who
     * takes over uses their numbers again, and a sync of one is like one of the other; with Kafka too.
     */
    void assignedByThePast() {
        isLedBlindly = true;
    }

    /** Whether whoever assigned in this generation could not know for whom. */
    boolean isLedBlindly() {
        return isLedBlindly;
    }

    /**
     * S4, S13, S1a, S3, S6: generations rise, and in one of them nothing is given twice, nor to who does not want it, nor by a
     * strategy on which the members do not agree.
     */
    void stored(RecordValue.ClassicGroup group) {
        require(
                group.generationId() >= generation,
                "S4",
                "generation " + group.generationId() + " is stored after " + generation);
        if (group.generationId() > generation) {
            granted.clear();
            isLedBlindly = false;
            agreed(group);
        }
        generation = group.generationId();
        members = group.members();
        assignments.clear();
        Set<TopicPartition> seen = new HashSet<>();
        Set<String> instances = new HashSet<>();
        for (RecordValue.ClassicMember member : group.members()) {
            assignments.put(member.memberId(), member.assignment());
            String instance = member.groupInstanceId();
            require(instance == null || instances.add(instance), "S13", "two members have instance id " + instance);
            String owner = instance == null ? member.memberId() : "instance " + instance;
            for (TopicPartition partition : partitions(member.assignment())) {
                if (!seen.add(partition)) {
                    oracle.fail("S1a", partition + " is given twice by " + group);
                }
                String before = granted.putIfAbsent(partition, owner);
                if (before != null && !before.equals(owner)) {
                    oracle.fail(
                            "S4",
                            partition + " had owner " + before + " in generation " + generation + " before " + owner);
                }
                require(subscribes(member, partition.topic()), "S3", member.memberId() + " is given " + partition);
            }
        }
    }

    /** S6: all offer the strategy that was chosen, and no other that all offer has more votes. */
    private void agreed(RecordValue.ClassicGroup group) {
        List<RecordValue.ClassicMember> all = group.members();
        if (all.isEmpty()) {
            return;
        }
        Map<String, Integer> votes = new TreeMap<>(); // told in this order
        for (RecordValue.ClassicMember member : all) {
            offered(member)
                    .filter(name ->
                            all.stream().allMatch(other -> offered(other).anyMatch(name::equals)))
                    .findFirst()
                    .ifPresent(name -> votes.merge(name, 1, Integer::sum));
        }
        int most = votes.values().stream().mapToInt(n -> n).max().orElse(0);
        require(
                votes.getOrDefault(String.valueOf(group.protocolName()), 0) == most && most > 0,
                "S6",
                "the group chose " + group.protocolName() + ", votes were " + votes);
    }

    private static Stream<String> offered(RecordValue.ClassicMember member) {
        return member.protocols().stream().map(JoinProtocol::name);
    }

    private void require(boolean holds, String invariant, String detail) {
        if (!holds) {
            oracle.fail(invariant, detail);
        }
    }

    /** What an assignment names. */
    static List<TopicPartition> partitions(Bytes assignment) {
        List<TopicPartition> partitions = new ArrayList<>();
        if (!assignment.isEmpty()) {
            try {
                for (TopicPartitions topic :
                        ConsumerProtocol.readAssignment(assignment).partitions()) {
                    topic.stream().forEach(partitions::add);
                }
            } catch (MalformedBytesException e) {
                throw new IllegalStateException("an assignment cannot be read", e);
            }
        }
        return partitions;
    }

    /** As of which generation a join says what its sender has; the latest, if it says so in more than one way; -1 if in none. */
    static int claimedGeneration(JoinGroupRequest join) {
        int claimed = -1;
        for (JoinProtocol protocol : join.protocols()) {
            claimed = Math.max(claimed, subscription(protocol).generationId());
        }
        return claimed;
    }

    private static boolean subscribes(RecordValue.ClassicMember member, String topic) {
        return subscriptions(member).allMatch(said -> said.topics().contains(topic));
    }

    private static Stream<ConsumerSubscription> subscriptions(RecordValue.ClassicMember member) {
        return member.protocols().stream().map(LogWatch::subscription);
    }

    private static ConsumerSubscription subscription(JoinProtocol protocol) {
        try {
            return ConsumerProtocol.readSubscription(protocol.metadata());
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("a subscription cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return assignments.toString();
    }
}
