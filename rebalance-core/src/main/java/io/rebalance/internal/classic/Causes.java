package io.rebalance.internal.classic;

import io.rebalance.view.RebalanceCause;
import java.util.List;
import java.util.stream.Stream;

/**
 * Why the group rebalances, since when.
 *
 * @param sinceMs when the join phase began
 * @param list the first causes
 * @param count how many there were
 */
record Causes(long sinceMs, List<RebalanceCause> list, int count) {
    static final Causes NONE = new Causes(0, List.of(), 0);

    Causes with(RebalanceCause cause, int most) {
        List<RebalanceCause> more = list.size() >= most
                ? list
                : Stream.concat(list.stream(), Stream.of(cause)).toList();
        return new Causes(sinceMs, more, count + 1);
    }
}
