package io.rebalance.assignor;

import java.util.Arrays;

/** What one member says that it holds: a topic, a partition and a generation each, in the order of saying. */
final class Claims {

    private String[] topics = {};
    private int[] partitions = {};
    private int[] generations = {};
    private int count;

    void add(String topic, int partition, int generation) {
        if (count == topics.length) {
            int length = Math.max(8, 2 * count);
            topics = Arrays.copyOf(topics, length);
            partitions = Arrays.copyOf(partitions, length);
            generations = Arrays.copyOf(generations, length);
        }
        topics[count] = topic;
        partitions[count] = partition;
        generations[count] = generation;
        count++;
    }

    int count() {
        return count;
    }

    String topic(int i) {
        return topics[i];
    }

    int partition(int i) {
        return partitions[i];
    }

    int generation(int i) {
        return generations[i];
    }
}
