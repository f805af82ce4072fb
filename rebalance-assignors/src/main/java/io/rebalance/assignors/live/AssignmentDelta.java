package io.rebalance.assignors.live;

import io.rebalance.assignor.AssignmentInput;
import java.util.Objects;

/**
 * What a rebalance changed: every partition that has another owner than before, topics by name and partitions ascending.
 *
 * <p>Members are the handles of the {@link LiveAssignment} that made it, or {@link AssignmentInput#NONE}: before, of a
 * partition that was new, or nobody's; after, of a partition that is gone, or that nobody subscribes to any more. The
 * handle of a member that left is still its own here. Immutable and thread-safe.
 */
public final class AssignmentDelta {

    private final String[] topics;
    private final int[] partitions;
    private final int[] from;
    private final int[] to;

    AssignmentDelta(String[] topics, int[] partitions, int[] from, int[] to) {
        this.topics = topics;
        this.partitions = partitions;
        this.from = from;
        this.to = to;
    }

    /** How many partitions have another owner. */
    public int count() {
        return topics.length;
    }

    /**
     * The topic of the {@code i}-th of them.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= i < count()}; as all methods here
     */
    public String topic(int i) {
        return topics[Objects.checkIndex(i, count())];
    }

    /** The partition's number in its topic. */
    public int partition(int i) {
        return partitions[Objects.checkIndex(i, count())];
    }

    /** Whose it was: a member's handle, or {@link AssignmentInput#NONE}. */
    public int from(int i) {
        return from[Objects.checkIndex(i, count())];
    }

    /** Whose it is: a member's handle, or {@link AssignmentInput#NONE}. */
    public int to(int i) {
        return to[Objects.checkIndex(i, count())];
    }

    /** How many, and each of the first twenty. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("moved ").append(count());
        for (int i = 0; i < Math.min(count(), 20); i++) {
            text.append(i == 0 ? ": " : ", ")
                    .append(topics[i])
                    .append('-')
                    .append(partitions[i])
                    .append(' ')
                    .append(from[i])
                    .append('>')
                    .append(to[i]);
        }
        return text.append(count() > 20 ? ", .." : "").toString();
    }
}
