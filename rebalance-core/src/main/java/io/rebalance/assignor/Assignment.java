package io.rebalance.assignor;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.TopicPartition;
import java.util.Arrays;
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
     * included. It cannot be changed. Costs a number for each partition, and a look at each; names are put to a
     * partition when somebody asks for it.
     *
     * @throws IllegalArgumentException if {@code input} has another number of partitions, or too few members
     */
    public SortedMap<String, List<TopicPartition>> toMap(AssignmentInput input) {
        requireFits(input);
        return AssignmentMap.of(input, owners, loads(input.memberCount()));
    }

    /**
     * The assignment in the bytes of Kafka's consumer protocol: what each member is sent, in the order of the members.
     * Version 0, which every consumer reads and to which the later ones add nothing; topics by name, partitions
     * ascending, no user data. Written straight from numbers, in two passes over the partitions.
     *
     * @throws IllegalArgumentException if {@code input} has another number of partitions, or too few members, or the
     *     name of an assigned topic has more than 32,767 bytes
     * @throws ArithmeticException if what one member is sent would be 2 GiB or more
     */
    public List<Bytes> toBytes(AssignmentInput input) {
        requireFits(input);
        loads(input.memberCount());
        return AssignmentWriter.write(input, owners);
    }

    /**
     * Holds the assignment against the group that it is for, as whoever has called a strange assignor should.
     *
     * @throws AssignorException if it has another number of partitions than {@code input}, names a member that is not
     *     there, or gives a member a topic that it does not subscribe to; says which
     */
    public void requireSense(AssignmentInput input) throws AssignorException {
        if (owners.length != input.partitionCount()) {
            throw new AssignorException(
                    "the assignment has " + owners.length + " partitions, the group has " + input.partitionCount());
        }
        boolean[] subscribed = new boolean[input.memberCount()];
        for (int t = 0; t < input.topicCount(); t++) {
            for (int m = 0; m < subscribed.length; m++) {
                subscribed[m] = input.isHomogeneous() || subscribes(input, m, t);
            }
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = owners[p];
                if (owner != AssignmentInput.NONE && (owner < 0 || owner >= subscribed.length || !subscribed[owner])) {
                    throw new AssignorException("partition " + (p - input.firstPartition(t)) + " of "
                            + input.topicName(t) + " was given to member number " + owner
                            + ", which does not subscribe to it");
                }
            }
        }
    }

    private static boolean subscribes(AssignmentInput input, int member, int topic) {
        int low = 0;
        int high = input.subscriptionCount(member) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = input.subscribedTopic(member, middle);
            if (found == topic) {
                return true;
            }
            if (found < topic) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    private void requireFits(AssignmentInput input) {
        if (input.partitionCount() != owners.length) {
            throw new IllegalArgumentException(
                    "input must have " + owners.length + " partitions, had " + input.partitionCount());
        }
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
