package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whether the checks of the sticky assignor would notice if it lacked a part: its parts are put together here once as they
 * are, and then with one left out.
 */
class StickyMutantTest {

    private static final int GROUPS = 10_000;

    @Test
    void checks_allPartsInPlace_findNothing() {
        assertThat(killings(StickyMutantTest::trap, group -> throughNetwork(group, false, true)))
                .isZero();
        assertThat(killings(StickyMutantTest::equal, group -> evenShares(group, true)))
                .isZero();
    }

    // without prices the shortest way is taken, which is not the cheapest
    @Test
    void checks_movementPhaseDropped_noticeIt() {
        assertThat(killings(StickyMutantTest::trap, group -> throughNetwork(group, true, true)))
                .isPositive();
    }

    @Test
    void checks_splitTestDropped_noticeIt() {
        assertThat(killings(StickyMutantTest::trap, group -> throughNetwork(group, false, false)))
                .isGreaterThan(GROUPS / 10);
    }

    @Test
    void checks_extrasForOwnersDropped_noticeIt() {
        assertThat(killings(StickyMutantTest::equal, group -> evenShares(group, false)))
                .isGreaterThan(GROUPS / 100);
    }

    // the fallback of a broken division: every partition stays with the flow that found the blocks
    @Test
    void checks_ownersIgnored_noticeIt() {
        assertThat(killings(StickyMutantTest::trap, group -> {
                    int[] nobody = new int[group.partitionCount()];
                    Arrays.fill(nobody, AssignmentInput.NONE);
                    return UnequalShares.assign(new IntGroup(group.first(), group.subscriptions(), nobody));
                }))
                .isGreaterThan(GROUPS / 10);
    }

    /** How many groups show that the assignments are not the best, or that there is none. */
    private static int killings(Function<SplittableRandom, IntGroup> groups, Function<IntGroup, int[]> assignor) {
        int killings = 0;
        for (int seed = 0; seed < GROUPS; seed++) {
            IntGroup group = groups.apply(new SplittableRandom(seed));
            killings += isKilled(group, assignor) ? 1 : 0;
        }
        return killings;
    }

    private static boolean isKilled(IntGroup group, Function<IntGroup, int[]> assignor) {
        try {
            Assignment assignment = Assignment.of(assignor.apply(group));
            boolean optimal = BalanceOracle.quality(group, assignment).equals(FlowOracle.best(group));
            assertThat(OptimalityCertificate.of(group).proves(group, assignment))
                    .isEqualTo(optimal);
            return !optimal;
        } catch (IllegalStateException | ArrayIndexOutOfBoundsException e) {
            return true; // a flow that cannot be
        }
    }

    private static IntGroup trap(SplittableRandom random) {
        return IntGroups.random(IntGroups.Kind.TRAP, random, 9, 8, 5);
    }

    private static IntGroup equal(SplittableRandom random) {
        int members = 1 + random.nextInt(5);
        int[] counts = random.ints(1 + random.nextInt(3), 1, 8).toArray();
        int[][] subscriptions = new int[members][];
        Arrays.fill(subscriptions, IntStream.range(0, counts.length).toArray());
        int partitions = Arrays.stream(counts).sum();
        return IntGroup.of(
                counts, subscriptions, random.ints(partitions, -1, members).toArray());
    }

    private static int[] throughNetwork(IntGroup group, boolean forNothing, boolean divided) {
        StickyProblem problem = new StickyProblem(group);
        Blocks blocks = divided ? BlockDivision.of(problem).blocks() : undivided(problem);
        boolean[] all = new boolean[blocks.count];
        Arrays.fill(all, true);
        MovementNetwork movement = new MovementNetwork(problem, blocks, all, 0);
        byte[] costs = movement.network.cost;
        byte[] rightCosts = costs.clone();
        if (forNothing) {
            Arrays.fill(costs, (byte) 0);
        }
        new CheapestFlow(movement.network).sendAll();
        System.arraycopy(rightCosts, 0, costs, 0, costs.length);
        return UnequalShares.dealt(problem, movement);
    }

    private static Blocks undivided(StickyProblem problem) {
        int[] topics = IntStream.range(0, problem.topicCount()).toArray();
        int[] classes = IntStream.range(0, problem.classes.count).toArray();
        return Blocks.of(problem, new int[] {0, topics.length}, topics, new int[] {0, classes.length}, classes);
    }

    private static int[] evenShares(IntGroup group, boolean extrasForOwners) {
        int[] owners = new int[group.partitionCount()];
        int[] members = IntStream.range(0, group.memberCount()).toArray();
        int extras = owners.length % members.length;
        EvenShares shares = new EvenShares(group, owners);
        shares.begin(members, 0, members.length, owners.length / members.length);
        shares.keep(0, owners.length, extrasForOwners ? extras : 0);
        shares.deal(members, 0, members.length);
        return owners;
    }
}
