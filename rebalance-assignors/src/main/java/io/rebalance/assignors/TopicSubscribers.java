package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/** Who subscribes to each topic: the subscriptions turned around, in one array. */
final class TopicSubscribers {

    private final int[] first;
    private final int[] ranks;

    private TopicSubscribers(int[] first, int[] ranks) {
        this.first = first;
        this.ranks = ranks;
    }

    /**
     * The subscribers of every topic, each as its rank in {@code order}, ascending.
     *
     * @param order the members in the order that counts
     */
    static TopicSubscribers of(AssignmentInput input, int[] order) {
        int topics = input.topicCount();
        int[] first = new int[topics + 1];
        for (int member : order) {
            int count = input.subscriptionCount(member);
            for (int i = 0; i < count; i++) {
                first[input.subscribedTopic(member, i) + 1]++;
            }
        }
        for (int t = 0; t < topics; t++) {
            first[t + 1] += first[t];
        }
        int[] ranks = new int[first[topics]];
        int[] next = first.clone();
        for (int rank = 0; rank < order.length; rank++) {
            int member = order[rank];
            int count = input.subscriptionCount(member);
            for (int i = 0; i < count; i++) {
                ranks[next[input.subscribedTopic(member, i)]++] = rank;
            }
        }
        return new TopicSubscribers(first, ranks);
    }

    /** Where the subscribers of a topic begin; those of the one before end there. */
    int first(int topic) {
        return first[topic];
    }

    /** The rank of the subscriber at {@code position}. */
    int rank(int position) {
        return ranks[position];
    }

    /** The position of the first subscriber of {@code topic} whose rank is {@code rank} or more; else its end. */
    int firstFrom(int topic, int rank) {
        int low = first[topic];
        int high = first[topic + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranks[middle] < rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
