package io.rebalance.assignors;

import java.util.Arrays;

/**
 * How dear it is to send a partition from anywhere to the nearest node that wants one.
 *
 * <p>Shortest ways by reduced costs, from all that want something backwards, in buckets by distance (Dial's form of
 * Dijkstra's algorithm), as far as the last node with an excess. Added to the potentials, they make the shortest ways free
 * and no other arc a bargain. Where there is less to look at, the same the other way round: from all excess forwards, as far
 * as the last node that wants something.
 */
final class Distances {

    private static final int NONE = -1;
    private static final int UNSEEN = Integer.MAX_VALUE;

    private final FlowNetwork network;
    private final int[] distance;
    private final int[] seen;
    private int seenCount;
    private boolean isReversed;

    // buckets are lists that nodes can leave
    private int[] heads = new int[16];
    private int bucketCount;
    private final int[] after;
    private final int[] before;

    Distances(FlowNetwork network) {
        this.network = network;
        this.distance = new int[network.nodeCount];
        this.seen = new int[network.nodeCount];
        this.after = new int[network.nodeCount];
        this.before = new int[network.nodeCount];
        Arrays.fill(distance, UNSEEN);
        Arrays.fill(heads, NONE);
    }

    /**
     * Adds the distances to the potentials; whatever is farther away than all excess counts as far as that.
     *
     * @param sources all nodes that have an excess
     * @param targets all nodes that want something
     * @throws IllegalStateException if some excess has no way to where it is wanted, at any price
     */
    void addTo(Nodes sources, Nodes targets) {
        isReversed = network.isNearerEndSmaller(sources, targets);
        Nodes from = isReversed ? sources : targets;
        for (int i = from.from; i < from.to; i++) {
            see(from.array[i], 0);
        }
        int farthest = farthest((isReversed ? targets : sources).count());
        for (int i = 0; i < seenCount; i++) {
            int node = seen[i];
            if (distance[node] < farthest) {
                int nearer = farthest - distance[node];
                network.potential[node] += isReversed ? -nearer : nearer;
            }
            distance[node] = UNSEEN;
        }
        seenCount = 0;
        Arrays.fill(heads, 0, bucketCount, NONE);
        bucketCount = 0;
    }

    private int farthest(int count) {
        int waiting = count;
        for (int d = 0; d < bucketCount; d++) {
            while (heads[d] != NONE) {
                int node = heads[d];
                leave(node);
                waiting -= (isReversed ? network.excess[node] < 0 : network.excess[node] > 0) ? 1 : 0;
                if (waiting == 0) {
                    return d;
                }
                seeBefore(node, d);
            }
        }
        throw new IllegalStateException("all excess must have a way to where it is wanted, " + waiting + " had none");
    }

    private void seeBefore(int node, int d) {
        network.looks += network.first[node + 1] - network.first[node];
        for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
            if (network.room[isReversed ? arc : network.mate[arc]] > 0) {
                int price = network.reducedCost(node, arc);
                int there = isReversed ? d + price : d - price;
                if (there < distance[network.to[arc]]) {
                    see(network.to[arc], there);
                }
            }
        }
    }

    private void see(int node, int d) {
        if (distance[node] == UNSEEN) {
            seen[seenCount++] = node;
        } else {
            leave(node);
        }
        if (d >= heads.length) {
            int length = heads.length;
            heads = Arrays.copyOf(heads, Math.max(d + 1, 2 * length));
            Arrays.fill(heads, length, heads.length, NONE);
        }
        bucketCount = Math.max(bucketCount, d + 1);
        distance[node] = d;
        before[node] = NONE;
        after[node] = heads[d];
        if (heads[d] != NONE) {
            before[heads[d]] = node;
        }
        heads[d] = node;
    }

    private void leave(int node) {
        if (before[node] == NONE) {
            heads[distance[node]] = after[node];
        } else {
            after[before[node]] = after[node];
        }
        if (after[node] != NONE) {
            before[after[node]] = before[node];
        }
    }
}
