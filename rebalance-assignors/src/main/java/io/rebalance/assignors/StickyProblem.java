package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import org.jspecify.annotations.Nullable;

/** A group as balance and movement see it: classes of members, how large topics are, and who owned how much of them. */
final class StickyProblem {

    final AssignmentInput input;
    final SubscriptionClasses classes;
    final Ownership ownership;

    /** What a member of each class can take, or null if they are equal. */
    private final int @Nullable [] capacities;

    /** What racks ask for beside the fewest moves, or null if they do not count. */
    final @Nullable RackAim racks;

    /** At how many arcs of networks searches have looked to solve it. */
    long looks;

    StickyProblem(AssignmentInput input) {
        this(input, SubscriptionClasses.of(input));
    }

    StickyProblem(AssignmentInput input, SubscriptionClasses classes) {
        this(input, classes, null, null);
    }

    /** @param capacities of the members, equal inside each class; or null if they are equal */
    StickyProblem(AssignmentInput input, int @Nullable [] capacities, @Nullable RackAim racks) {
        this(input, SubscriptionClasses.of(input), capacities, racks);
    }

    private StickyProblem(
            AssignmentInput input, SubscriptionClasses classes, int @Nullable [] capacities, @Nullable RackAim racks) {
        this.input = input;
        this.racks = racks;
        this.classes = classes;
        this.ownership = Ownership.of(input, classes);
        this.capacities = capacities == null ? null : ofClasses(capacities);
    }

    private int[] ofClasses(int[] ofMembers) {
        int[] found = new int[classes.count];
        for (int k = 0; k < found.length; k++) {
            found[k] = ofMembers[classes.members[classes.firstMember[k]]];
        }
        return found;
    }

    /** What balance asks of parts of this group. */
    Quotas quotas() {
        return new Quotas(classes.firstMember, capacities);
    }

    int topicCount() {
        return classes.topicCount;
    }

    int partitionCount(int topic) {
        return input.firstPartition(topic + 1) - input.firstPartition(topic);
    }
}
