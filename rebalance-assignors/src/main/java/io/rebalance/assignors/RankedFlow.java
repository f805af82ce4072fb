package io.rebalance.assignors;

import java.util.Arrays;

/**
 * Sends all excess to where it is wanted, at the least cost by several reckonings: least by the first, and of all that are,
 * least by the next, and so on.
 *
 * <p>What is cheapest by one reckoning is known by its prices: a flow is as cheap if and only if it is the same on every
 * arc that has a reduced cost. So these arcs are closed as they are, and the rest is a network again, in which any flow is
 * as good as another by what was reckoned before. There the next reckoning starts from what it likes best: whatever flow it
 * could take back at a gain is taken back, all at once, and becomes excess.
 */
final class RankedFlow {

    private final FlowNetwork network;
    private final byte[][] reckonings;
    private final CheapestFlow flow;
    private final byte[] ownCosts;
    private final int[] closedRoom;

    /** @param reckonings for each the cost of every arc; that of a mate is the opposite */
    RankedFlow(FlowNetwork network, byte[]... reckonings) {
        this.network = network;
        this.reckonings = reckonings;
        this.flow = new CheapestFlow(network);
        this.ownCosts = network.cost.clone();
        this.closedRoom = new int[ownCosts.length];
        reckonBy(reckonings[0]);
    }

    /** Sends what can be sent at the start, by the first reckoning. */
    void sendForNothing() {
        flow.sendForNothing();
    }

    /** Sends everything; then the network has its own costs again, and no prices that mean anything. */
    void sendAll() {
        flow.sendAll();
        for (int i = 1; i < reckonings.length; i++) {
            closeWhatIsSettled();
            reckonBy(reckonings[i]);
            flow.sendAll();
        }
        reopen();
        System.arraycopy(ownCosts, 0, network.cost, 0, ownCosts.length);
    }

    private void reckonBy(byte[] costs) {
        System.arraycopy(costs, 0, network.cost, 0, costs.length);
        Arrays.fill(network.potential, 0);
        for (int node = 0; node < network.nodeCount; node++) {
            for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
                int count = network.room[arc];
                if (costs[arc] < 0 && count > 0) {
                    network.send(arc, count);
                    network.excess[node] -= count;
                    network.excess[network.to[arc]] += count;
                }
            }
        }
    }

    private void closeWhatIsSettled() {
        for (int node = 0; node < network.nodeCount; node++) {
            for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
                if (network.reducedCost(node, arc) != 0) {
                    closedRoom[arc] += network.room[arc];
                    network.room[arc] = 0;
                }
            }
        }
    }

    private void reopen() {
        for (int arc = 0; arc < closedRoom.length; arc++) {
            network.room[arc] += closedRoom[arc];
        }
    }
}
