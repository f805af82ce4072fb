package io.rebalance.assignors.live;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/** A topic, and who has its partitions. */
final class LiveTopic {

    private static final int[] NO_OWNERS = {};

    final String name;

    /** Its place in the order of names: lower than that of all later names. There are gaps for names to come. */
    int place;

    /** How many partitions it has; 0 if it is gone. */
    int partitionCount;

    /** The owner of each partition after the last rebalance; of later partitions nobody. */
    int[] owners = NO_OWNERS;

    LiveTopic(String name) {
        this.name = name;
    }

    int ownerOf(int partition) {
        return partition < owners.length ? owners[partition] : AssignmentInput.NONE;
    }

    /** Has owners for so many partitions from now on. */
    void resize(int count) {
        int old = owners.length;
        if (count != old) {
            owners = Arrays.copyOf(owners, count);
            if (count > old) {
                Arrays.fill(owners, old, count, AssignmentInput.NONE);
            }
        }
    }
}
