package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Finds the {@link Blocks}: what balance asks for, whatever was owned.
 *
 * <p>As many partitions as possible flow from topics to classes, with room in each class for the average of all, rounded
 * down. If partitions are left over while some class has room, then whatever has a way to that room is too empty whatever
 * is done, and the rest too full: the two are divided and each is looked at by itself, and no partition of the emptier
 * side ever goes to the fuller one. If every class is full, there is room for one more a member, and the same question.
 * What is not divided is a block. With capacities it is not the average but what each class gets at least, and at most, if
 * everything could be shared by all, and the same is true: who has room forgoes what is cheaper than the critical price,
 * who has too much takes what is as dear or dearer.
 *
 * <p>The flow starts with what is owned, and each part goes on with the flow of the whole. There are fewer divisions than
 * classes, and without capacities
 * than about twice the square root of all partitions, since no two blocks have the same average. Divisions
 * are kept on a stack of their own, the fuller part first.
 */
final class BlockDivision {

    private final StickyProblem problem;
    private final SubscriptionClasses classes;
    private final int topicCount;
    private final FlowNetwork network;
    private final BlockingFlow flow;

    // nodes of topics and of classes, part by part; blocks that are done lie in front
    private final int[] topicOrder;
    private final int[] classOrder;
    private final int[] capacities; // by class
    private final int[] all; // nodes of the present part
    private final Quotas quotas;

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
        Arrays.setAll(classOrder, k -> topicCount + k);
        this.capacities = new int[classes.count];
        this.all = new int[topicCount + classes.count];
        this.quotas = problem.quotas();
        this.firstTopic = new int[classes.count + 1];
        this.firstClass = new int[classes.count + 1];
    }

    static BlockDivision of(StickyProblem problem) {
        BlockDivision division = new BlockDivision(problem);
        division.startWithWhatIsOwned();
        division.divide();
        problem.looks += division.network.looks;
        return division;
    }

    Blocks blocks() {
        return Blocks.of(
                problem,
                Arrays.copyOf(firstTopic, blockCount + 1),
                topicOrder,
                Arrays.copyOf(firstClass, blockCount + 1),
                Arrays.stream(classOrder).map(node -> node - topicCount).toArray());
    }

    /** How many partitions of a topic the flow gives to its {@code i}-th subscriber; only in blocks of more than one class. */
    int flow(int topic, int i) {
        return network.flow(network.first[topic] + i);
    }

    private void describe(FlowNetwork.Arcs arcs) {
        for (int t = 0; t < topicCount; t++) {
            for (int i = classes.firstClass[t]; i < classes.firstClass[t + 1]; i++) {
                arcs.arc(t, topicCount + classes.classes[i], FlowNetwork.MORE_THAN_ALL, 0, 0);
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
                topicEnds[open] = fullerFirst(topicOrder, firstTopic[blockCount], topicEnd);
                classEnds[open] = fullerFirst(classOrder, firstClass[blockCount], classEnd);
                open++;
            }
        }
    }

    /** Whether what begins where the blocks end is one more; otherwise its emptier part still has a way to some room. */
    private boolean isBlock(int topicEnd, int classEnd) {
        Nodes topics = new Nodes(topicOrder, firstTopic[blockCount], topicEnd);
        Nodes parts = new Nodes(classOrder, firstClass[blockCount], classEnd);
        if (topics.count() == 0 || parts.count() == 1) {
            return true;
        }
        quotas.divide(partitionCount(topicEnd), classOrder, parts.from, parts.to, topicCount);
        Nodes all = all(topics, parts);
        limit(parts, false);
        if (hasRoom(parts)) {
            flow.sendFromEitherEnd(all, parts);
        }
        boolean isEachFilled = !hasRoom(parts);
        if (isEachFilled) {
            limit(parts, true);
            if (isAnyLeft(all)) {
                flow.sendFromEitherEnd(all, parts);
            }
            if (!isAnyLeft(all)) {
                return true;
            }
        }
        giveBack(parts);
        flow.send(topics, parts); // there is no way for more; but now it is known from where there is one
        return false;
    }

    private Nodes all(Nodes topics, Nodes parts) {
        System.arraycopy(topicOrder, topics.from, all, 0, topics.count());
        System.arraycopy(classOrder, parts.from, all, topics.count(), parts.count());
        return new Nodes(all, 0, topics.count() + parts.count());
    }

    private boolean isAnyLeft(Nodes nodes) {
        for (int i = nodes.from; i < nodes.to; i++) {
            if (network.excess[nodes.array[i]] > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean hasRoom(Nodes parts) {
        for (int i = parts.from; i < parts.to; i++) {
            if (network.excess[classOrder[i]] < 0) {
                return true;
            }
        }
        return false;
    }

    private int partitionCount(int topicEnd) {
        int partitions = 0;
        for (int i = firstTopic[blockCount]; i < topicEnd; i++) {
            partitions += problem.partitionCount(topicOrder[i]);
        }
        return partitions;
    }

    /** Sets how much each class can take: the least of each member, or the most. What it has beyond that is excess. */
    private void limit(Nodes parts, boolean isMost) {
        for (int i = parts.from; i < parts.to; i++) {
            int node = classOrder[i];
            int k = node - topicCount;
            int capacity = classes.size(k) * (isMost ? quotas.high(k) : quotas.low(k));
            network.excess[node] += capacities[k] - capacity;
            capacities[k] = capacity;
        }
    }

    /** What classes have beyond what they can take becomes the topics' again. */
    private void giveBack(Nodes parts) {
        for (int i = parts.from; i < parts.to; i++) {
            int node = classOrder[i];
            for (int arc = network.first[node]; network.excess[node] > 0 && arc < network.first[node + 1]; arc++) {
                int count = Math.min(network.excess[node], network.room[arc]);
                network.send(arc, count);
                network.excess[network.to[arc]] += count;
                network.excess[node] -= count;
            }
        }
    }

    /**
     * Nothing goes from the emptier part to the fuller one any more, so that searches in the fuller part need not look at
     * the emptier one. Nothing went there: it would have had a way.
     */
    private void closeWays(int topicEnd) {
        for (int i = firstTopic[blockCount]; i < topicEnd; i++) {
            int t = topicOrder[i];
            for (int arc = network.first[t]; flow.hasWay(t) && arc < network.first[t + 1]; arc++) {
                if (!flow.hasWay(network.to[arc])) {
                    network.room[arc] = 0;
                }
            }
        }
    }

    /** Puts those without a way to any room before the others, either in their order; returns where the others begin. */
    private int fullerFirst(int[] order, int from, int to) {
        int[] others = new int[to - from];
        int otherCount = 0;
        int next = from;
        for (int i = from; i < to; i++) {
            if (flow.hasWay(order[i])) {
                others[otherCount++] = order[i];
            } else {
                order[next++] = order[i];
            }
        }
        System.arraycopy(others, 0, order, next, otherCount);
        return next;
    }
}
