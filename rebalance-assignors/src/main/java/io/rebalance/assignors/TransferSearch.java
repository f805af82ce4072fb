package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Finds and uses chains of hand-overs inside one block of members: a donor gives a partition of a topic to another
 * subscriber of that topic, who gives one of another topic to a third, until somebody has use for it.
 *
 * <p>A round explores from all donors at once, in layers: each costs one owned partition more than the one before, and
 * the first layer in which somebody has use for a partition is the last. Then everything is handed over that finds its
 * way along what was explored, always onwards; and so on with the next round, until a round finds no use for anything.
 * (These are the phases of Dinic's algorithm for the largest flow, with layers for the price.)
 */
final class TransferSearch {

    private static final int NONE = -1;

    private final Holdings holdings;
    private final int[] blockOf;
    private final boolean freeOnly;

    private final Frontier members;
    private final Frontier topics;
    private final int[] laterTopics; // of the next layer, unless seen in this one
    private final boolean[] isLater;
    private int laterCount;

    private final int[] chainOut; // by step: the pair that gives
    private final int[] chainInto; // by step: the pair that gets

    private int keep;
    private int want;

    /**
     * @param blockOf the block of each member; hand-overs stay inside
     * @param freeOnly whether only partitions may be handed over that the giver did not own
     */
    TransferSearch(Holdings holdings, int[] blockOf, boolean freeOnly) {
        this.holdings = holdings;
        this.blockOf = blockOf;
        this.freeOnly = freeOnly;
        members = new Frontier(holdings.memberCount);
        topics = new Frontier(holdings.topicCount);
        laterTopics = new int[holdings.topicCount];
        isLater = new boolean[holdings.topicCount];
        chainOut = new int[holdings.memberCount];
        chainInto = new int[holdings.memberCount];
    }

    /**
     * Hands over, until no chain is left, from members of a block that have more than {@code keep} to those that have
     * less than {@code want}, neither beyond that bound.
     *
     * @param want no more than {@code keep}
     * @return whether somebody still has more than {@code keep}
     */
    boolean handOver(int[] block, int from, int to, int keep, int want) {
        this.keep = keep;
        this.want = want;
        while (explore(block, from, to)) {
            for (int i = from; i < to; i++) {
                int donor = block[i];
                while (holdings.loads[donor] > keep && findChain(donor)) {
                    // each chain is used where it is found
                }
            }
        }
        return members.count > 0;
    }

    /** Whether the last round came upon the member, who then is a donor or can get something from one. */
    boolean isReached(int member) {
        return members.isSeen(member);
    }

    /** Sees whom the donors can reach, as far as the first layer in which somebody has use for a partition. */
    private boolean explore(int[] block, int from, int to) {
        members.clear();
        topics.clear();
        while (laterCount > 0) {
            isLater[laterTopics[--laterCount]] = false;
        }
        for (int i = from; i < to; i++) {
            if (holdings.loads[block[i]] > keep) {
                members.see(block[i], 0, 0, holdings.firstOfMember[block[i]]);
            }
        }
        boolean found = false;
        int nextMember = 0;
        int nextTopic = 0;
        int level = 0;
        for (int layer = 0; ; layer++) {
            while (nextMember < members.count || nextTopic < topics.count) {
                level++;
                for (int end = members.count; nextMember < end; nextMember++) {
                    seeTopics(members.queue[nextMember], layer, level);
                }
                level++;
                for (int end = topics.count; nextTopic < end; nextTopic++) {
                    found |= seeSubscribers(topics.queue[nextTopic], blockOf[block[from]], layer, level);
                }
            }
            if (found || laterCount == 0) {
                return found;
            }
            level++;
            seeLaterTopics(layer + 1, level);
        }
    }

    private void seeTopics(int member, int layer, int level) {
        if (holdings.loads[member] < want) {
            return; // the chain ends here
        }
        for (int pair = holdings.firstOfMember[member]; pair < holdings.firstOfMember[member + 1]; pair++) {
            int topic = holdings.topicOf[pair];
            if (topics.isSeen(topic) || holdings.held[pair] == 0) {
                continue;
            }
            if (holdings.gained(pair) > 0) {
                topics.see(topic, layer, level, holdings.firstOfTopic[topic]);
            } else if (!freeOnly && !isLater[topic]) {
                isLater[topic] = true;
                laterTopics[laterCount++] = topic;
            }
        }
    }

    private boolean seeSubscribers(int topic, int block, int layer, int level) {
        boolean found = false;
        for (int i = holdings.firstOfTopic[topic]; i < holdings.firstOfTopic[topic + 1]; i++) {
            int member = holdings.memberOf[holdings.byTopic[i]];
            if (blockOf[member] == block && !members.isSeen(member)) {
                members.see(member, layer, level, holdings.firstOfMember[member]);
                found |= holdings.loads[member] < want;
            }
        }
        return found;
    }

    private void seeLaterTopics(int layer, int level) {
        for (int i = 0; i < laterCount; i++) {
            int topic = laterTopics[i];
            isLater[topic] = false;
            if (!topics.isSeen(topic)) {
                topics.see(topic, layer, level, holdings.firstOfTopic[topic]);
            }
        }
        laterCount = 0;
    }

    /** Looks for a chain, onwards only; what led nowhere is not tried again in this round. */
    private boolean findChain(int donor) {
        int length = 0;
        int member = donor;
        while (length == 0 || holdings.loads[member] >= want) {
            int into = nextInto(member);
            if (into != NONE) {
                chainOut[length] = members.next[member];
                chainInto[length] = into;
                length++;
                member = holdings.memberOf[into];
            } else if (length > 0) {
                length--;
                topics.next[holdings.topicOf[chainInto[length]]]++;
                member = holdings.memberOf[chainOut[length]];
            } else {
                return false;
            }
        }
        use(donor, member, length);
        return true;
    }

    /** The pair that could get something of the member, which then gives from {@code members.next[member]}. */
    private int nextInto(int member) {
        for (; members.next[member] < holdings.firstOfMember[member + 1]; members.next[member]++) {
            int pair = members.next[member];
            int topic = holdings.topicOf[pair];
            if (holdings.held[pair] > 0 && leadsOn(pair, member, topic)) {
                for (; topics.next[topic] < holdings.firstOfTopic[topic + 1]; topics.next[topic]++) {
                    int into = holdings.byTopic[topics.next[topic]];
                    int subscriber = holdings.memberOf[into];
                    if (members.isSeen(subscriber)
                            && members.layers[subscriber] == topics.layers[topic]
                            && members.levels[subscriber] > topics.levels[topic]) {
                        return into;
                    }
                }
            }
        }
        return NONE;
    }

    private boolean leadsOn(int pair, int member, int topic) {
        int price = holdings.gained(pair) > 0 ? 0 : 1;
        return topics.isSeen(topic)
                && topics.layers[topic] == members.layers[member] + price
                && topics.levels[topic] > members.levels[member];
    }

    private void use(int donor, int receiver, int length) {
        int count = Math.min(holdings.loads[donor] - keep, want - holdings.loads[receiver]);
        for (int i = 0; i < length; i++) {
            count = Math.min(count, mayGive(chainOut[i]));
        }
        for (int i = 0; i < length; i++) {
            holdings.hold(chainOut[i], -count);
            holdings.hold(chainInto[i], count);
        }
    }

    /** What a pair can give at the price of its layer. */
    private int mayGive(int pair) {
        int gained = holdings.gained(pair);
        return gained > 0 ? gained : holdings.held[pair];
    }

    /** Members, or topics, that a round came upon: in which layer, at which level, and what is to be tried next. */
    private static final class Frontier {

        private final int[] layers;
        private final int[] levels;
        private final int[] next;
        private final int[] queue;
        private int count;

        Frontier(int size) {
            layers = new int[size];
            levels = new int[size];
            next = new int[size];
            queue = new int[size];
            Arrays.fill(layers, NONE);
        }

        boolean isSeen(int number) {
            return layers[number] != NONE;
        }

        void see(int number, int layer, int level, int first) {
            layers[number] = layer;
            levels[number] = level;
            next[number] = first;
            queue[count++] = number;
        }

        void clear() {
            for (int i = 0; i < count; i++) {
                layers[queue[i]] = NONE;
            }
            count = 0;
        }
    }
}
