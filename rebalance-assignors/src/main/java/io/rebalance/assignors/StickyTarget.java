package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/** What both sticky assignors strive for. */
final class StickyTarget {

    private StickyTarget() {}

    static Assignment of(AssignmentInput input, StickyOptions options) {
        RackPriority priority = options.racks();
        ReplicaRacks racks = priority == null ? null : ReplicaRacks.of(input);
        return Assignment.of(
                priority == null || racks == null
                        ? plainly(input, options.slack())
                        : finely(input, options.slack(), racks, priority));
    }

    private static int[] plainly(AssignmentInput input, int slack) {
        int[] strict = strict(input);
        if (slack > 0) {
            int[] loose = UnequalShares.assignLoosely(new StickyProblem(input), slack);
            return keptCount(input, loose) > keptCount(input, strict) ? loose : strict;
        }
        return strict;
    }

    private static int[] strict(AssignmentInput input) {
        if (!input.isHomogeneous()) {
            return UnequalShares.assign(input);
        }
        int[] owners = new int[input.partitionCount()];
        if (input.memberCount() == 0) {
            Arrays.fill(owners, AssignmentInput.NONE);
        } else {
            EvenShares.all(input, owners);
        }
        return owners;
    }

    private static int keptCount(AssignmentInput input, int[] owners) {
        int count = 0;
        for (int p = 0; p < owners.length; p++) {
            count += owners[p] >= 0 && owners[p] == input.previousOwnerOf(p) ? 1 : 0;
        }
        return count;
    }

    private static int[] finely(AssignmentInput input, int slack, ReplicaRacks racks, RackPriority priority) {
        FinerInput finer = new FinerInput(input, racks, null);
        RackAim aim = new RackAim(finer, priority);
        StickyProblem problem = new StickyProblem(finer, aim);
        int[] owners = UnequalShares.assign(problem);
        if (slack > 0) {
            int[] loose = UnequalShares.assignLoosely(problem, slack);
            owners = aim.prefers(loose, owners) ? loose : owners;
        }
        return finer.asInGroup(owners);
    }
}
