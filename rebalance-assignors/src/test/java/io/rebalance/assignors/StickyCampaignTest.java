package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sticky assignor on very many groups: all small ones, and random ones by number. See {@link Share}. */
class StickyCampaignTest {

    private static final int RANDOM_GROUPS = 2_000_000;

    private final StickyAssignor sticky = new StickyAssignor();

    // every group of at most 3 members, 2 topics and 3 partitions a topic, with every subscription and every past
    @Test
    void sticky_everySmallGroup_isBalancedWithTheFewestMovesAndCertified() {
        long number = 0;
        for (int members = 1; members <= 3; members++) {
            for (int topics = 1; topics <= 2; topics++) {
                for (int counts = 0; counts < 1 << 2 * topics; counts++) {
                    for (int subscribed = 0; subscribed < 1 << members * topics; subscribed++) {
                        SmallGroups groups = new SmallGroups(members, topics, counts, subscribed);
                        for (int past = 0; past < groups.pastCount(); past++) {
                            if (Share.has(number++)) {
                                isOptimal(groups, groups.withPast(past));
                            }
                        }
                    }
                }
            }
        }
        assertThat(number).isEqualTo(1_681_172);
    }

    private void isOptimal(SmallGroups groups, IntGroup group) {
        Assignment assignment = sticky.assign(group);
        int moves = groups.movesIfBalanced(group, assignment);

        if (moves != groups.fewestMoves(group)
                || !sticky.assign(group.after(assignment)).equals(assignment)
                || !OptimalityCertificate.of(group).proves(group, assignment)) {
            throw new AssertionError(assignment + " of " + group + " moves " + moves);
        }
    }

    @Test
    void sticky_randomGroups_areBalancedWithTheFewestMoves() {
        for (int seed = 0; seed < Share.of(RANDOM_GROUPS); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = random.nextInt(1_000);
            IntGroup group = size < 2
                    ? IntGroups.random(random, 40, 30, 13)
                    : size < 50 ? IntGroups.random(random, 14, 12, 8) : IntGroups.random(random, 5, 5, 4);
            Assignment assignment = sticky.assign(group);

            if (!BalanceOracle.quality(group, assignment).equals(FlowOracle.best(group))
                    || !sticky.assign(group.after(assignment)).equals(assignment)) {
                throw new AssertionError("seed " + seed + ": " + assignment + " of " + group);
            }
        }
    }

    /** All groups that differ in their past alone, and all assignments of them that are balanced. */
    private static final class SmallGroups {

        private static final int[] NO_OWNER = {AssignmentInput.NONE, AssignmentInput.CONTESTED};

        private final int members;
        private final int[][] subscriptions;
        private final int[] counts;
        private final int[] topicOf;
        private int[][] balanced = new int[0][];
        private long least = Long.MAX_VALUE;

        SmallGroups(int members, int topics, int countBits, int subscribedBits) {
            this.members = members;
            counts = new int[topics];
            for (int t = 0; t < topics; t++) {
                counts[t] = countBits >>> 2 * t & 3;
            }
            subscriptions = new int[members][];
            for (int m = 0; m < members; m++) {
                int bits = subscribedBits >>> m * topics;
                subscriptions[m] = java.util.stream.IntStream.range(0, topics)
                        .filter(t -> (bits >>> t & 1) == 1)
                        .toArray();
            }
            topicOf = new int[Arrays.stream(counts).sum()];
            int p = 0;
            for (int t = 0; t < topics; t++) {
                Arrays.fill(topicOf, p, p + counts[t], t);
                p += counts[t];
            }
            tryAll(new int[topicOf.length], 0);
        }

        private void tryAll(int[] owners, int partition) {
            if (partition == owners.length) {
                consider(owners);
                return;
            }
            boolean given = false;
            for (int m = 0; m < members; m++) {
                if (subscribes(m, topicOf[partition])) {
                    owners[partition] = m;
                    tryAll(owners, partition + 1);
                    given = true;
                }
            }
            if (!given) {
                owners[partition] = AssignmentInput.NONE;
                tryAll(owners, partition + 1);
            }
        }

        private void consider(int[] owners) {
            long squares = squares(owners);
            if (squares < least) {
                least = squares;
                balanced = new int[0][];
            }
            if (squares == least) {
                balanced = Arrays.copyOf(balanced, balanced.length + 1);
                balanced[balanced.length - 1] = owners.clone();
            }
        }

        private long squares(int[] owners) {
            int[] loads = new int[members];
            for (int owner : owners) {
                if (owner >= 0) {
                    loads[owner]++;
                }
            }
            return BalanceOracle.sumOfSquares(loads);
        }

        private boolean subscribes(int member, int topic) {
            return Arrays.binarySearch(subscriptions[member], topic) >= 0;
        }

        int pastCount() {
            return (int) Math.pow(members + NO_OWNER.length, topicOf.length);
        }

        IntGroup withPast(int past) {
            int[] owners = new int[topicOf.length];
            int rest = past;
            for (int p = 0; p < owners.length; p++) {
                int choice = rest % (members + NO_OWNER.length);
                owners[p] = choice < members ? choice : NO_OWNER[choice - members];
                rest /= members + NO_OWNER.length;
            }
            return IntGroup.of(counts, subscriptions, owners);
        }

        int fewestMoves(IntGroup group) {
            int fewest = Integer.MAX_VALUE;
            for (int[] owners : balanced) {
                fewest = Math.min(fewest, moves(group, owners));
            }
            return fewest;
        }

        /** The moves of an assignment, or -1 if it is none of the balanced ones. */
        int movesIfBalanced(IntGroup group, Assignment assignment) {
            for (int[] owners : balanced) {
                if (assignment.equals(Assignment.of(owners))) {
                    return moves(group, owners);
                }
            }
            return -1;
        }

        private int moves(IntGroup group, int[] owners) {
            int moves = 0;
            for (int p = 0; p < owners.length; p++) {
                int before = group.previousOwnerOf(p);
                moves += before >= 0 && before != owners[p] && subscribes(before, topicOf[p]) ? 1 : 0;
            }
            return moves;
        }
    }
}
