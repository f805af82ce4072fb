package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/** What both sticky assignors strive for. */
final class StickyTarget {

    private StickyTarget() {}

    /** @param slack by how much a load may differ from what balance asks for, if that saves moves */
    static Assignment of(AssignmentInput input, int slack) {
        if (slack > 0 || !input.isHomogeneous()) {
            return Assignment.of(UnequalShares.assign(input, slack));
        }
        int[] owners = new int[input.partitionCount()];
        if (input.memberCount() == 0) {
            Arrays.fill(owners, AssignmentInput.NONE);
        } else {
            EvenShares.all(input, owners);
        }
        return Assignment.of(owners);
    }
}
