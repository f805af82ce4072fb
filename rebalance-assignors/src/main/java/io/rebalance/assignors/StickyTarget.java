package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What both sticky assignors strive for. */
final class StickyTarget {

    private StickyTarget() {}

    static Assignment of(AssignmentInput input, StickyOptions options) {
        int[] capacities = options.capacitiesOf(input);
        ReplicaRacks racks = options.racks() == null ? null : ReplicaRacks.of(input);
        int[] owners = capacities == null && racks == null
                ? plainly(input, options.slack())
                : finely(input, options, capacities, racks);
        long[] loads = options.loadsOf(input);
        if (loads != null) {
            LoadSwaps.apply(input, owners, loads, capacities, racks, options.moveBudget());
        }
        return Assignment.of(owners);
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

    private static int[] finely(
            AssignmentInput input, StickyOptions options, int @Nullable [] capacities, @Nullable ReplicaRacks racks) {
        if (capacities != null && racks == null && options.slack() == 0 && input.isHomogeneous()) {
            return ProportionalShares.assign(input, capacities);
        }
        FinerInput finer = new FinerInput(input, racks, capacities);
        RackPriority priority = options.racks();
        RackAim aim = priority == null || racks == null ? null : new RackAim(finer, priority);
        StickyProblem problem = new StickyProblem(finer, capacities, aim);
        int[] owners = UnequalShares.assign(problem);
        if (options.slack() > 0) {
            int[] loose = UnequalShares.assignLoosely(problem, options.slack());
            boolean isBetter =
                    aim == null ? keptCount(finer, loose) > keptCount(finer, owners) : aim.prefers(loose, owners);
            owners = isBetter ? loose : owners;
        }
        return finer.asInGroup(owners);
    }
}
