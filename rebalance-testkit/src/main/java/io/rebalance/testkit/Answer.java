package io.rebalance.testkit;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an assignor answered to a group, as it was at that time. */
final class Answer {

    private final AssignmentInput input;
    private final @Nullable Assignment live;
    private final int[] owners;
    private final @Nullable Throwable failure;

    private Answer(AssignmentInput input, @Nullable Assignment live, @Nullable Throwable failure) {
        this.input = input;
        this.live = live;
        this.owners = live == null ? new int[0] : owners(live);
        this.failure = failure;
    }

    // an assignor may fail in every way, a broken assertion or a stack that is full included
    static Answer of(Assignor assignor, AssignmentInput input) {
        try {
            return new Answer(input, assignor.assign(input), null);
        } catch (AssignorException | RuntimeException | AssertionError | StackOverflowError | LinkageError e) {
            return new Answer(input, null, e);
        }
    }

    private static int[] owners(Assignment assignment) {
        int[] owners = new int[assignment.partitionCount()];
        for (int p = 0; p < owners.length; p++) {
            owners[p] = assignment.ownerOf(p);
        }
        return owners;
    }

    /** The same answer, to the same group in another object. */
    Answer to(AssignmentInput same) {
        return new Answer(same, live, failure);
    }

    AssignmentInput input() {
        return input;
    }

    /** Whether anything was answered at all. */
    boolean isThere() {
        return live != null;
    }

    /** Why nothing was answered; null if something was, or null was. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    int partitionCount() {
        return owners.length;
    }

    int ownerOf(int partition) {
        return owners[partition];
    }

    /** Whether it is an assignment of the group's partitions to its members. */
    boolean isWellFormed() {
        return isThere()
                && owners.length == input.partitionCount()
                && Arrays.stream(owners)
                        .allMatch(owner -> owner >= AssignmentInput.NONE && owner < input.memberCount());
    }

    /** A copy that nobody else holds. */
    Assignment assignment() {
        return Assignment.of(owners.clone());
    }

    boolean isSameAs(Answer other) {
        return Arrays.equals(owners, other.owners);
    }

    /** Whether what was handed out says something else by now. */
    boolean hasChanged() {
        return live != null && !Arrays.equals(owners, owners(live));
    }

    /** What has become of what was handed out. */
    Answer now() {
        return new Answer(input, Objects.requireNonNull(live), null);
    }

    int[] loads() {
        int[] loads = new int[input.memberCount()];
        for (int owner : owners) {
            if (owner >= 0) {
                loads[owner]++;
            }
        }
        return loads;
    }

    /** The answer in names, a line for each member, or in numbers if it is no assignment. */
    String text() {
        if (!isThere()) {
            return failure == null ? "null" : failure.toString();
        }
        if (!isWellFormed()) {
            return "owners by partition: " + Arrays.toString(owners);
        }
        StringBuilder text = new StringBuilder();
        for (int m = 0; m < input.memberCount(); m++) {
            line(text, SampleText.name(input.memberId(m)), m);
        }
        if (Arrays.stream(owners).anyMatch(owner -> owner == AssignmentInput.NONE)) {
            line(text, "(nobody)", AssignmentInput.NONE);
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private void line(StringBuilder text, String name, int owner) {
        text.append(name).append(':');
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                if (owners[p] == owner) {
                    text.append(' ').append(partition(input, p));
                }
            }
        }
        text.append('\n');
    }

    /** A partition in names: {@code orders-2}. */
    static String partition(AssignmentInput input, int partition) {
        int t = topicOf(input, partition);
        return SampleText.name(input.topicName(t)) + "-" + (partition - input.firstPartition(t));
    }

    static int topicOf(AssignmentInput input, int partition) {
        int t = 0;
        while (input.firstPartition(t + 1) <= partition) {
            t++;
        }
        return t;
    }

    static boolean subscribes(AssignmentInput input, int member, int topic) {
        for (int i = 0; i < input.subscriptionCount(member); i++) {
            if (input.subscribedTopic(member, i) == topic) {
                return true;
            }
        }
        return false;
    }
}
