package io.rebalance.assignors;

/**
 * Sends excess to where it is wanted along arcs of no reduced cost, as much as can be sent.
 *
 * <p>This is Dinic's algorithm: a round sees what can be reached from all excess at once, level by level, up to the
 * first level at which something is wanted; then excess goes its ways, always one level on, until none is left; and so on
 * until a round finds nothing that is wanted. Paths can be as long as there are members, so they are kept in an array.
 */
final class BlockingFlow {

    private static final int NOWHERE = Integer.MAX_VALUE;

    private final FlowNetwork network;
    private final int[] levels; // from 1; 0 for what this round did not reach
    private final int[] next; // the arc to be tried next
    private final int[] queue;
    private final int[] path;
    private int reachedCount;
    private int wantedLevel;

    BlockingFlow(FlowNetwork network) {
        this.network = network;
        this.levels = new int[network.nodeCount];
        this.next = new int[network.nodeCount];
        this.queue = new int[network.nodeCount];
        this.path = new int[network.nodeCount];
    }

    /**
     * Sends what can be sent from some nodes.
     *
     * @return whether any of them still has an excess
     */
    boolean send(int[] sources, int from, int to) {
        while (explore(sources, from, to)) {
            for (int i = from; i < to; i++) {
                sendFrom(sources[i]);
            }
        }
        return reachedCount > 0;
    }

    /** Whether what excess is left could have come to this node. */
    boolean isReached(int node) {
        return levels[node] != 0;
    }

    private boolean explore(int[] sources, int from, int to) {
        forget();
        for (int i = from; i < to; i++) {
            if (network.excess[sources[i]] > 0) {
                reach(sources[i], 1);
            }
        }
        wantedLevel = NOWHERE;
        for (int i = 0; i < reachedCount && levels[queue[i]] < wantedLevel; i++) {
            reachFrom(queue[i]);
        }
        return wantedLevel != NOWHERE;
    }

    private void forget() {
        for (int i = 0; i < reachedCount; i++) {
            levels[queue[i]] = 0;
        }
        reachedCount = 0;
    }

    private void reach(int node, int level) {
        levels[node] = level;
        next[node] = network.first[node];
        queue[reachedCount++] = node;
    }

    private void reachFrom(int node) {
        int level = levels[node] + 1;
        for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
            int head = network.to[arc];
            if (levels[head] == 0 && network.room[arc] > 0 && network.reducedCost(node, arc) == 0) {
                reach(head, level);
                if (network.excess[head] < 0) {
                    wantedLevel = level;
                }
            }
        }
    }

    private void sendFrom(int source) {
        int node = source;
        int length = 0;
        while (network.excess[source] > 0) {
            if (advance(node)) {
                path[length++] = next[node];
                node = network.to[next[node]];
                if (levels[node] == wantedLevel) {
                    length = sendAlongPath(source, node, length);
                    node = length == 0 ? source : network.to[path[length - 1]];
                }
            } else if (length > 0) {
                node = network.tail(path[--length]);
                next[node]++;
            } else {
                return;
            }
        }
    }

    /** Moves on to an arc that leads one level further; not to a node of the last level that has got all it wanted. */
    private boolean advance(int node) {
        int level = levels[node] + 1;
        int end = network.first[node + 1];
        int arc = next[node];
        while (arc < end && !leads(node, arc, level)) {
            arc++;
        }
        next[node] = arc;
        return arc < end;
    }

    private boolean leads(int node, int arc, int level) {
        int head = network.to[arc];
        return levels[head] == level
                && network.room[arc] > 0
                && (level < wantedLevel || network.excess[head] < 0)
                && network.reducedCost(node, arc) == 0;
    }

    /** Returns how much of the path can be gone again. */
    private int sendAlongPath(int source, int target, int length) {
        int count = Math.min(network.excess[source], -network.excess[target]);
        for (int i = 0; i < length; i++) {
            count = Math.min(count, network.room[path[i]]);
        }
        int open = length - 1;
        for (int i = length - 1; i >= 0; i--) {
            network.send(path[i], count);
            if (network.room[path[i]] == 0) {
                open = i;
            }
        }
        network.excess[source] -= count;
        network.excess[target] += count;
        return open;
    }
}
