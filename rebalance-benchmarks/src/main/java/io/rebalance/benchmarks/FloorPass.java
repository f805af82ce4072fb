package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;

/**
 * What no assignor can do without that reads who owned what: one pass that reads the owners, counts each member's
 * partitions and writes a result. Its answer is no assignment: whoever owned a partition has it.
 */
final class FloorPass implements AssignmentPeer {

    private final AssignmentInput input;
    private int[] counts = {}; // kept, so that counting is not optimised away

    FloorPass(AssignmentCase group) {
        input = group.input();
    }

    @Override
    public Assignment assign() {
        int[] counts = new int[input.memberCount()];
        int[] owners = new int[input.partitionCount()];
        for (int p = 0; p < owners.length; p++) {
            int owner = input.previousOwnerOf(p);
            if (owner >= 0) {
                counts[owner]++;
            }
            owners[p] = owner;
        }
        this.counts = counts;
        return Assignment.of(owners);
    }

    /** How many partitions a member had in the last pass. */
    int countOf(int member) {
        return counts[member];
    }

    @Override
    public Assignment read(Object answer) {
        return (Assignment) answer;
    }
}
