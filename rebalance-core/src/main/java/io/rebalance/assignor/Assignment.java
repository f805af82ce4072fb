package io.rebalance.assignor;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For every partition its one owner, or none. That a partition is assigned twice cannot be written down.
 *
 * <p>Compared by content, immutable and thread-safe.
 */
public final class Assignment {

    private final int[] owners;

    private Assignment(int[] owners) {
        this.owners = owners;
    }

    /**
     * The assignment that gives partition {@code p} to member {@code owners[p]}. The array is not copied: the caller
     * leaves it alone from now on.
     *
     * @param owners a member's number or {@link AssignmentInput#NONE} for each partition
     * @throws NullPointerException if {@code owners} is null
     */
    public static Assignment of(int[] owners) {
        return new Assignment(java.util.Objects.requireNonNull(owners, "owners"));
    }

    /** How many partitions this is an assignment of. */
    public int partitionCount() {
        return owners.length;
    }

    /** The member that the partition is given to, or {@link AssignmentInput#NONE}. */
    public int ownerOf(int partition) {
        return owners[partition];
    }

    /**
     * The assignment in names: the partitions of every member of {@code input}, by topic and number; empty lists
     * included.
     *
     * @throws IllegalArgumentException if {@code input} has another number of partitions, or too few members
     */
    public SortedMap<String, List<TopicPartition>> toMap(AssignmentInput input) {
        if (input.partitionCount() != owners.length) {
            throw new IllegalArgumentException(
                    "input must have " + owners.length + " partitions, had " + input.partitionCount());
        }
        int[] loads = loads(input.memberCount());
        List<List<TopicPartition>> byMember = new ArrayList<>(loads.length);
        SortedMap<String, List<TopicPartition>> byId = new TreeMap<>();
        for (int m = 0; m < loads.length; m++) {
            List<TopicPartition> partitions = new ArrayList<>(loads[m]);
            byMember.add(partitions);
            byId.put(input.memberId(m), Collections.unmodifiableList(partitions));
        }
        for (int t = 0; t < input.topicCount(); t++) {
            int first = input.firstPartition(t);
            String topic = input.topicName(t);
            for (int p = first; p < input.firstPartition(t + 1); p++) {
                if (owners[p] >= 0) {
                    byMember.get(owners[p]).add(new TopicPartition(topic, p - first));
                }
            }
        }
        return Collections.unmodifiableSortedMap(byId);
    }

    private int[] loads(int memberCount) {
        int[] loads = new int[memberCount];
        for (int owner : owners) {
            if (owner >= memberCount) {
                throw new IllegalArgumentException(
                        "input must have more than " + owner + " members, had " + memberCount);
            }
            if (owner >= 0) {
                loads[owner]++;
            }
        }
        return loads;
    }

    /**
     * The assignment that {@code byMember} writes in names; the reverse of {@link #toMap}.
     *
     * @throws AssignorException if a member, a topic or a partition is not in {@code input}, or a partition is given
     *     twice
     */
    public static Assignment ofMap(AssignmentInput input, Map<String, ? extends Iterable<TopicPartition>> byMember)
            throws AssignorException {
        Map<String, Integer> members = new TreeMap<>();
        for (int m = 0; m < input.memberCount(); m++) {
            members.put(input.memberId(m), m);
        }
        Map<String, Integer> topics = new TreeMap<>();
        for (int t = 0; t < input.topicCount(); t++) {
            topics.put(input.topicName(t), t);
        }
        int[] owners = new int[input.partitionCount()];
        Arrays.fill(owners, AssignmentInput.NONE);
        for (Map.Entry<String, ? extends Iterable<TopicPartition>> entry : byMember.entrySet()) {
            Integer member = members.get(entry.getKey());
            if (member == null) {
                throw new AssignorException("there is no member " + entry.getKey());
            }
            for (TopicPartition partition : entry.getValue()) {
                Integer t = topics.get(partition.topic());
                if (t == null || partition.partition() >= input.firstPartition(t + 1) - input.firstPartition(t)) {
                    throw new AssignorException("there is no partition " + partition);
                }
                int p = input.firstPartition(t) + partition.partition();
                if (owners[p] != AssignmentInput.NONE) {
                    throw new AssignorException("partition " + partition + " was given to " + input.memberId(owners[p])
                            + " and to " + entry.getKey());
                }
                owners[p] = member;
            }
        }
        return new Assignment(owners);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Assignment that && Arrays.equals(owners, that.owners));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(owners);
    }

    @Override
    public String toString() {
        return "Assignment" + Arrays.toString(owners);
    }
}
