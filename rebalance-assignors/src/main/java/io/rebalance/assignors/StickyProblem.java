package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;

/** A group as balance and movement see it: classes of members, how large topics are, and who owned how much of them. */
final class StickyProblem {

    final AssignmentInput input;
    final SubscriptionClasses classes;
    final Ownership ownership;

    StickyProblem(AssignmentInput input) {
        this.input = input;
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
