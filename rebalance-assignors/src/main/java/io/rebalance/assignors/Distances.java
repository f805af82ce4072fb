package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Raises the price at which partitions move: when nothing that is wanted can be reached for nothing, the nearest that can
 * be reached at all comes within reach.
 *
 * <p>Shortest paths by reduced costs, from all excess at once, in buckets by distance (Dial's form of Dijkstra's
 * algorithm), as far as the first node that wants something. Potentials change by what nodes are nearer than that, which
 * makes shortest paths free and keeps every other arc from becoming a bargain.
 */
final class Distances {

    private static final int NONE = -1;
    private static final int UNSEEN = Integer.MAX_VALUE;

    private final FlowNetwork network;
    private final int[] distance;
    private final int[] seen;
    private int seenCount;

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
     * Changes the potentials.
     *
     * @throws IllegalStateException if excess cannot come to where it is wanted at any price
     */
    void raise(int[] sources, int count) {
        for (int i = 0; i < count; i++) {
            if (network.excess[sources[i]] > 0) {
                see(sources[i], 0);
            }
        }
        int nearest = nearest();
        for (int i = 0; i < seenCount; i++) {
            int node = seen[i];
            if (distance[node] < nearest) {
                network.potential[node] -= nearest - distance[node];
            }
            distance[node] = UNSEEN;
        }
        seenCount = 0;
        Arrays.fill(heads, 0, bucketCount, NONE);
        bucketCount = 0;
    }

    private int nearest() {
        for (int d = 0; d < bucketCount; d++) {
            while (heads[d] != NONE) {
                int node = heads[d];
                if (network.excess[node] < 0) {
                    return d;
                }
                leave(node);
                seeFrom(node, d);
            }
        }
        throw new IllegalStateException("excess must have a way to where it is wanted, had none");
    }

    private void seeFrom(int node, int d) {
        for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
            if (network.room[arc] > 0) {
                int head = network.to[arc];
                int there = d + network.reducedCost(node, arc);
                if (there < distance[head]) {
                    see(head, there);
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
