package io.rebalance.assignors;

/**
 * Sends all excess to where it is wanted, at the least cost in all.
 *
 * <p>The primal-dual method: first what can be sent for nothing, then, whenever nothing can, the price is raised to that
 * of the nearest node that wants something. As long as no arc with room has a negative reduced cost, which is so at the
 * start, every amount that was sent is sent at the least cost; and prices rise by at least one at a time, so that there
 * are at most about as many rounds as the square root of twice the cost.
 */
final class CheapestFlow {

    private final FlowNetwork network;
    private final BlockingFlow flow;
    private final int[] sources;
    private int sourceCount;

    CheapestFlow(FlowNetwork network) {
        this.network = network;
        this.flow = new BlockingFlow(network);
        this.sources = new int[network.nodeCount];
    }

    /** Sends what can be sent at the present price. */
    void sendForNothing() {
        findSources();
        flow.send(sources, 0, sourceCount);
    }

    /** Sends everything. */
    void sendAll() {
        sendForNothing();
        findSources();
        if (sourceCount == 0) {
            return;
        }
        Distances distances = new Distances(network);
        while (sourceCount > 0) {
            distances.raise(sources, sourceCount);
            flow.send(sources, 0, sourceCount);
            findSources();
        }
    }

    private void findSources() {
        sourceCount = 0;
        for (int v = 0; v < network.nodeCount; v++) {
            if (network.excess[v] > 0) {
                sources[sourceCount++] = v;
            }
        }
    }
}
