package io.rebalance.assignors;

import java.util.Arrays;

/**
 * The network in which the fewest moves are found, for some of the {@link Blocks}.
 *
 * <p>At first everybody keeps everything: all that a member owned flows to it from the topic, and to send a partition
 * back costs one. Everything else is free of charge: partitions without owner go from the topic to a class and from there
 * to any member of it (a class of one member is that member), and from each member as many as it may have go on to the
 * end of the block. What of this does not add up is excess, here or there; the {@link CheapestFlow} of it moves the fewest.
 */
final class MovementNetwork {

    static final int NONE = -1;

    final FlowNetwork network;

    private final StickyProblem problem;
    private final SubscriptionClasses classes;
    private final Blocks blocks;
    private final boolean[] included;
    private final int slack;
    private final int[] owned; // by member

    private final int[] nodeOfTopic;
    private final int[] nodeOfClass;
    private final int[] nodeOfMember;
    private final int[] endOfBlock;
    private int nodeCount;

    /** Of a node, its member; of the node of a class, one's complement of the class. */
    private final int[] subjects;

    /**
     * @param included whether each block is
     * @param slack by how much loads may leave the bounds of the blocks after {@link #loosen}
     */
    MovementNetwork(StickyProblem problem, Blocks blocks, boolean[] included, int slack) {
        this.problem = problem;
        this.classes = problem.classes;
        this.blocks = blocks;
        this.included = included;
        this.slack = slack;
        this.owned = owned();
        this.nodeOfTopic = new int[problem.topicCount()];
        this.nodeOfClass = new int[classes.count];
        this.nodeOfMember = new int[classes.ofMember.length];
        this.endOfBlock = new int[blocks.count];
        Arrays.fill(nodeOfTopic, NONE);
        number();
        this.network = FlowNetwork.of(nodeCount, this::describe);
        this.subjects = subjects();
        setExcess();
    }

    /** The node of a topic, or {@link #NONE} if its block is not included. */
    int topicNode(int topic) {
        return nodeOfTopic[topic];
    }

    /** The node of a member, whose block must be included. */
    int memberNode(int member) {
        return nodeOfMember[member];
    }

    /** Whether an arc from a topic stands for what a member owned of it; its flow is what the member keeps. */
    boolean isOwn(int arc) {
        return network.cost[arc] < 0;
    }

    /** The member of a member's node. */
    int memberAt(int node) {
        return subjects[node];
    }

    /** The class of a class's node, or of a member's. */
    int classAt(int node) {
        return subjects[node] < 0 ? ~subjects[node] : classes.ofMember[subjects[node]];
    }

    /** The member of a member's node, or one of the class of a class's node. */
    int anyMemberAt(int node) {
        return subjects[node] < 0 ? classes.members[classes.firstMember[~subjects[node]]] : subjects[node];
    }

    /** Enters into the rings what members get beyond what they keep. */
    void fill(Rings rings) {
        for (int b = 0; b < blocks.count; b++) {
            for (int i = blocks.firstClass[b]; i < blocks.firstClass[b + 1] && included[b]; i++) {
                int k = blocks.classes[i];
                for (int j = classes.firstMember[k]; j < classes.firstMember[k + 1]; j++) {
                    int member = classes.members[j];
                    rings.add(k, member, received(nodeOfMember[member], endOfBlock[b]));
                }
            }
        }
    }

