package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges balance without any of the means by which it was reached. */
final class BalanceOracle {

    private BalanceOracle() {}

    static int[] loads(AssignmentInput input, Assignment assignment) {
        int[] loads = new int[input.memberCount()];
        for (int p = 0; p < input.partitionCount(); p++) {
            loads[assignment.ownerOf(p)]++;
        }
        return loads;
    }

    static long sumOfSquares(int[] loads) {
        return Arrays.stream(loads).mapToLong(load -> (long) load * load).sum();
    }

    /** The partitions that a live member, which still subscribes to them, lost to somebody else. */
    static int moves(AssignmentInput input, Assignment assignment) {
        int moves = 0;
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = input.previousOwnerOf(p);
                if (owner >= 0 && owner != assignment.ownerOf(p) && subscribes(input, owner, t)) {
                    moves++;
                }
            }
        }
        return moves;
    }

    /** The fewest moves of all balanced assignments, if everybody subscribes to everything. */
    static int fewestMovesOfEqual(AssignmentInput input) {
        int[] owned = new int[input.memberCount()];
        int all = 0;
        for (int p = 0; p < input.partitionCount(); p++) {
            if (input.previousOwnerOf(p) >= 0) {
                owned[input.previousOwnerOf(p)]++;
                all++;
            }
        }
        int quota = input.partitionCount() / input.memberCount();
        int extras = input.partitionCount() % input.memberCount();
        int kept = 0;
        int above = 0;
        for (int o : owned) {
            kept += Math.min(o, quota);
            above += o > quota ? 1 : 0;
        }
        return all - kept - Math.min(extras, above);
    }

    /**
     * Whether a chain of hand-overs leads from some member to one with at least two partitions less: the transitive
     * closure of "has a partition that the other subscribes to".
     */
    static boolean hasImprovingChain(AssignmentInput input, Assignment assignment) {
        int count = input.memberCount();
        boolean[][] subscribed = new boolean[count][input.topicCount()];
        for (int m = 0; m < count; m++) {
            for (int i = 0; i < input.subscriptionCount(m); i++) {
                subscribed[m][input.subscribedTopic(m, i)] = true;
            }
        }
        boolean[][] reaches = new boolean[count][count];
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                for (int m = 0; m < count; m++) {
                    reaches[assignment.ownerOf(p)][m] |= subscribed[m][t];
                }
            }
        }
        for (int via = 0; via < count; via++) {
            for (int from = 0; from < count; from++) {
                for (int to = 0; reaches[from][via] && to < count; to++) {
                    reaches[from][to] |= reaches[via][to];
                }
            }
        }
        int[] loads = loads(input, assignment);
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                if (reaches[from][to] && loads[from] >= loads[to] + 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What an assignment reaches. */
    static Best quality(AssignmentInput input, Assignment assignment) {
        return new Best(sumOfSquares(loads(input, assignment)), moves(input, assignment));
    }

    /** The best that any assignment reaches: the least sum of squared loads, and the fewest moves with it. */
    record Best(long sumOfSquares, int moves) {}

    /** The best of all assignments; tries them all, one load vector at a time. */
    static Best best(AssignmentInput input) {
        Map<List<Integer>, Integer> fewestMoves = new HashMap<>();
        fewestMoves.put(Collections.nCopies(input.memberCount(), 0), 0);
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                Map<List<Integer>, Integer> next = new HashMap<>();
                int owner = input.previousOwnerOf(p);
                boolean owned = owner >= 0 && subscribes(input, owner, t);
                for (Map.Entry<List<Integer>, Integer> entry : fewestMoves.entrySet()) {
                    for (int m = 0; m < input.memberCount(); m++) {
                        if (subscribes(input, m, t)) {
                            List<Integer> loads = new ArrayList<>(entry.getKey());
                            loads.set(m, loads.get(m) + 1);
                            next.merge(loads, entry.getValue() + (owned && owner != m ? 1 : 0), Math::min);
                        }
                    }
                }
                fewestMoves = next;
            }
        }
        return fewestMoves.entrySet().stream()
                .map(e -> new Best(
                        e.getKey().stream()
                                .mapToLong(load -> (long) load * load)
                                .sum(),
                        e.getValue()))
                .min(Comparator.comparingLong(Best::sumOfSquares).thenComparingInt(Best::moves))
                .orElseThrow();
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
