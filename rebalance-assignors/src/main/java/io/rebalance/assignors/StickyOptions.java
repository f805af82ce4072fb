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
 * @param loads what partitions are to be evened out by, or null if by their number alone
 * @param moveBudget how many partitions more may move for that
 */
record StickyOptions(
        int slack,
        @Nullable RackPriority racks,
        @Nullable MemberCapacity capacities,
        @Nullable PartitionLoad loads,
        int moveBudget) {

    static final StickyOptions NONE = new StickyOptions(0, null, null, null, 0);

    StickyOptions withSlack(int newSlack) {
        if (newSlack < 0) {
            throw new IllegalArgumentException("slack must be 0 or more, was " + newSlack);
        }
        return new StickyOptions(newSlack, racks, capacities, loads, moveBudget);
    }

    StickyOptions withRacks(RackPriority newRacks) {
        return new StickyOptions(slack, Objects.requireNonNull(newRacks, "priority"), capacities, loads, moveBudget);
    }

    StickyOptions withCapacities(MemberCapacity newCapacities) {
        return new StickyOptions(slack, racks, Objects.requireNonNull(newCapacities, "capacities"), loads, moveBudget);
    }

    StickyOptions withPartitionLoads(PartitionLoad newLoads, int newMoveBudget) {
        Objects.requireNonNull(newLoads, "loads");
        if (newMoveBudget < 0) {
            throw new IllegalArgumentException("moveBudget must be 0 or more, was " + newMoveBudget);
        }
        return new StickyOptions(slack, racks, capacities, newLoads, newMoveBudget);
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

    /** The loads of the partitions of a group, or null if they do not count. */
    long @Nullable [] loadsOf(AssignmentInput input) {
        if (loads == null) {
            return null;
        }
        long[] found = new long[input.partitionCount()];
        long left = Long.MAX_VALUE;
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                found[p] = loads.loadOf(input, p);
                if (found[p] < 0 || found[p] > left) {
                    throw new IllegalArgumentException("load of " + input.topicName(t) + "-"
                            + (p - input.firstPartition(t)) + " must be between 0 and " + left
                            + ", since all must have a sum that is a long, was " + found[p]);
                }
                left -= found[p];
            }
        }
        return found;
    }
}
