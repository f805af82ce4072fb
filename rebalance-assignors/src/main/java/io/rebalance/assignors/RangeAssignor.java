package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import java.util.Arrays;

/**
 * Each member gets a run of neighbouring partitions of every topic that it subscribes to.
 *
 * <p>Topic by topic: the partitions are divided among the topic's subscribers in their order (static members by
 * instance id, then dynamic members by member id); if they do not divide evenly, the first subscribers get one more.
 * Topics with equally many partitions and the same subscribers are cut alike, so that what belongs together stays
 * together; the price is that the first members get the surplus of every topic.
 *
 * <p>Where members name racks and the racks of replicas are known and differ, members first get partitions that have a
 * replica in their rack, as far as their share allows; topics that are cut alike stay together even then.
 *
 * <p>Costs time in proportion to partitions and subscriptions; with racks, in proportion to partitions times subscribers
 * at worst. Looks at no previous owner. Immutable and thread-safe.
 *
 * @kip 881
 */
public final class RangeAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "range";

    /** A range assignor; one is as good as another. */
    public RangeAssignor() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Assignment assign(AssignmentInput input) {
        int[] order = MemberOrder.of(input);
        int[] owners = new int[input.partitionCount()];
        if (order.length == 0) {
            Arrays.fill(owners, AssignmentInput.NONE);
        } else if (!RackAwareRange.assign(input, order, owners)) {
            if (input.isHomogeneous()) {
                divideAlike(input, order, owners);
            } else {
                divide(input, order, owners);
            }
        }
        return Assignment.of(owners);
    }

    private static void divideAlike(AssignmentInput input, int[] order, int[] owners) {
        int cut = 0;
        int cutEnd = 0;
        for (int t = 0; t < input.topicCount(); t++) {
            int from = input.firstPartition(t);
            int to = input.firstPartition(t + 1);
            if (to - from == cutEnd - cut) {
                System.arraycopy(owners, cut, owners, from, to - from); // as large as the topic before: cut the same
            } else {
                int base = (to - from) / order.length;
                int extra = (to - from) % order.length;
                int p = from;
                for (int i = 0; p < to; i++) {
                    int end = p + base + (i < extra ? 1 : 0);
                    Arrays.fill(owners, p, end, order[i]);
                    p = end;
                }
            }
            cut = from;
            cutEnd = to;
        }
    }

    private static void divide(AssignmentInput input, int[] order, int[] owners) {
        TopicSubscribers subscribers = TopicSubscribers.of(input, order);
        for (int t = 0; t < input.topicCount(); t++) {
            int p = input.firstPartition(t);
            int to = input.firstPartition(t + 1);
            int first = subscribers.first(t);
            int count = subscribers.first(t + 1) - first;
            if (count == 0) {
                Arrays.fill(owners, p, to, AssignmentInput.NONE);
                continue;
            }
            int base = (to - p) / count;
            int extra = (to - p) % count;
            for (int i = 0; p < to; i++) {
                int end = p + base + (i < extra ? 1 : 0);
                Arrays.fill(owners, p, end, order[subscribers.rank(first + i)]);
                p = end;
            }
        }
    }
}
