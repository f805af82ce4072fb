package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/**
 * How many partitions of which topic each member holds and owned, a number for every pair of a member and a topic that
 * it subscribes to.
 *
 * <p>The partitions of a topic differ only in who owned them, so balance is decided on these numbers. Pairs are numbered
 * member by member; {@code byTopic} lists the same pairs topic by topic, members ascending.
 */
final class Holdings {

    final int memberCount;
    final int topicCount;

    /** Member {@code m} has the pairs {@code firstOfMember[m]} up to, and without, {@code firstOfMember[m + 1]}. */
    final int[] firstOfMember;

    /** Topic {@code t} has the pairs {@code byTopic[firstOfTopic[t]]} and so on. */
    final int[] firstOfTopic;

    final int[] byTopic;
    final int[] memberOf;
    final int[] topicOf;

    /** How many partitions of the topic the member owned and still subscribes to; never changes. */
    final int[] owned;

    /** How many partitions of the topic the member is to get. */
    final int[] held;

    /** How many partitions each member is to get in all. */
    final int[] loads;

    /** How many partitions of each topic nobody owned who may keep them. */
    final int[] free;

    Holdings(AssignmentInput input) {
        memberCount = input.memberCount();
        topicCount = input.topicCount();
        firstOfMember = new int[memberCount + 1];
        firstOfTopic = new int[topicCount + 1];
        for (int m = 0; m < memberCount; m++) {
            firstOfMember[m + 1] = Math.addExact(firstOfMember[m], input.subscriptionCount(m));
        }
        int pairs = firstOfMember[memberCount];
        memberOf = new int[pairs];
        topicOf = new int[pairs];
        byTopic = new int[pairs];
        owned = new int[pairs];
        held = new int[pairs];
        loads = new int[memberCount];
        free = new int[topicCount];
        list(input);
    }

    private void list(AssignmentInput input) {
        for (int m = 0; m < memberCount; m++) {
            for (int pair = firstOfMember[m]; pair < firstOfMember[m + 1]; pair++) {
                int topic = input.subscribedTopic(m, pair - firstOfMember[m]);
                memberOf[pair] = m;
                topicOf[pair] = topic;
                firstOfTopic[topic + 1]++;
            }
        }
        for (int t = 0; t < topicCount; t++) {
            firstOfTopic[t + 1] += firstOfTopic[t];
        }
        int[] next = firstOfTopic.clone();
        for (int pair = 0; pair < topicOf.length; pair++) {
            byTopic[next[topicOf[pair]]++] = pair;
        }
    }

    int subscriberCount(int topic) {
        return firstOfTopic[topic + 1] - firstOfTopic[topic];
    }

    /** Counts a partition that its owner may keep. */
    void keep(int pair) {
        owned[pair]++;
        hold(pair, 1);
    }

    /** Gives {@code count} partitions to the pair; takes them, if negative. */
    void hold(int pair, int count) {
        held[pair] += count;
        loads[memberOf[pair]] += count;
    }

    /** How many partitions the pair holds beyond those that its member owned; negative if it gave up some. */
    int gained(int pair) {
        return held[pair] - owned[pair];
    }
}
