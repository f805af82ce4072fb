package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/**
 * How many partitions of which topic each member owned, counted only where it still subscribes: a number for every such
 * pair. The partitions of a topic differ only in who owned them, so movement is decided on these numbers.
 */
final class Ownership {

    /** Topic {@code t} has the pairs {@code firstPair[t]} up to, and without, {@code firstPair[t + 1]}. */
    final int[] firstPair;

    /** The member of each pair. */
    int[] members = new int[16];

    /** How many partitions of the topic it owned; at least one. */
    int[] counts = new int[16];

    private int pairCount;

    private Ownership(int topicCount) {
        firstPair = new int[topicCount + 1];
    }

    static Ownership of(AssignmentInput input, SubscriptionClasses classes) {
        Ownership ownership = new Ownership(classes.topicCount);
        int[] pairOfMember = new int[input.memberCount()];
        Arrays.fill(pairOfMember, -1);
        int[] topicOfClass = new int[classes.count];
        Arrays.fill(topicOfClass, -1);
        for (int t = 0; t < classes.topicCount; t++) {
            for (int i = classes.firstClass[t]; i < classes.firstClass[t + 1]; i++) {
                topicOfClass[classes.classes[i]] = t;
            }
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = input.previousOwnerOf(p);
                if (owner >= 0 && topicOfClass[classes.ofMember[owner]] == t) {
                    ownership.count(owner, t, pairOfMember);
                }
            }
            ownership.firstPair[t + 1] = ownership.pairCount;
        }
        return ownership;
    }

    private void count(int owner, int topic, int[] pairOfMember) {
        int pair = pairOfMember[owner];
        if (pair < firstPair[topic]) {
            pair = pairCount++;
            pairOfMember[owner] = pair;
            if (pair == members.length) {
                members = Arrays.copyOf(members, 2 * pair);
                counts = Arrays.copyOf(counts, 2 * pair);
            }
            members[pair] = owner;
        }
        counts[pair]++;
    }
}
