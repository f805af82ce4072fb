package io.rebalance.testkit.simulation;

import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** A static leader that came back cannot know for which topics the one before assigned. */
    void joined(JoinGroupResponse join) {
        isLedBlindly |= join.skipAssignment() && join.isLeader() && join.generationId() == generation;
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

    /** S4, S13, S1a, S3: generations rise, and in one of them nothing is given twice, nor to who does not want it. */
    void stored(RecordValue.ClassicGroup group) {
        require(
                group.generationId() >= generation,
                "S4",
                "generation " + group.generationId() + " is stored after " + generation);
        if (group.generationId() > generation) {
            granted.clear();
            isLedBlindly = false;
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

    private static boolean subscribes(RecordValue.ClassicMember member, String topic) {
        return subscriptions(member).allMatch(said -> said.topics().contains(topic));
    }

    private static Stream<ConsumerSubscription> subscriptions(RecordValue.ClassicMember member) {
        return member.protocols().stream().map(protocol -> {
            try {
                return ConsumerProtocol.readSubscription(protocol.metadata());
            } catch (MalformedBytesException e) {
                throw new IllegalStateException("a subscription cannot be read", e);
            }
        });
    }

    @Override
    public String toString() {
        return assignments.toString();
    }
}
