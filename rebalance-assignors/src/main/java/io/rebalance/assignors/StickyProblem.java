package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import org.jspecify.annotations.Nullable;

/** A group as balance and movement see it: classes of members, how large topics are, and who owned how much of them. */
final class StickyProblem {

    final AssignmentInput input;
    final SubscriptionClasses classes;
    final Ownership ownership;

    /** What racks ask for beside the fewest moves, or null if they do not count. */
    final @Nullable RackAim racks;

    StickyProblem(AssignmentInput input) {
        this(input, null);
    }

    StickyProblem(AssignmentInput input, @Nullable RackAim racks) {
        this.input = input;
        this.racks = racks;
        this.classes = SubscriptionClasses.of(input);
        this.ownership = Ownership.of(input, classes);
    }

    int topicCount() {
        return classes.topicCount;
    }

    int partitionCount(int topic) {
        return input.firstPartition(topic + 1) - input.firstPartition(topic);
    }
}
