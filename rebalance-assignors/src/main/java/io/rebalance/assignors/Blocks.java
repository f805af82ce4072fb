package io.rebalance.assignors;

import java.util.Arrays;

/**
 * The blocks of topics and classes that every balanced assignment respects: the partitions of a block's topics go to the
 * members of that block, and each of these gets the average of the block, rounded down or up; or, where members have
 * capacities, what {@link Quotas} say.
 *
 * <p>Blocks lie in the order of their averages, the highest first, and no two have the same. A member may subscribe to
 * topics of blocks with a lower average, of which it never gets anything; not to those of one with a higher average. With
 * capacities that holds for the prices of their last partitions.
 */
final class Blocks {

    static final int NONE = -1;

    final int count;

    /** The block of each topic, or {@link #NONE} if nobody subscribes to it. */
    final int[] ofTopic;

    final int[] ofClass;

    /** Block {@code b} has the topics {@code topics[firstTopic[b]]} up to, and without, {@code firstTopic[b + 1]}. */
    final int[] firstTopic;

    final int[] topics;

    /** Block {@code b} has the classes {@code classes[firstClass[b]]} and so on. */
    final int[] firstClass;

    final int[] classes;

    /** How many partitions each block has. */
    final int[] totals;

    /** How many partitions a member of the class gets at least. */
    final int[] low;

    /** How many partitions a member of the class gets at most: as many, or one more. */
    final int[] high;

    private Blocks(
            int[] ofTopic,
            int[] ofClass,
            int[] firstTopic,
            int[] topics,
            int[] firstClass,
            int[] classes,
            int[] totals,
            int[] low,
            int[] high) {
        this.count = totals.length;
        this.ofTopic = ofTopic;
        this.ofClass = ofClass;
        this.firstTopic = firstTopic;
        this.topics = topics;
        this.firstClass = firstClass;
        this.classes = classes;
        this.totals = totals;
        this.low = low;
        this.high = high;
    }

    /**
     * The blocks with these bounds.
     *
     * @param topics the topics block by block; those that nobody subscribes to are left out
     * @param classes the classes block by block
     */
    static Blocks of(StickyProblem problem, int[] firstTopic, int[] topics, int[] firstClass, int[] classes) {
        int count = firstTopic.length - 1;
        int[] ofTopic = new int[problem.topicCount()];
        Arrays.fill(ofTopic, NONE);
        int[] ofClass = new int[problem.classes.count];
        int[] totals = new int[count];
        int[] low = new int[ofClass.length];
        int[] high = new int[ofClass.length];
        Quotas quotas = problem.quotas();
        for (int b = 0; b < count; b++) {
            for (int i = firstTopic[b]; i < firstTopic[b + 1]; i++) {
                ofTopic[topics[i]] = b;
                totals[b] += problem.partitionCount(topics[i]);
            }
            quotas.divide(totals[b], classes, firstClass[b], firstClass[b + 1], 0);
            for (int i = firstClass[b]; i < firstClass[b + 1]; i++) {
                ofClass[classes[i]] = b;
                low[classes[i]] = quotas.low(classes[i]);
                high[classes[i]] = quotas.high(classes[i]);
            }
        }
        return new Blocks(ofTopic, ofClass, firstTopic, topics, firstClass, classes, totals, low, high);
    }

    /** One block of everything in which each member keeps the bounds of the block that it had. */
    Blocks joined() {
        int[] one = new int[ofTopic.length];
        for (int t = 0; t < one.length; t++) {
            one[t] = Math.min(0, ofTopic[t]);
        }
        return new Blocks(
                one,
                new int[ofClass.length],
                new int[] {0, topics.length},
                topics,
                new int[] {0, classes.length},
                classes,
                new int[] {Arrays.stream(totals).sum()},
                low,
                high);
    }

    boolean isOneClass(int b) {
        return firstClass[b + 1] - firstClass[b] == 1;
    }

    /** Whether partitions of the topic may go to members of the class that subscribe to it. */
    boolean allows(int topic, int k) {
        return ofTopic[topic] == ofClass[k];
    }

    /** How many partitions of each block a member owned that may keep them, if balance lets it. */
    int[] owned(StickyProblem problem) {
        int[] owned = new int[count];
        Ownership ownership = problem.ownership;
        for (int t = 0; t < ofTopic.length; t++) {
            for (int pair = ownership.firstPair[t]; pair < ownership.firstPair[t + 1]; pair++) {
                if (allows(t, problem.classes.ofMember[ownership.members[pair]])) {
                    owned[ofTopic[t]] += ownership.counts[pair];
                }
            }
        }
        return owned;
    }
}