    private int received(int node, int end) {
        int count = 0;
        for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
            count += network.cost[arc] == 0 && network.to[arc] != end ? network.room[arc] : 0;
        }
        return count;
    }

    private int[] owned() {
        int[] counts = new int[classes.ofMember.length];
        Ownership ownership = problem.ownership;
        for (int t = 0; t < problem.topicCount(); t++) {
            for (int pair = ownership.firstPair[t]; pair < ownership.firstPair[t + 1]; pair++) {
                int member = ownership.members[pair];
                if (blocks.allows(t, classes.ofMember[member])) {
                    counts[member] += ownership.counts[pair];
                }
            }
        }
        return counts;
    }

    private void number() {
        for (int b = 0; b < blocks.count; b++) {
            if (!included[b]) {
                continue;
            }
            for (int i = blocks.firstTopic[b]; i < blocks.firstTopic[b + 1]; i++) {
                nodeOfTopic[blocks.topics[i]] = nodeCount++;
            }
            for (int i = blocks.firstClass[b]; i < blocks.firstClass[b + 1]; i++) {
                int k = blocks.classes[i];
                nodeOfClass[k] = nodeCount;
                nodeCount += classes.size(k) > 1 ? 1 : 0;
                for (int j = classes.firstMember[k]; j < classes.firstMember[k + 1]; j++) {
                    nodeOfMember[classes.members[j]] = nodeCount++;
                }
            }
            endOfBlock[b] = nodeCount++;
        }
    }

    private int[] subjects() {
        int[] found = new int[nodeCount];
        for (int k = 0; k < classes.count; k++) {
            if (included[blocks.ofClass[k]]) {
                found[nodeOfClass[k]] = ~k;
                for (int i = classes.firstMember[k]; i < classes.firstMember[k + 1]; i++) {
                    found[nodeOfMember[classes.members[i]]] = classes.members[i];
                }
            }
        }
        return found;
    }

    private void describe(FlowNetwork.Arcs arcs) {
        for (int b = 0; b < blocks.count; b++) {
            if (included[b]) {
                for (int i = blocks.firstTopic[b]; i < blocks.firstTopic[b + 1]; i++) {
                    describeTopic(blocks.topics[i], arcs);
                }
                for (int i = blocks.firstClass[b]; i < blocks.firstClass[b + 1]; i++) {
                    describeClass(blocks.classes[i], b, arcs);
                }
            }
        }
    }

    private void describeTopic(int topic, FlowNetwork.Arcs arcs) {
        int node = nodeOfTopic[topic];
        for (int i = classes.firstClass[topic]; i < classes.firstClass[topic + 1]; i++) {
            int k = classes.classes[i];
            if (blocks.allows(topic, k)) {
                arcs.arc(node, nodeOfClass[k], FlowNetwork.MORE_THAN_ALL, 0, 0);
            }
        }
        Ownership ownership = problem.ownership;
        for (int pair = ownership.firstPair[topic]; pair < ownership.firstPair[topic + 1]; pair++) {
            int member = ownership.members[pair];
            if (blocks.allows(topic, classes.ofMember[member])) {
                arcs.arc(node, nodeOfMember[member], 0, ownership.counts[pair], -1);
            }
        }
    }

    private void describeClass(int k, int block, FlowNetwork.Arcs arcs) {
        for (int i = classes.firstMember[k]; i < classes.firstMember[k + 1]; i++) {
            int node = nodeOfMember[classes.members[i]];
            if (node != nodeOfClass[k]) {
                arcs.arc(nodeOfClass[k], node, FlowNetwork.MORE_THAN_ALL, 0, 0);
            }
            if (hasChoice(k)) {
                int load = startLoad(classes.members[i], k);
                arcs.arc(node, endOfBlock[block], blocks.high[k] - load, load - blocks.low[k], 0);
            }
        }
    }

    /** Whether members of the class have an arc to the end of the block; the last that is described of the member. */
    private boolean hasChoice(int k) {
        return slack > 0 || blocks.low[k] < blocks.high[k];
    }

    private int startLoad(int member, int k) {
        return Math.max(blocks.low[k], Math.min(blocks.high[k], owned[member]));
    }

    private void setExcess() {
        for (int b = 0; b < blocks.count; b++) {
            if (included[b]) {
                setExcess(b);
            }
        }
    }

    private void setExcess(int block) {
        Ownership ownership = problem.ownership;
        for (int i = blocks.firstTopic[block]; i < blocks.firstTopic[block + 1]; i++) {
            int t = blocks.topics[i];
            int free = problem.partitionCount(t);
            for (int pair = ownership.firstPair[t]; pair < ownership.firstPair[t + 1]; pair++) {
                free -= blocks.allows(t, classes.ofMember[ownership.members[pair]]) ? ownership.counts[pair] : 0;
            }
            network.excess[nodeOfTopic[t]] = free;
        }
        int end = -blocks.totals[block];
        for (int i = blocks.firstClass[block]; i < blocks.firstClass[block + 1]; i++) {
            int k = blocks.classes[i];
            for (int j = classes.firstMember[k]; j < classes.firstMember[k + 1]; j++) {
                int member = classes.members[j];
                int load = startLoad(member, k);
                network.excess[nodeOfMember[member]] = owned[member] - load;
                end += load;
            }
        }
        network.excess[endOfBlock[block]] = end;
    }

    /** From now on loads may leave their bounds by as much as the slack; what that settles is settled at once. */
    void loosen() {
        for (int b = 0; b < blocks.count; b++) {
            for (int i = blocks.firstClass[b]; i < blocks.firstClass[b + 1] && included[b]; i++) {
                int k = blocks.classes[i];
                for (int j = classes.firstMember[k]; j < classes.firstMember[k + 1]; j++) {
                    loosen(
                            nodeOfMember[classes.members[j]],
                            Math.min(slack, blocks.low[k]),
                            Math.min(slack, blocks.totals[b]));
                }
            }
        }
    }

    private void loosen(int node, int below, int above) {
        int arc = network.first[node + 1] - 1;
        network.room[arc] += above;
        network.room[network.mate[arc]] += below;
        int count = Math.max(-network.flow(arc), Math.min(network.room[arc], network.excess[node]));
        network.send(arc, count);
        network.excess[node] -= count;
        network.excess[network.to[arc]] += count;
    }
}
