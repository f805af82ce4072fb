package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Finds and uses chains of hand-overs inside one block of members: a donor gives a partition of a topic to another
 * subscriber of that topic, who gives one of another topic to a third, until somebody has use for it.
 *
 * <p>The search goes in layers: each costs one owned partition more than the one before, so that a chain is found that
 * takes as few owned partitions away as any of that donor (what comes back to an owner on the way is not counted). Whom a
 * search reached in vain is not looked at again: it found every way out of that set, and no later chain can pass through
 * a set that has none.
 */
final class TransferSearch {

    private static final int NOBODY = -1;

    private static final byte UNSEEN = 0;
    private static final byte LATER = 1;
    private static final byte SEEN = 2;

    private final Holdings holdings;
    private final int[] blockOf;
    private final boolean freeOnly;

    private final boolean[] reached;
    private final int[] pairInto; // by member: the pair through which it would get
    private final byte[] topicStates;
    private final int[] pairOutOf; // by topic: the pair that would give

    private final int[] members; // reached by this search, in order
    private int memberCount;
    private final int[] topics; // seen by this search, in order
    private int topicCount;
    private final int[] laterTopics; // to be seen in the next layer, unless seen before
    private int laterCount;

    private int keep;
    private int want;
    private boolean failed;

    /**
     * @param blockOf the block of each member; hand-overs stay inside
     * @param freeOnly whether only partitions may be handed over that the giver did not own
     */
    TransferSearch(Holdings holdings, int[] blockOf, boolean freeOnly) {
        this.holdings = holdings;
        this.blockOf = blockOf;
        this.freeOnly = freeOnly;
        reached = new boolean[holdings.memberCount];
        pairInto = new int[holdings.memberCount];
        members = new int[holdings.memberCount];
        topicStates = new byte[holdings.topicCount];
        pairOutOf = new int[holdings.topicCount];
        topics = new int[holdings.topicCount];
        laterTopics = new int[holdings.topicCount];
    }

    /**
     * Forgets all earlier searches.
     *
     * @param keep what a donor is left with at least
     * @param want what a receiver comes to at most; no more than {@code keep}
     */
    void begin(int keep, int want) {
        this.keep = keep;
        this.want = want;
        Arrays.fill(reached, false);
        Arrays.fill(topicStates, UNSEEN);
        failed = false;
    }

    /** Hands over what {@code donor} has too much of, as long as there is a chain from it. */
    void exhaust(int donor) {
        while (holdings.loads[donor] > keep && !reached[donor]) {
            int receiver = find(donor);
            if (receiver == NOBODY) {
                failed = true;
            } else {
                handOver(donor, receiver);
                forget();
            }
        }
    }

    /** Whether some donor was left with too much. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether the member is a donor that was left with too much, or can be reached from one. */
    boolean isReached(int member) {
        return reached[member];
    }

    private int find(int donor) {
        memberCount = 0;
        topicCount = 0;
        laterCount = 0;
        reached[donor] = true;
        members[memberCount++] = donor;
        int nextMember = 0;
        int nextTopic = 0;
        while (true) {
            if (nextTopic < topicCount) {
                int receiver = reachSubscribers(topics[nextTopic++]);
                if (receiver != NOBODY) {
                    return receiver;
                }
            } else if (nextMember < memberCount) {
                seeTopics(members[nextMember++]);
            } else if (laterCount > 0) {
                seeLaterTopics();
            } else {
                return NOBODY;
            }
        }
    }

    private int reachSubscribers(int topic) {
        int block = blockOf[members[0]];
        for (int i = holdings.firstOfTopic[topic]; i < holdings.firstOfTopic[topic + 1]; i++) {
            int pair = holdings.byTopic[i];
            int member = holdings.memberOf[pair];
            if (!reached[member] && blockOf[member] == block) {
                reached[member] = true;
                pairInto[member] = pair;
                members[memberCount++] = member;
                if (holdings.loads[member] < want) {
                    return member;
                }
            }
        }
        return NOBODY;
    }

    private void seeTopics(int member) {
        for (int pair = holdings.firstOfMember[member]; pair < holdings.firstOfMember[member + 1]; pair++) {
            int topic = holdings.topicOf[pair];
            if (topicStates[topic] == SEEN || holdings.held[pair] == 0) {
                continue;
            }
            if (holdings.gained(pair) > 0) {
                topicStates[topic] = SEEN;
                pairOutOf[topic] = pair;
                topics[topicCount++] = topic;
            } else if (!freeOnly && topicStates[topic] == UNSEEN) {
                topicStates[topic] = LATER;
                pairOutOf[topic] = pair;
                laterTopics[laterCount++] = topic;
            }
        }
    }

    private void seeLaterTopics() {
        int count = laterCount;
        laterCount = 0;
        for (int i = 0; i < count; i++) {
            int topic = laterTopics[i];
            if (topicStates[topic] == LATER) {
                topicStates[topic] = SEEN;
                topics[topicCount++] = topic;
            }
        }
    }

    private void handOver(int donor, int receiver) {
        int count = Math.min(holdings.loads[donor] - keep, want - holdings.loads[receiver]);
        for (int m = receiver; m != donor; m = giverTo(m)) {
            count = Math.min(count, mayGive(pairOutOf[holdings.topicOf[pairInto[m]]]));
        }
        for (int m = receiver; m != donor; m = giverTo(m)) {
            int into = pairInto[m];
            holdings.hold(into, count);
            holdings.hold(pairOutOf[holdings.topicOf[into]], -count);
        }
    }

    private int giverTo(int member) {
        return holdings.memberOf[pairOutOf[holdings.topicOf[pairInto[member]]]];
    }

    /** What a pair can give at the price that the search reckoned with. */
    private int mayGive(int pair) {
        int gained = holdings.gained(pair);
        return gained > 0 ? gained : holdings.held[pair];
    }

    private void forget() {
        for (int i = 0; i < memberCount; i++) {
            reached[members[i]] = false;
        }
        for (int i = 0; i < topicCount; i++) {
            topicStates[topics[i]] = UNSEEN;
        }
        for (int i = 0; i < laterCount; i++) {
            topicStates[laterTopics[i]] = UNSEEN;
        }
    }
}
