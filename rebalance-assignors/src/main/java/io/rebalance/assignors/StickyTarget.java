package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/** What both sticky assignors strive for. */
final class StickyTarget {

    private StickyTarget() {}

    /** @param slack by how much a load may differ from what balance asks for, if that saves moves */
    static Assignment of(AssignmentInput input, int slack) {
        int[] strict = strict(input);
        if (slack > 0) {
            int[] loose = UnequalShares.assignLoosely(input, slack);
            return Assignment.of(keptCount(input, loose) > keptCount(input, strict) ? loose : strict);
        }
        return Assignment.of(strict);
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
}
