package io.rebalance.assignors;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a sticky assignor was told beyond its strategy.
 *
 * @param slack by how many partitions a load may differ from what balance asks for
 * @param racks what racks weigh against moves, or null if they do not count
 */
record StickyOptions(int slack, @Nullable RackPriority racks) {

    static final StickyOptions NONE = new StickyOptions(0, null);

    StickyOptions withSlack(int newSlack) {
        if (newSlack < 0) {
            throw new IllegalArgumentException("slack must be 0 or more, was " + newSlack);
        }
        return new StickyOptions(newSlack, racks);
    }

    StickyOptions withRacks(RackPriority newRacks) {
        return new StickyOptions(slack, Objects.requireNonNull(newRacks, "priority"));
    }
}
