package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A group in numbers alone, for tests that look at very many or at very large ones.
 *
 * @param first the first partition of each topic, and behind them the number of all partitions
 * @param subscriptions the topics of each member, ascending
 * @param owners the previous owner of each partition
 * @param racks the rack of each member
 * @param replicas of each partition the racks of its replicas, as bits
 */
record IntGroup(int[] first, int[][] subscriptions, int[] owners, int[] racks, int[] replicas)
        implements AssignmentInput {

    /** Without racks. */
    IntGroup(int[] first, int[][] subscriptions, int[] owners) {
        this(first, subscriptions, owners, filled(subscriptions.length, NONE), new int[owners.length]);
    }

    private static int[] filled(int length, int value) {
        int[] array = new int[length];
        Arrays.fill(array, value);
        return array;
    }

    IntGroup in(int[] newRacks, int[] newReplicas) {
        return new IntGroup(first, subscriptions, owners, newRacks, newReplicas);
    }

    static IntGroup of(int[] partitionCounts, int[][] subscriptions, int[] owners) {
        int[] first = new int[partitionCounts.length + 1];
        for (int t = 0; t < partitionCounts.length; t++) {
            first[t + 1] = first[t] + partitionCounts[t];
        }
        return new IntGroup(first, subscriptions, owners);
    }

    /** The same group after an assignment was given out. */
    IntGroup after(Assignment assignment) {
        int[] given = new int[owners.length];
        Arrays.setAll(given, assignment::ownerOf);
        return new IntGroup(first, subscriptions, given, racks, replicas);
    }

    /** The same group in names; whatever partition has an owner, that member claims it. */
    GroupSketch sketch() {
        SortedMap<String, Integer> topics = new TreeMap<>();
        for (int t = 0; t < topicCount(); t++) {
            topics.put(name("t", t), first[t + 1] - first[t]);
        }
        List<GroupSketch.Member> members = new ArrayList<>();
        for (int m = 0; m < memberCount(); m++) {
            List<String> subscribed =
                    Arrays.stream(subscriptions[m]).mapToObj(t -> name("t", t)).toList();
            members.add(new GroupSketch.Member(name("m", m), null, subscribed, 1, ownedBy(m)));
        }
        return new GroupSketch(topics, members);
    }

    private List<TopicPartition> ownedBy(int member) {
        List<TopicPartition> owned = new ArrayList<>();
        for (int t = 0; t < topicCount(); t++) {
            for (int p = first[t]; p < first[t + 1]; p++) {
                if (owners[p] == member) {
                    owned.add(new TopicPartition(name("t", t), p - first[t]));
                }
            }
        }
        return owned;
    }

    /** Sorted as the numbers are. */
    private static String name(String letter, int number) {
        return letter + (char) ('a' + number);
    }

    @Override
    public int memberCount() {
        return subscriptions.length;
    }

    @Override
    public String memberId(int m) {
        return "m" + m;
    }

    @Override
    public String instanceId(int m) {
        return null;
    }

    @Override
    public int rackOf(int m) {
        return racks[m];
    }

    @Override
    public int topicCount() {
        return first.length - 1;
    }

    @Override
    public String topicName(int t) {
        return "t" + t;
    }

    @Override
    public int firstPartition(int t) {
        return first[t];
    }

    @Override
    public int partitionCount() {
        return owners.length;
    }

    @Override
    public int subscriptionCount(int m) {
        return subscriptions[m].length;
    }

    @Override
    public int subscribedTopic(int m, int i) {
        return subscriptions[m][i];
    }

    @Override
    public boolean isHomogeneous() {
        for (int[] subscription : subscriptions) {
            if (subscription.length < topicCount()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int previousOwnerOf(int partition) {
        return owners[partition];
    }

    @Override
    public int rackCount() {
        int bits = Arrays.stream(replicas).reduce(0, (a, b) -> a | b);
        return Math.max(
                Integer.SIZE - Integer.numberOfLeadingZeros(bits),
                Arrays.stream(racks).max().orElse(NONE) + 1);
    }

    @Override
    public boolean hasReplicaIn(int partition, int rack) {
        return (replicas[partition] >>> rack & 1) == 1;
    }

    @Override
    public String toString() {
        return "first " + Arrays.toString(first) + ", subscriptions " + Arrays.deepToString(subscriptions) + ", owners "
                + Arrays.toString(owners) + ", racks " + Arrays.toString(racks) + ", replicas "
                + Arrays.toString(replicas);
    }
}
