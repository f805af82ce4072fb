package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group in more detail: each topic falls into parts, which are topics here, by the sites of its partitions; and members
 * that differ in more than what they owned are made to differ in what they subscribe to as well: all of one rack and
 * capacity have a topic of their own, which has no partitions. So whatever takes the partitions of a topic for alike, and
 * members of equal subscriptions too, is right about them.
 */
final class FinerInput implements AssignmentInput {

    private final AssignmentInput input;
    private final @Nullable ReplicaRacks racks;
    private final int[] first;
    private final int[] partitions; // as numbered in the group, part by part
    private final int[][] subscriptions;

    /**
     * @param racks where members and replicas are, or null if that does not count
     * @param capacities of the members, or null if they are equal
     */
    FinerInput(AssignmentInput input, @Nullable ReplicaRacks racks, int @Nullable [] capacities) {
        this.input = input;
        this.racks = racks;
        this.partitions = new int[input.partitionCount()];
        int[] firstPart = new int[input.topicCount() + 1];
        int[] starts = new int[input.partitionCount() + 1];
        int partCount = 0;
        int[] sizes = new int[racks == null ? 1 : racks.siteCount()];
        for (int t = 0; t < input.topicCount(); t++) {
            partCount = part(t, sizes, starts, partCount);
            firstPart[t + 1] = partCount;
        }
        int[] kinds = kinds(input, capacities);
        this.subscriptions = subscriptions(input, firstPart, kinds);
        int kindCount = Arrays.stream(kinds).max().orElse(-1) + 1;
        this.first = Arrays.copyOf(starts, partCount + kindCount + 1);
        Arrays.fill(first, partCount, first.length, partitions.length);
    }

    /** Lists the partitions of a topic site by site, and returns how many parts there are now. */
    private int part(int topic, int[] sizes, int[] starts, int partCount) {
        int from = input.firstPartition(topic);
        int to = input.firstPartition(topic + 1);
        for (int p = from; p < to; p++) {
            sizes[siteOf(p)]++;
        }
        int[] next = new int[sizes.length];
        int start = from;
        int count = partCount;
        for (int site = 0; site < sizes.length; site++) {
            if (sizes[site] > 0) {
                next[site] = start;
                starts[count++] = start;
                start += sizes[site];
                sizes[site] = 0;
            }
        }
        for (int p = from; p < to; p++) {
            partitions[next[siteOf(p)]++] = p;
        }
        return count;
    }

    private int siteOf(int partition) {
        return racks == null ? 0 : racks.siteOf(partition);
    }

    /** A number for each member, the same for all of the same capacity from which the same partitions are distant. */
    private int[] kinds(AssignmentInput input, int @Nullable [] capacities) {
        Map<Long, Integer> numbers = new HashMap<>();
        int[] kinds = new int[input.memberCount()];
        for (int m = 0; m < kinds.length; m++) {
            long rack = racks == null ? NONE : racks.kindOf(m);
            long capacity = capacities == null ? 0 : capacities[m];
            Integer known = numbers.putIfAbsent(rack << 32 | capacity, numbers.size());
            kinds[m] = known == null ? numbers.size() - 1 : known;
        }
        return kinds;
    }

    private static int[][] subscriptions(AssignmentInput input, int[] firstPart, int[] kinds) {
        SubscriptionClasses classes = SubscriptionClasses.of(input);
        List<int[]> parts = new ArrayList<>();
        for (int k = 0; k < classes.count; k++) {
            int[] topics = Arrays.copyOfRange(classes.topics, classes.firstTopic[k], classes.firstTopic[k + 1]);
            parts.add(parts(topics, firstPart));
        }
        int[][] subscriptions = new int[kinds.length][];
        Map<Long, int[]> known = new HashMap<>();
        int partCount = firstPart[firstPart.length - 1];
        for (int m = 0; m < kinds.length; m++) {
            int k = classes.ofMember[m];
            int kind = kinds[m];
            subscriptions[m] = known.computeIfAbsent((long) k << 32 | kind, key -> {
                int[] of = Arrays.copyOf(parts.get(k), parts.get(k).length + 1);
                of[of.length - 1] = partCount + kind;
                return of;
            });
        }
        return subscriptions;
    }

    private static int[] parts(int[] topics, int[] firstPart) {
        int count = 0;
        for (int t : topics) {
            count += firstPart[t + 1] - firstPart[t];
        }
        int[] parts = new int[count];
        int next = 0;
        for (int t : topics) {
            for (int part = firstPart[t]; part < firstPart[t + 1]; part++) {
                parts[next++] = part;
            }
        }
        return parts;
    }

    /** The owners of these partitions, as the group numbers them. */
    int[] asInGroup(int[] owners) {
        int[] found = new int[owners.length];
        for (int p = 0; p < found.length; p++) {
            found[partitions[p]] = owners[p];
        }
        return found;
    }

    /** Whether the partitions of a part, of which there must be some, are distant from the member. */
    boolean isDistant(int part, int member) {
        return racks != null && racks.isDistant(siteOf(partitions[first[part]]), member);
    }

    @Override
    public int memberCount() {
        return input.memberCount();
    }

    @Override
    public String memberId(int m) {
        return input.memberId(m);
    }

    @Override
    public @Nullable String instanceId(int m) {
        return input.instanceId(m);
    }

    @Override
    public int rackOf(int m) {
        return input.rackOf(m);
    }

    @Override
    public int topicCount() {
        return first.length - 1;
    }

    @Override
    public String topicName(int t) {
        return "part " + t;
    }

    @Override
    public int firstPartition(int t) {
        return first[t];
    }

    @Override
    public int partitionCount() {
        return partitions.length;
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
        return false;
    }

    @Override
    public int previousOwnerOf(int partition) {
        return input.previousOwnerOf(partitions[partition]);
    }

    @Override
    public int rackCount() {
        return input.rackCount();
    }

    @Override
    public boolean hasReplicaIn(int partition, int rack) {
        return input.hasReplicaIn(partitions[partition], rack);
    }
}
