package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be reached beside balance and few moves, judged partition by partition: an assignment is a list of numbers, the
 * most important first, each the better the less it is.
 */
final class AimsOracle {

    /** A multiple of every capacity that tests use. */
    private static final long ALL_CAPACITIES = 60;

    private static final long FIRST = 10_000;
    private static final long LOAD = 1_000_000_000;

    private final IntGroup group;
    private final @Nullable RackPriority racks;
    private final int[] capacities;
    private final int[] topicOf;

    AimsOracle(IntGroup group, @Nullable RackPriority racks, int[] capacities) {
        this.group = group;
        this.racks = racks;
        this.capacities = capacities;
        this.topicOf = new int[group.partitionCount()];
        for (int t = 0; t < group.topicCount(); t++) {
            Arrays.fill(topicOf, group.firstPartition(t), group.firstPartition(t + 1), t);
        }
    }

    static AimsOracle ofRacks(IntGroup group, RackPriority racks) {
        int[] equal = new int[group.memberCount()];
        Arrays.fill(equal, 1);
        return new AimsOracle(group, racks, equal);
    }

    /** 1 if the member is in a rack, the partition's racks are known, and are all others; or 0. */
    static int distance(IntGroup group, int partition, int member) {
        int rack = group.racks()[member];
        int replicas = group.replicas()[partition];
        return rack >= 0 && replicas != 0 && (replicas >>> rack & 1) == 0 ? 1 : 0;
    }

    private long price(int partition, int member) {
        long moves = FlowOracle.moves(group, partition, member);
        if (racks == null) {
            return moves;
        }
        long distance = distance(group, partition, member);
        return racks == RackPriority.AFTER_MOVEMENT ? FIRST * moves + distance : FIRST * distance + moves;
    }

    /** The sum of squared loads, each by its capacity; what comes first of moves and distance; and the other. */
    List<Long> quality(int[] owners) {
        long[] loads = new long[group.memberCount()];
        long cost = 0;
        for (int p = 0; p < owners.length; p++) {
            if (owners[p] >= 0) {
                loads[owners[p]]++;
                cost += price(p, owners[p]);
            }
        }
        long squares = 0;
        for (int m = 0; m < loads.length; m++) {
            squares += loads[m] * loads[m] * (ALL_CAPACITIES / capacities[m]);
        }
        return List.of(squares, cost / FIRST, cost % FIRST);
    }

    List<Long> quality(Assignment assignment) {
        int[] owners = new int[group.partitionCount()];
        Arrays.setAll(owners, assignment::ownerOf);
        return quality(owners);
    }

    /** The best there is, as a flow of single partitions finds it. */
    List<Long> best() {
        return quality(FlowOracle.cheapest(
                group, (member, load) -> LOAD * (2L * load + 1) * (ALL_CAPACITIES / capacities[member]), this::price));
    }

    /** The best with every load between its bounds; there must be such loads. The loads themselves do not count. */
    List<Long> bestBetween(int[] low, int[] high) {
        List<Long> all = quality(FlowOracle.cheapest(
                group, (member, load) -> load < low[member] ? -LOAD : load < high[member] ? 0 : LOAD, this::price));
        return all.subList(1, all.size());
    }

    /** The best there is, found by trying every assignment. */
    List<Long> bestOfAll() {
        return tryAll(new int[group.partitionCount()], 0, null);
    }

    private List<Long> tryAll(int[] owners, int partition, @Nullable List<Long> bestSoFar) {
        if (partition == owners.length) {
            List<Long> quality = quality(owners);
            return bestSoFar == null || isLess(quality, bestSoFar) ? quality : bestSoFar;
        }
        List<Long> best = bestSoFar;
        owners[partition] = AssignmentInput.NONE;
        boolean given = false;
        for (int m = 0; m < group.memberCount(); m++) {
            if (Arrays.binarySearch(group.subscriptions()[m], topicOf[partition]) >= 0) {
                owners[partition] = m;
                best = tryAll(owners, partition + 1, best);
                given = true;
            }
        }
        return given ? best : tryAll(owners, partition + 1, best);
    }

    private static boolean isLess(List<Long> quality, List<Long> other) {
        for (int i = 0; i < quality.size(); i++) {
            int order = quality.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }
}
