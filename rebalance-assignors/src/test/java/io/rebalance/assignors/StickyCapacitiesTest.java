package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StickyCapacitiesTest {

    private static final int RANDOM_GROUPS = 500_000;
    private static final int RANDOM_DIVISIONS = 200_000;

    // every group of at most three members of capacity 1 to 3 and a few partitions of one or two topics
    @Test
    void capacities_everySmallGroup_balanceInProportionAndMoveTheFewest() {
        long number = 0;
        for (int members = 1; members <= 3; members++) {
            for (int[] counts : new int[][] {{2}, {3}, {2, 1}, {2, 2}}) {
                for (int[] capacities : Choices.of(members, 1, 4)) {
                    for (int[] subscribed : Choices.of(members, 0, 1 << counts.length)) {
                        int[][] subscriptions = Choices.subscriptions(subscribed, counts.length);
                        for (int[] owners : Choices.of(Arrays.stream(counts).sum(), -1, members)) {
                            if (Share.has(number++)) {
                                IntGroup group = IntGroup.of(counts, subscriptions, owners);
                                isBest(group, capacities, new AimsOracle(group, null, capacities).bestOfAll());
                            }
                        }
                    }
                }
            }
        }
        assertThat(number).isEqualTo(587_448);
    }

    private static void isBest(IntGroup group, int[] capacities, List<Long> best) {
        StickyAssignor sticky = new StickyAssignor().withCapacities((input, m) -> capacities[m]);
        Assignment assignment = sticky.assign(group);
        if (!new AimsOracle(group, null, capacities).quality(assignment).equals(best)
                || !sticky.assign(group.after(assignment)).equals(assignment)) {
            throw new AssertionError(
                    Arrays.toString(capacities) + ": " + assignment + " of " + group + " is not " + best);
        }
    }

    @Test
    void capacities_randomGroups_balanceInProportionAndMoveTheFewest() {
        for (int seed = 0; seed < Share.of(RANDOM_GROUPS); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = random.nextInt(1_000);
            IntGroup group = size < 2
                    ? IntGroups.random(random, 30, 20, 13)
                    : size < 50
                            ? IntGroups.random(random, 12, 10, 8)
                            : size < 200 ? IntGroups.equal(random, 6, 3, 8) : IntGroups.random(random, 5, 5, 4);
            int[] capacities = capacities(random, group.memberCount());
            isBest(group, capacities, new AimsOracle(group, null, capacities).best());
        }
    }

    private static int[] capacities(SplittableRandom random, int members) {
        return random.ints(members, 1, 7).toArray();
    }

    @ParameterizedTest
    @EnumSource(RackPriority.class)
    void capacities_withRacks_balanceFirst(RackPriority priority) {
        for (int seed = 0; seed < Share.of(RANDOM_GROUPS / 5); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            IntGroup group = IntGroups.randomInRacks(random, 6, 5, 5);
            int[] capacities = capacities(random, group.memberCount());
            StickyAssignor sticky = new StickyAssignor()
                    .withCapacities((input, m) -> capacities[m])
                    .withRacks(priority);
            AimsOracle oracle = new AimsOracle(group, priority, capacities);
            Assignment assignment = sticky.assign(group);

            if (!oracle.quality(assignment).equals(oracle.best())
                    || !sticky.assign(group.after(assignment)).equals(assignment)) {
                throw new AssertionError("seed " + seed + ": " + assignment + " of " + group);
            }
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void capacities_withSlack_countFromWhatBalanceGives(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int slack) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.random(random, 8, 6, 6);
        int[] capacities = capacities(random, group.memberCount());
        FinerInput finer = new FinerInput(group, null, capacities);
        StickyProblem problem = new StickyProblem(finer, capacities, null);
        Blocks blocks = BlockDivision.of(problem).blocks();
        int[] low = new int[group.memberCount()];
        int[] high = new int[group.memberCount()];
        for (int m = 0; m < low.length; m++) {
            low[m] = Math.max(0, blocks.low[problem.classes.ofMember[m]] - slack);
            high[m] = blocks.high[problem.classes.ofMember[m]] + slack;
        }
        StickyAssignor loose = new StickyAssignor().withSlack(slack).withCapacities((input, m) -> capacities[m]);

        Assignment assignment = loose.assign(group);

        int[] loads = BalanceOracle.loads(group, assignment);
        for (int m = 0; m < low.length; m++) {
            assertThat(loads[m]).as("%s of %s", assignment, group).isBetween(low[m], high[m]);
        }
        assertThat(BalanceOracle.moves(group, assignment))
                .as("%s of %s", assignment, group)
                .isEqualTo(FlowOracle.fewestMoves(group, low, high));
        assertThat(loose.assign(group.after(assignment))).isEqualTo(assignment);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void capacities_allEqual_changeNothing(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int capacity) {
        IntGroup group = IntGroups.random(new SplittableRandom(seed), 8, 6, 6);

        assertThat(new StickyAssignor().withCapacities((input, m) -> capacity).assign(group))
                .isEqualTo(new StickyAssignor().assign(group));
    }

    // the way of unequal subscriptions must find what the way of equal ones does
    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void capacities_equalSubscriptions_bothWaysAreAsGood(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.equal(random, 9, 4, 12);
        int[] capacities = capacities(random, group.memberCount());
        FinerInput finer = new FinerInput(group, null, capacities);
        AimsOracle oracle = new AimsOracle(group, null, capacities);

        assertThat(oracle.quality(ProportionalShares.assign(group, capacities)))
                .isEqualTo(oracle.quality(
                        finer.asInGroup(UnequalShares.assign(new StickyProblem(finer, capacities, null)))));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void capacities_cooperative_settleInTwoRounds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.random(random, 8, 6, 6);
        int[] capacities = capacities(random, group.memberCount());
        CooperativeStickyAssignor cooperative =
                new CooperativeStickyAssignor().withCapacities((input, m) -> capacities[m]);
        Assignment target = cooperative.assign(group);
        assertThat(target)
                .isEqualTo(new StickyAssignor()
                        .withCapacities((input, m) -> capacities[m])
                        .assign(group));

        IntGroup next = group.after(RevocationBarrier.of(group, target).granted());
        Assignment second = cooperative.assign(next);

        assertThat(BalanceOracle.moves(next, second)).isZero();
        AimsOracle oracle = new AimsOracle(next, null, capacities);
        assertThat(oracle.quality(second)).isEqualTo(oracle.quality(target));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void capacities_groupToldInAnotherOrder_sameAssignment(@ForAll long seed) {
        GroupSketch group =
                IntGroups.random(new SplittableRandom(seed), 9, 6, 8).sketch();
        StickyAssignor sticky = new StickyAssignor()
                .withCapacities((input, m) -> 1 + input.memberId(m).charAt(1) % 4);

        assertThat(sticky.assign(group.shuffled(seed))).isEqualTo(sticky.assign(group.input()));
    }

    // numbers far above all that the other tests use: prices one by one, in fractions that are not rounded
    @Test
    void quotas_anyCapacities_divideAtTheCriticalPrice() {
        for (int seed = 0; seed < Share.of(RANDOM_DIVISIONS); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int most = 1 << 1 + random.nextInt(30);
            int[] capacities = random.ints(1 + random.nextInt(8), 1, most).toArray();
            int partitions = random.nextInt(60);
            checkQuotas(capacities, partitions);
        }
    }

    private static void checkQuotas(int[] capacities, int partitions) {
        int[] loads = new int[capacities.length];
        for (int p = 0; p < partitions; p++) {
            int cheapest = 0;
            for (int m = 1; m < loads.length; m++) {
                cheapest = comparePrices(capacities, loads, m, cheapest) < 0 ? m : cheapest;
            }
            loads[cheapest]++;
        }
        int[] all = IntStream.range(0, capacities.length).toArray();
        Quotas quotas = new Quotas(null, capacities);
        quotas.divide(partitions, all, 0, all.length, 0);
        for (int m : all) {
            assertThat(loads[m])
                    .as("%s of %s", partitions, Arrays.toString(capacities))
                    .isBetween(quotas.low(m), quotas.high(m));
            assertThat(quotas.high(m) - quotas.low(m)).isBetween(0, 1);
        }
        for (int m : all) { // whoever could have one more could take it from whoever could have one less
            for (int n : all) {
                if (quotas.high(m) > loads[m] && quotas.low(n) < loads[n]) {
                    loads[n]--;
                    assertThat(comparePrices(capacities, loads, m, n)).isZero();
                    loads[n]++;
                }
            }
        }
    }

    private static int comparePrices(int[] capacities, int[] loads, int m, int n) {
        return java.math.BigInteger.valueOf(2L * loads[m] + 1)
                .multiply(java.math.BigInteger.valueOf(capacities[n]))
                .compareTo(java.math.BigInteger.valueOf(2L * loads[n] + 1)
                        .multiply(java.math.BigInteger.valueOf(capacities[m])));
    }

    @Test
    void quotas_largestNumbers_doNotOverflow() {
        int[] capacities = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 1};
        int[] all = {0, 1, 2, 3};
        Quotas quotas = new Quotas(null, capacities);

        quotas.divide(Integer.MAX_VALUE, all, 0, 4, 0);

        long least = Arrays.stream(all).mapToLong(quotas::low).sum();
        long most = Arrays.stream(all).mapToLong(quotas::high).sum();
        assertThat((long) Integer.MAX_VALUE).isBetween(least, most);
        assertThat(quotas.low(3)).isZero();
        assertThat(quotas.low(0)).isBetween(Integer.MAX_VALUE / 3, Integer.MAX_VALUE / 3 + 1);
    }

    @Test
    void capacities_oneTwiceTheOther_getsTwiceAsMuch() {
        AssignmentInput input = GroupSketch.of("orders=9", "a b", "a@1 o0 o1 o2 o3 o4; b@1 o5 o6 o7 o8")
                .input();

        Assignment assignment = new StickyAssignor()
                .withCapacities((group, m) -> group.memberId(m).equals("b") ? 2 : 1)
                .assign(input);

        assertThat(assignment).isEqualTo(Assignment.of(new int[] {0, 0, 0, 1, 1, 1, 1, 1, 1}));
    }

    @Test
    void capacities_zero_isRefusedByName() {
        AssignmentInput input = GroupSketch.of("orders=2", "a b", "").input();

        assertThatThrownBy(() ->
                        new StickyAssignor().withCapacities((group, m) -> 1 - m).assign(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity of member b must be 1 or more, was 0");
        assertThatThrownBy(() -> new CooperativeStickyAssignor()
                        .withCapacities((group, m) -> -7)
                        .assign(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity of member a must be 1 or more, was -7");
    }

    @Test
    void capacities_null_isRefused() {
        assertThatThrownBy(() -> new StickyAssignor().withCapacities(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("capacities");
        assertThatThrownBy(() -> new CooperativeStickyAssignor().withCapacities(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("capacities");
    }

    // mutants: capacities ignored; capacities that give the loads, but are ignored in blocks
    @Test
    void checks_capacitiesIgnored_noticeIt() {
        int ignored = 0;
        int inBlocks = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            IntGroup group = IntGroups.random(random, 6, 5, 5);
            int[] capacities = capacities(random, group.memberCount());
            AimsOracle oracle = new AimsOracle(group, null, capacities);
            List<Long> best = oracle.best();
            ignored += oracle.quality(new StickyAssignor().assign(group)).equals(best) ? 0 : 1;
            inBlocks += oracle.quality(undivided(group, capacities)).equals(best) ? 0 : 1;
        }
        assertThat(ignored).isGreaterThan(500);
        assertThat(inBlocks).isGreaterThan(500);
    }

    /** Everybody's share as if all could have everything, where subscriptions let it. */
    private static int[] undivided(IntGroup group, int[] capacities) {
        int[] loads = new int[capacities.length];
        int[] owners = new int[group.partitionCount()];
        for (int t = 0; t < group.topicCount(); t++) {
            for (int p = group.firstPartition(t); p < group.firstPartition(t + 1); p++) {
                int cheapest = -1;
                for (int m : IntGroups.subscribers(group.subscriptions(), t)) {
                    cheapest = cheapest < 0 || comparePrices(capacities, loads, m, cheapest) < 0 ? m : cheapest;
                }
                owners[p] = cheapest;
                loads[cheapest]++;
            }
        }
        return owners;
    }
}
