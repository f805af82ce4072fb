package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import java.util.Arrays;

/**
 * Partitions are dealt like cards: one to each member in turn.
 *
 * <p>All partitions, by topic and number, go round the members in their order (static members by instance id, then
 * dynamic members by member id); a member that does not subscribe to the topic is passed over. With equal subscriptions
 * no member has more than one partition above another; with unequal ones the result can be lopsided.
 *
 * <p>Costs time in proportion to partitions and subscriptions. Looks at no previous owner and no rack. Immutable and
 * thread-safe.
 */
public final class RoundRobinAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "roundrobin";

    /** A round-robin assignor; one is as good as another. */
    public RoundRobinAssignor() {}

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
        } else if (input.isHomogeneous()) {
            for (int p = 0; p < owners.length; p += order.length) {
                System.arraycopy(order, 0, owners, p, Math.min(order.length, owners.length - p));
            }
        } else {
            deal(input, order, owners);
        }
        return Assignment.of(owners);
    }

    private static void deal(AssignmentInput input, int[] order, int[] owners) {
        TopicSubscribers subscribers = TopicSubscribers.of(input, order);
        int nextRank = 0;
        for (int t = 0; t < input.topicCount(); t++) {
            int from = input.firstPartition(t);
            int to = input.firstPartition(t + 1);
            int first = subscribers.first(t);
            int end = subscribers.first(t + 1);
            if (first == end) {
                Arrays.fill(owners, from, to, AssignmentInput.NONE);
                continue;
            }
            int position = subscribers.firstFrom(t, nextRank);
            for (int p = from; p < to; p++) {
                if (position == end) {
                    position = first;
                }
                int rank = subscribers.rank(position++);
                owners[p] = order[rank];
                nextRank = rank + 1;
            }
        }
    }
}
