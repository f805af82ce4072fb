package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a sticky assignor was told beyond its strategy.
 *
 * @param slack by how many partitions a load may differ from what balance asks for
 * @param racks what racks weigh against moves, or null if they do not count
 * @param capacities what members can take, or null if that is equal
 */
record StickyOptions(
        int slack, @Nullable RackPriority racks, @Nullable MemberCapacity capacities) {

    static final StickyOptions NONE = new StickyOptions(0, null, null);

    StickyOptions withSlack(int newSlack) {
        if (newSlack < 0) {
            throw new IllegalArgumentException("slack must be 0 or more, was " + newSlack);
        }
        return new StickyOptions(newSlack, racks, capacities);
    }

    StickyOptions withRacks(RackPriority newRacks) {
        return new StickyOptions(slack, Objects.requireNonNull(newRacks, "priority"), capacities);
    }

    StickyOptions withCapacities(MemberCapacity newCapacities) {
        return new StickyOptions(slack, racks, Objects.requireNonNull(newCapacities, "capacities"));
    }

    /** The capacities of the members of a group, or null if they are equal. */
    int @Nullable [] capacitiesOf(AssignmentInput input) {
        if (capacities == null) {
            return null;
        }
        int[] found = new int[input.memberCount()];
        boolean areEqual = true;
        for (int m = 0; m < found.length; m++) {
            found[m] = capacities.capacityOf(input, m);
            if (found[m] < 1) {
                throw new IllegalArgumentException(
                        "capacity of member " + input.memberId(m) + " must be 1 or more, was " + found[m]);
            }
            areEqual &= found[m] == found[0];
        }
        return areEqual ? null : found;
    }
}
