package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Finds the {@link Blocks}: what balance asks for, whatever was owned.
 *
 * <p>As many partitions as possible flow from topics to classes, with room in each class for the average of all, rounded
 * down. If partitions are left over while some class has room, then what the left over could reach is too full whatever
 * is done, and the rest too empty: the two are divided and each is looked at by itself, and no partition of the emptier
 * side ever goes to the fuller one. If every class is full, there is room for one more a member, and the same question.
 * What is not divided is a block.
 *
 * <p>The flow starts with what is owned, and each part goes on with the flow of the whole. There are fewer divisions than
 * classes. Divisions are kept on a stack of their own, the fuller part first.
 */
final class BlockDivision {

    private final StickyProblem problem;
    private final SubscriptionClasses classes;
    private final int topicCount;
    private final FlowNetwork network;
    private final BlockingFlow flow;

    // topics and classes, part by part; blocks that are done lie in front
    private final int[] topicOrder;
    private final int[] classOrder;
    private final int[] capacities;

    private final int[] firstTopic;
    private final int[] firstClass;
    private int blockCount;

    private BlockDivision(StickyProblem problem) {
        this.problem = problem;
        this.classes = problem.classes;
        this.topicCount = classes.topicCount;
        this.network = FlowNetwork.of(topicCount + classes.count, this::describe);
        this.flow = new BlockingFlow(network);
        this.topicOrder = subscribedTopics();
        this.classOrder = new int[classes.count];
        Arrays.setAll(classOrder, k -> k);
        this.capacities = new int[classes.count];
        this.firstTopic = new int[classes.count + 1];
        this.firstClass = new int[classes.count + 1];
    }

    static BlockDivision of(StickyProblem problem) {
        BlockDivision division = new BlockDivision(problem);
        division.startWithWhatIsOwned();
        division.divide();
        return division;
    }

    Blocks blocks() {
        return Blocks.of(
                problem,
                Arrays.copyOf(firstTopic, blockCount + 1),
                topicOrder,
                Arrays.copyOf(firstClass, blockCount + 1),
                classOrder);
    }

    /** How many partitions of a topic the flow gives to its {@code i}-th subscriber; only in blocks of more than one class. */
    int flow(int topic, int i) {
        return network.flow(network.first[topic] + i);
    }

    private void describe(FlowNetwork.Arcs arcs) {
        for (int t = 0; t < topicCount; t++) {
            for (int i = classes.firstClass[t]; i < classes.firstClass[t + 1]; i++) {
                arcs.arc(t, topicCount + classes.classes[i], problem.partitionCount(t), 0, 0);
            }
        }
    }

    private int[] subscribedTopics() {
        int[] topics = new int[topicCount];
        int count = 0;
        for (int t = 0; t < topicCount; t++) {
            if (classes.firstClass[t] < classes.firstClass[t + 1]) {
                topics[count++] = t;
            }
        }
        return Arrays.copyOf(topics, count);
    }

    private void startWithWhatIsOwned() {
        Ownership ownership = problem.ownership;
        int[] arcOfClass = new int[classes.count];
        for (int t : topicOrder) {
            for (int arc = network.first[t]; arc < network.first[t + 1]; arc++) {
                arcOfClass[network.to[arc] - topicCount] = arc;
            }
            network.excess[t] = problem.partitionCount(t);
            for (int pair = ownership.firstPair[t]; pair < ownership.firstPair[t + 1]; pair++) {
                int k = classes.ofMember[ownership.members[pair]];
                network.send(arcOfClass[k], ownership.counts[pair]);
                network.excess[t] -= ownership.counts[pair];
                network.excess[topicCount + k] += ownership.counts[pair];
            }
        }
    }

    private void divide() {
        int[] topicEnds = new int[classes.count + 1];
        int[] classEnds = new int[classes.count + 1];
        int open = 0;
        if (classes.count > 0) {
            topicEnds[0] = topicOrder.length;
            classEnds[0] = classes.count;
            open = 1;
        }
        while (open > 0) {
            int topicEnd = topicEnds[open - 1];
            int classEnd = classEnds[open - 1];
            if (isBlock(topicEnd, classEnd)) {
                blockCount++;
                firstTopic[blockCount] = topicEnd;
                firstClass[blockCount] = classEnd;
                open--;
            } else {
                closeWays(topicEnd);
                topicEnds[open] = reachedFirst(topicOrder, firstTopic[blockCount], topicEnd, 0);
                classEnds[open] = reachedFirst(classOrder, firstClass[blockCount], classEnd, topicCount);
                open++;
            }
        }
    }

    /** Whether what begins where the blocks end is one more; otherwise the flow has reached the fuller part of it. */
    private boolean isBlock(int topicEnd, int classEnd) {
        int topic = firstTopic[blockCount];
        int k = firstClass[blockCount];
        if (topic == topicEnd || classEnd - k == 1) {
            return true;
        }
        int average = average(topicEnd, classEnd);
        for (int i = k; i < classEnd; i++) {
            limit(classOrder[i], classes.size(classOrder[i]) * average);
        }
        if (!flow.send(topicOrder, topic, topicEnd)) {
            return true;
        }
        if (hasRoom(classEnd)) {
            return false;
        }
        for (int i = k; i < classEnd; i++) {
            int size = classes.size(classOrder[i]);
            capacities[classOrder[i]] += size;
            network.excess[topicCount + classOrder[i]] -= size;
        }
        return !flow.send(topicOrder, topic, topicEnd);
    }

    private int average(int topicEnd, int classEnd) {
        int partitions = 0;
        for (int i = firstTopic[blockCount]; i < topicEnd; i++) {
            partitions += problem.partitionCount(topicOrder[i]);
        }
        int members = 0;
        for (int i = firstClass[blockCount]; i < classEnd; i++) {
            members += classes.size(classOrder[i]);
        }
        return partitions / members;
    }

    /** Sets the room of a class; what does not fit flows back. */
    private void limit(int k, int capacity) {
        int node = topicCount + k;
        int load = capacities[k] + network.excess[node];
        int surplus = load - capacity;
        for (int arc = network.first[node]; surplus > 0 && arc < network.first[node + 1]; arc++) {
            int count = Math.min(surplus, network.room[arc]);
            network.send(arc, count);
            network.excess[network.to[arc]] += count;
            surplus -= count;
        }
        capacities[k] = capacity;
        network.excess[node] = Math.min(load, capacity) - capacity;
    }

    private boolean hasRoom(int classEnd) {
        for (int i = firstClass[blockCount]; i < classEnd; i++) {
            if (network.excess[topicCount + classOrder[i]] < 0) {
                return true;
            }
        }
        return false;
    }

    /** Nothing goes from the emptier part to the fuller one any more; nothing did, or it would have been reached. */
    private void closeWays(int topicEnd) {
        for (int i = firstTopic[blockCount]; i < topicEnd; i++) {
            int t = topicOrder[i];
            for (int arc = network.first[t]; !flow.isReached(t) && arc < network.first[t + 1]; arc++) {
                if (flow.isReached(network.to[arc])) {
                    network.room[arc] = 0;
                }
            }
        }
    }

    /** Puts those that the flow reached before the others, either in their order; returns where the others begin. */
    private int reachedFirst(int[] order, int from, int to, int firstNode) {
        int[] others = new int[to - from];
        int otherCount = 0;
        int next = from;
        for (int i = from; i < to; i++) {
            if (flow.isReached(firstNode + order[i])) {
                order[next++] = order[i];
            } else {
                others[otherCount++] = order[i];
            }
        }
        System.arraycopy(others, 0, order, next, otherCount);
        return next;
    }
}
