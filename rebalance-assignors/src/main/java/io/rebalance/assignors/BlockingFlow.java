package io.rebalance.assignors;

/**
 * Sends excess to where it is wanted along arcs of no reduced cost, as much as can be sent.
 *
 * <p>This is Dinic's algorithm, from the far end: a round sees from where the nodes that want something can be reached,
 * level by level; then all excess goes its ways, always one level nearer, until no way is left; and so on until a round
 * finds no excess that has a way. Each round makes every shortest way longer. Paths can be as long as there are members,
 * so they are kept in an array.
 *
 * <p>Where little is to be sent and much wanted, the same is done from the near end: all arcs are seen the other way round, and
 * what is wanted is sent back to where it is too much.
 */
final class BlockingFlow {

    private final FlowNetwork network;
    private final int[] levels; // 1 for what wants something; 0 for what has no way to it
    private final int[] next; // the arc to be tried next
    private final int[] queue;
    private final int[] path;
    private int seenCount;
    private long wanted; // by all targets together
    private boolean isReversed;

    BlockingFlow(FlowNetwork network) {
        this.network = network;
        this.levels = new int[network.nodeCount];
        this.next = new int[network.nodeCount];
        this.queue = new int[network.nodeCount];
        this.path = new int[network.nodeCount];
    }

    /**
     * Sends what can be sent.
     *
     * @param sources all nodes that have an excess
     * @param targets all nodes that want something
     */
    void send(Nodes sources, Nodes targets) {
        while (explore(sources, targets)) {
            for (int i = sources.from; i < sources.to && wanted > 0; i++) {
                if (levels[sources.array[i]] > 0) {
                    sendFrom(sources.array[i]);
                }
            }
        }
    }

    /** As {@link #send}, but from the near end if there is less to look at. */
    void sendFromEitherEnd(Nodes sources, Nodes targets) {
        isReversed = network.isNearerEndSmaller(sources, targets);
        if (isReversed) {
            send(targets, sources);
            isReversed = false;
        } else {
            send(sources, targets);
        }
    }

    /** Whether there is a way from the node to one that still wants something; only while some excess has none. */
    boolean hasWay(int node) {
        return levels[node] > 0;
    }

    /** Whether any excess has a way. Looks no further than the last excess, or than where there is enough of it. */
    private boolean explore(Nodes sources, Nodes targets) {
        forget();
        wanted = 0;
        long has = 0;
        int waiting = 0;
        for (int i = sources.from; i < sources.to; i++) {
            waiting += excess(sources.array[i]) > 0 ? 1 : 0;
        }
        for (int i = targets.from; i < targets.to; i++) {
            if (excess(targets.array[i]) < 0) {
                see(targets.array[i], 1);
                wanted -= excess(targets.array[i]);
            }
        }
        int found = 0;
        int lastLevel = Integer.MAX_VALUE; // levels are seen as a whole
        for (int i = 0; i < seenCount && found < waiting && levels[queue[i]] <= lastLevel; i++) {
            int before = seenCount;
            found += seeBefore(queue[i]);
            for (int seen = before; seen < seenCount && has < wanted; seen++) {
                has += Math.max(0, excess(queue[seen]));
            }
            if (has >= wanted) {
                lastLevel = Math.min(lastLevel, levels[queue[i]]);
            }
        }
        return found > 0;
    }

    private void forget() {
        for (int i = 0; i < seenCount; i++) {
            levels[queue[i]] = 0;
        }
        seenCount = 0;
    }

    private void see(int node, int level) {
        levels[node] = level;
        next[node] = network.first[node];
        queue[seenCount++] = node;
    }

    /** Sees from where the node can be reached, and counts the excess there. */
    private int seeBefore(int node) {
        int level = levels[node] + 1;
        int found = 0;
        network.looks += network.first[node + 1] - network.first[node];
        for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
            int before = network.to[arc];
            if (levels[before] == 0 && flow(arc) > 0 && network.reducedCost(node, arc) == 0) {
                see(before, level);
                found += excess(before) > 0 ? 1 : 0;
            }
        }
        return found;
    }

    private void sendFrom(int source) {
        int node = source;
        int length = 0;
        while (excess(source) > 0) {
            if (advance(node)) {
                path[length++] = next[node];
                node = network.to[next[node]];
                if (levels[node] == 1) {
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

    /** Moves on to an arc that leads one level nearer; not to a node that has got all it wanted. */
    private boolean advance(int node) {
        int level = levels[node] - 1;
        int end = network.first[node + 1];
        int arc = next[node];
        while (arc < end && !leads(node, arc, level)) {
            arc++;
        }
        network.looks += arc - next[node] + 1;
        next[node] = arc;
        return arc < end;
    }

    private boolean leads(int node, int arc, int level) {
        int head = network.to[arc];
        return levels[head] == level
                && level > 0
                && room(arc) > 0
                && (level > 1 || excess(head) < 0)
                && network.reducedCost(node, arc) == 0;
    }

    /** Returns how much of the path can be gone again. */
    private int sendAlongPath(int source, int target, int length) {
        int count = Math.min(excess(source), -excess(target));
        for (int i = 0; i < length; i++) {
            count = Math.min(count, room(path[i]));
        }
        int open = length - 1;
        for (int i = length - 1; i >= 0; i--) {
            network.send(isReversed ? network.mate[path[i]] : path[i], count);
            if (room(path[i]) == 0) {
                open = i;
            }
        }
        int sent = isReversed ? -count : count;
        network.excess[source] -= sent;
        network.excess[target] += sent;
        network.looks += length;
        wanted -= count;
        return open;
    }

    private int excess(int node) {
        return isReversed ? -network.excess[node] : network.excess[node];
    }

    private int room(int arc) {
        return network.room[isReversed ? network.mate[arc] : arc];
    }

    private int flow(int arc) {
        return network.room[isReversed ? arc : network.mate[arc]];
    }
}
