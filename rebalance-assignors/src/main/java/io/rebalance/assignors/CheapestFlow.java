package io.rebalance.assignors;

/**
 * Sends all excess to where it is wanted, at the least cost in all.
 *
 * <p>The primal-dual method: first what can be sent for nothing, then, whenever nothing can, the {@link Distances} are
 * made part of the potentials, so that all excess can be sent at the price of its nearest way. As long as no arc with room
 * has a negative reduced cost, which is so at the start, every amount that was sent is sent at the least cost; and every
 * price rises by at least one each time, so that there are at most about as many rounds as the square root of twice the
 * cost.
 */
final class CheapestFlow {

    private final FlowNetwork network;
    private final BlockingFlow flow;
    private final int[] sources;
    private final int[] targets;

    CheapestFlow(FlowNetwork network) {
        this.network = network;
        this.flow = new BlockingFlow(network);
        this.sources = new int[network.nodeCount];
        this.targets = new int[network.nodeCount];
    }

    /** Sends what can be sent at the present price. */
    void sendForNothing() {
        flow.sendFromEitherEnd(sources(), targets());
    }

    /** Sends everything. */
    void sendAll() {
        sendForNothing();
        Nodes remaining = sources();
        if (remaining.count() == 0) {
            return;
        }
        Distances distances = new Distances(network);
        while (remaining.count() > 0) {
            distances.addTo(remaining, targets());
            flow.sendFromEitherEnd(remaining, targets());
            remaining = sources();
        }
    }

    private Nodes sources() {
        int count = 0;
        for (int v = 0; v < network.nodeCount; v++) {
            if (network.excess[v] > 0) {
                sources[count++] = v;
            }
        }
        return new Nodes(sources, 0, count);
    }

    private Nodes targets() {
        int count = 0;
        for (int v = 0; v < network.nodeCount; v++) {
            if (network.excess[v] < 0) {
                targets[count++] = v;
            }
        }
        return new Nodes(targets, 0, count);
    }
}
