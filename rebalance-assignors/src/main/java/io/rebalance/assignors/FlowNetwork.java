package io.rebalance.assignors;

import java.util.Arrays;

/**
 * A network in which partitions flow, as what is left of it: every arc has room for so many more, and a mate the other
 * way, along which they can be sent back. A node with an excess has partitions to give away, one with a negative excess
 * wants some.
 *
 * <p>The arcs of a node lie side by side in arrays, since searches spend their time on reading them.
 */
final class FlowNetwork {

    /** Room on an arc without a bound: it is never used up, so that the arc always counts as a way. */
    static final int MORE_THAN_ALL = Integer.MAX_VALUE;

    private static final int MUCH = 4;

    final int nodeCount;

    /** Node {@code v} has the arcs {@code first[v]} up to, and without, {@code first[v + 1]}. */
    final int[] first;

    final int[] to;
    final int[] mate;
    final int[] room;
    final byte[] cost;
    final int[] excess;

    /** The dual: no arc with room may cost less than the potential of its end above that of its start. */
    final int[] potential;

    /** At how many arcs searches have looked so far: what they cost, whatever the machine. */
    long looks;

    private FlowNetwork(int[] first) {
        this.nodeCount = first.length - 1;
        this.first = first;
        int arcs = first[nodeCount];
        to = new int[arcs];
        mate = new int[arcs];
        room = new int[arcs];
        cost = new byte[arcs];
        excess = new int[nodeCount];
        potential = new int[nodeCount];
    }

    /** How many partitions have room on the mate of an arc: those that flow along it, if it was described with none. */
    int flow(int arc) {
        return room[mate[arc]];
    }

    /** How many arcs begin at those of some nodes that have an excess; or, with -1, at those that want something. */
    private long arcCount(Nodes nodes, int sign) {
        long count = 0;
        for (int i = nodes.from; i < nodes.to; i++) {
            int node = nodes.array[i];
            count += excess[node] * (long) sign > 0 ? first[node + 1] - first[node] : 0;
        }
        return count;
    }

    int tail(int arc) {
        return to[mate[arc]];
    }

    /** What a partition costs on an arc from {@code node}, in view of the potentials; not negative if there is room. */
    int reducedCost(int node, int arc) {
        return cost[arc] + potential[node] - potential[to[arc]];
    }

    /** Sends {@code count} partitions along an arc. */
    void send(int arc, int count) {
        room[arc] -= count;
        room[mate[arc]] += count;
    }

    /** Tells all arcs, in the same order whenever it is asked. */
    interface Description {
        void arcs(Arcs arcs);
    }

    /** Takes one arc, and how many partitions have room on it and on its mate. */
    interface Arcs {
        void arc(int from, int to, int room, int roomBack, int cost);
    }

    /** The network so described; the arcs of a node are in the order of being told. */
    static FlowNetwork of(int nodeCount, Description description) {
        int[] first = new int[nodeCount + 1];
        description.arcs((from, to, room, roomBack, cost) -> {
            first[from + 1]++;
            first[to + 1]++;
        });
        for (int v = 0; v < nodeCount; v++) {
            first[v + 1] += first[v];
        }
        FlowNetwork network = new FlowNetwork(first);
        int[] next = Arrays.copyOf(first, nodeCount);
        description.arcs((from, to, room, roomBack, cost) -> {
            int arc = next[from]++;
            int back = next[to]++;
            network.set(arc, back, to, room, cost);
            network.set(back, arc, from, roomBack, -cost);
        });
        return network;
    }

    /** Whether there is much less to look at from what is too much than from what is wanted. */
    boolean isNearerEndSmaller(Nodes sources, Nodes targets) {
        return MUCH * arcCount(sources, 1) < arcCount(targets, -1);
    }

    private void set(int arc, int back, int head, int capacity, int price) {
        to[arc] = head;
        mate[arc] = back;
        room[arc] = capacity;
        cost[arc] = (byte) price;
    }
}
