package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/** Few partitions in distant racks, and what that weighs against few moves. */
final class RackAim {

    private final FinerInput input;
    private final RackPriority priority;

    RackAim(FinerInput input, RackPriority priority) {
        this.input = input;
        this.priority = priority;
    }

    /** Finds the flow of a network of this group; what of it comes first depends on the priority. */
    RankedFlow flow(MovementNetwork movement) {
        byte[] moves = movement.network.cost.clone();
        byte[] distant = distant(movement);
        return switch (priority) {
            case AFTER_MOVEMENT -> new RankedFlow(movement.network, moves, distant);
            case BEFORE_MOVEMENT -> new RankedFlow(movement.network, distant, moves);
        };
    }

    private byte[] distant(MovementNetwork movement) {
        FlowNetwork network = movement.network;
        byte[] costs = new byte[network.cost.length];
        for (int part = 0; part < input.topicCount(); part++) {
            int node = movement.topicNode(part);
            if (node == MovementNetwork.NONE || input.firstPartition(part) == input.firstPartition(part + 1)) {
                continue;
            }
            for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
                if (input.isDistant(part, movement.anyMemberAt(network.to[arc]))) {
                    costs[arc] = 1;
                    costs[network.mate[arc]] = -1;
                }
            }
        }
        return costs;
    }

    /** Whether an assignment is better than another that is balanced as well. */
    boolean prefers(int[] owners, int[] others) {
        return cost(owners) < cost(others);
    }

    /** The moves and the distant partitions, the more important number above the other. */
    private long cost(int[] owners) {
        long kept = 0;
        long distant = 0;
        for (int part = 0; part < input.topicCount(); part++) {
            for (int p = input.firstPartition(part); p < input.firstPartition(part + 1); p++) {
                if (owners[p] != AssignmentInput.NONE) {
                    kept += owners[p] == input.previousOwnerOf(p) ? 1 : 0;
                    distant += input.isDistant(part, owners[p]) ? 1 : 0;
                }
            }
        }
        return switch (priority) {
            case AFTER_MOVEMENT -> (-kept << 32) + distant;
            case BEFORE_MOVEMENT -> (distant << 32) - kept;
        };
    }
}
