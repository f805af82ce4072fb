package io.rebalance.assignors.plan;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something that may happen to a group. Immutable. */
public sealed interface GroupChange {

    /**
     * A member leaves.
     *
     * @param memberId its id
     */
    static GroupChange leaves(String memberId) {
        return new Leaves(Objects.requireNonNull(memberId, "memberId"));
    }

    /**
     * A member joins. What it says that it has is what it brings along, most often nothing.
     *
     * @param member the member
     */
    static GroupChange joins(GroupSnapshot.Member member) {
        return new Joins(Objects.requireNonNull(member, "member"));
    }

    /**
     * A topic has so many partitions from now on: it comes, grows, or, with less than it had, was made anew.
     *
     * @param topic its name
     * @param partitionCount how many partitions it has, 0 or more
     * @throws IllegalArgumentException if {@code partitionCount} is negative
     */
    static GroupChange topicHas(String topic, int partitionCount) {
        if (partitionCount < 0) {
            throw new IllegalArgumentException("partitionCount must be 0 or more, was " + partitionCount);
        }
        return new TopicHas(Objects.requireNonNull(topic, "topic"), partitionCount);
    }

    /**
     * The group goes over to another strategy.
     *
     * @param assignor the strategy
     */
    static GroupChange uses(Assignor assignor) {
        return new Uses(Objects.requireNonNull(assignor, "assignor"));
    }

    /**
     * The group after it.
     *
     * @throws IllegalArgumentException if who leaves is not there, or who joins is
     */
    GroupSnapshot applyTo(GroupSnapshot group);

    /** A member leaves. */
    record Leaves(String memberId) implements GroupChange {
        @Override
        public GroupSnapshot applyTo(GroupSnapshot group) {
            SortedMap<String, GroupSnapshot.Member> members = new TreeMap<>(group.members());
            if (members.remove(memberId) == null) {
                throw new IllegalArgumentException("memberId must be of a member, was " + memberId);
            }
            return group.with(members);
        }

        @Override
        public String toString() {
            return memberId + " leaves";
        }
    }

    /** A member joins. */
    record Joins(GroupSnapshot.Member member) implements GroupChange {
        @Override
        public GroupSnapshot applyTo(GroupSnapshot group) {
            SortedMap<String, GroupSnapshot.Member> members = new TreeMap<>(group.members());
            if (members.put(member.memberId(), member) != null) {
                throw new IllegalArgumentException("member must have an id that is new, had " + member.memberId());
            }
            return group.with(members);
        }

        @Override
        public String toString() {
            return member.memberId() + " joins";
        }
    }

    /** A topic has another number of partitions. */
    record TopicHas(String topic, int partitionCount) implements GroupChange {
        @Override
        public GroupSnapshot applyTo(GroupSnapshot group) {
            SortedMap<String, Integer> counts = new TreeMap<>(group.topics().partitionCounts());
            counts.put(topic, partitionCount);
            SortedMap<String, List<Set<String>>> racks = new TreeMap<>();
            for (String name : counts.keySet()) { // of new partitions it is not known where they are
                if (!name.equals(topic) && !group.topics().replicaRacks(name).isEmpty()) {
                    racks.put(name, group.topics().replicaRacks(name));
                }
            }
            return group.with(TopicCatalog.of(counts).withReplicaRacks(racks));
        }

        @Override
        public String toString() {
            return topic + " has " + partitionCount + " partitions";
        }
    }

    /** The group goes over to another strategy. */
    record Uses(Assignor assignor) implements GroupChange {
        @Override
        public GroupSnapshot applyTo(GroupSnapshot group) {
            return group.with(assignor);
        }

        @Override
        public String toString() {
            return "the group uses " + assignor.name();
        }
    }
}
