package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least that balance and movement can cost, found in another way than the assignors go: one partition after the other
 * is given out along the cheapest chain of hand-overs (Bellman and Ford), partition by partition, with balance and
 * movement in one price. Nothing is taken together: no classes, no topics, no blocks.
 */
final class FlowOracle {

    private static final long FAR = Long.MAX_VALUE / 4;
    private static final long DEAR = 1_000_000;

    /** What one more partition costs a member that has {@code load} of them. Never falls as the load rises. */
    interface LoadPrice {
        long of(int member, int load);
    }

    /** What it costs that a member has a partition; far less than a step of the load price. */
    interface PartitionPrice {
        long of(int partition, int member);
    }

    private final AssignmentInput input;
    private final LoadPrice price;
    private final PartitionPrice partitionPrice;
    private final int[][] subscribers;
    private final int[] topicOf;
    private final int[] at;
    private final int[] loads;

    private FlowOracle(AssignmentInput input, LoadPrice price) {
        this(input, price, (partition, member) -> moves(input, partition, member));
    }

    private FlowOracle(AssignmentInput input, LoadPrice price, PartitionPrice partitionPrice) {
        this.input = input;
        this.price = price;
        this.partitionPrice = partitionPrice;
        this.subscribers = new int[input.topicCount()][];
        this.topicOf = new int[input.partitionCount()];
        this.at = new int[input.partitionCount()];
        this.loads = new int[input.memberCount()];
        for (int t = 0; t < subscribers.length; t++) {
            List<Integer> found = new ArrayList<>();
            for (int m = 0; m < loads.length; m++) {
                if (BalanceOracle.subscribes(input, m, t)) {
                    found.add(m);
                }
            }
            subscribers[t] = found.stream().mapToInt(Integer::intValue).toArray();
            Arrays.fill(topicOf, input.firstPartition(t), input.firstPartition(t + 1), t);
        }
    }

    /** The least sum of squared loads, and the fewest moves with it. */
    static BalanceOracle.Best best(AssignmentInput input) {
        FlowOracle oracle = new FlowOracle(input, (member, load) -> DEAR * (2L * load + 1));
        oracle.giveOut();
        return new BalanceOracle.Best(BalanceOracle.sumOfSquares(oracle.loads), oracle.moves());
    }

    /** The fewest moves with every load between its bounds; there must be such loads. */
    static int fewestMoves(AssignmentInput input, int[] low, int[] high) {
        FlowOracle oracle =
                new FlowOracle(input, (member, load) -> load < low[member] ? -DEAR : load < high[member] ? 0 : DEAR);
        oracle.giveOut();
        return oracle.moves();
    }

    /** The cheapest of all assignments. */
    static int[] cheapest(AssignmentInput input, LoadPrice price, PartitionPrice partitionPrice) {
        FlowOracle oracle = new FlowOracle(input, price, partitionPrice);
        oracle.giveOut();
        return oracle.at;
    }

    private void giveOut() {
        for (int p = 0; p < at.length; p++) {
            giveOut(p);
        }
    }

    private void giveOut(int partition) {
        long[] distance = new long[loads.length];
        int[] via = new int[loads.length];
        Arrays.fill(distance, FAR);
        for (int m : subscribers[topicOf[partition]]) {
            distance[m] = cost(partition, m);
            via[m] = partition;
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int p = 0; p < partition; p++) {
                for (int m : subscribers[topicOf[p]]) {
                    long there = distance[at[p]] + cost(p, m) - cost(p, at[p]);
                    if (distance[at[p]] < FAR && there < distance[m]) {
                        distance[m] = there;
                        via[m] = p;
                        changed = true;
                    }
                }
            }
        }
        int last = -1;
        for (int m : input.memberCount() == 0 ? new int[0] : all()) {
            if (distance[m] < FAR
                    && (last < 0
                            || distance[m] + price.of(m, loads[m]) < distance[last] + price.of(last, loads[last]))) {
                last = m;
            }
        }
        loads[last]++;
        for (int m = last; ; ) {
            int p = via[m];
            int before = at[p];
            at[p] = m;
            if (p == partition) {
                return;
            }
            m = before;
        }
    }

    private int[] all() {
        int[] members = new int[loads.length];
        Arrays.setAll(members, m -> m);
        return members;
    }

    private long cost(int partition, int member) {
        return partitionPrice.of(partition, member);
    }

    /** 1 if the partition moves from a member that could keep it, or 0. */
    static int moves(AssignmentInput input, int partition, int member) {
        int owner = input.previousOwnerOf(partition);
        if (owner < 0 || owner == member) {
            return 0;
        }
        for (int i = 0; i < input.subscriptionCount(owner); i++) {
            int t = input.subscribedTopic(owner, i);
            if (input.firstPartition(t) <= partition && partition < input.firstPartition(t + 1)) {
                return 1;
            }
        }
        return 0;
    }

    private int moves() {
        int moves = 0;
        for (int p = 0; p < at.length; p++) {
            moves += moves(input, p, at[p]);
        }
        return moves;
    }
}
