package io.rebalance.assignors.live;

import java.util.Arrays;

/** Collects an {@link AssignmentDelta}. */
final class DeltaBuilder {

    private String[] topics = new String[16];
    private int[] partitions = new int[16];
    private int[] from = new int[16];
    private int[] to = new int[16];
    private int count;

    void add(String topic, int partition, int fromMember, int toMember) {
        if (count == topics.length) {
            topics = Arrays.copyOf(topics, 2 * count);
            partitions = Arrays.copyOf(partitions, 2 * count);
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        topics[count] = topic;
        partitions[count] = partition;
        from[count] = fromMember;
        to[count] = toMember;
        count++;
    }

    AssignmentDelta build() {
        return new AssignmentDelta(
                Arrays.copyOf(topics, count),
                Arrays.copyOf(partitions, count),
                Arrays.copyOf(from, count),
                Arrays.copyOf(to, count));
    }
}
