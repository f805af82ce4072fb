package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickyLoadsTest {

    private static final int RANDOM_GROUPS = 300_000;

    /** A multiple of every capacity that is used here. */
    private static final BigInteger ALL_CAPACITIES = BigInteger.valueOf(60);

    @Test
    void loads_randomGroups_areExchangedUntilNothingIsGainedOrTheBudgetIsUsed() {
        for (int seed = 0; seed < Share.of(RANDOM_GROUPS); seed++) {
            Case drawn = new Case(new SplittableRandom(seed));
            String broken = drawn.broken(drawn.with(drawn.base));
            if (broken != null) {
                throw new AssertionError("seed " + seed + ": " + broken);
            }
        }
    }

    // every load of 0 to 3, every owner, two members and four partitions, one topic or two, of which one is shared
    @Test
    void loads_everySmallGroup_areExchangedUntilNothingIsGainedOrTheBudgetIsUsed() {
        int[][][] subscriptions = {{{0}, {0}}, {{0, 1}, {0, 1}}, {{0, 1}, {0}}, {{0}, {0, 1}}};
        int[][] counts = {{4}, {2, 2}, {2, 2}, {3, 1}};
        int checked = 0;
        for (int i = 0; i < subscriptions.length; i++) {
            for (int[] owners : Choices.of(4, -1, 2)) {
                for (int[] loads : Choices.of(4, 0, 4)) {
                    for (int budget : new int[] {0, 1, 2, 4}) {
                        IntGroup group = IntGroup.of(counts[i], subscriptions[i], owners);
                        Case all = new Case(
                                group, Arrays.stream(loads).asLongStream().toArray(), budget);
                        assertThat(all.broken(all.with(all.base))).isNull();
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isEqualTo(4 * 81 * 256 * 4);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void loads_budgetForAll_cannotBeBetterWithOneExchangeAndRest(@ForAll long seed) {
        Case drawn = new Case(new SplittableRandom(seed));
        StickyAssignor sticky = drawn.base.withPartitionLoads(drawn.loads(), Integer.MAX_VALUE);

        IntGroup owned = drawn.group.after(sticky.assign(drawn.group));
        Assignment assignment = sticky.assign(owned);

        assertThat(sticky.assign(owned.after(assignment))).isEqualTo(assignment);
    }

    // the guarantee is a local one; this says how good it is in groups for which the best can be tried out
    @Test
    void loads_smallGroups_areMostlyAsEvenAsCanBe() {
        int best = 0;
        int groups = 0;
        for (int seed = 0; groups < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            IntGroup group = IntGroups.equal(random, 3, 2, 4);
            if (group.partitionCount() < 4) {
                continue;
            }
            groups++;
            Case drawn =
                    new Case(group, random.longs(group.partitionCount(), 0, 50).toArray(), Integer.MAX_VALUE);
            int[] nobody = new int[group.partitionCount()];
            Arrays.fill(nobody, AssignmentInput.NONE);
            IntGroup fresh = new IntGroup(group.first(), group.subscriptions(), nobody);
            Assignment assignment = drawn.with(drawn.base).assign(fresh);
            List<BigInteger> reached = drawn.burdens(assignment);
            List<BigInteger> least =
                    drawn.least(BalanceOracle.loads(group, assignment), new int[nobody.length], 0, null);
            assertThat(isLess(reached, least)).isFalse();
            best += reached.equals(least) ? 1 : 0;
        }
        assertThat(best).isGreaterThan(1_600);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void loads_cooperative_settleInTwoRounds(@ForAll long seed) {
        Case drawn = new Case(new SplittableRandom(seed));
        CooperativeStickyAssignor cooperative =
                new CooperativeStickyAssignor().withPartitionLoads(drawn.loads(), drawn.budget);
        Assignment target = cooperative.assign(drawn.group);
        RevocationBarrier barrier = RevocationBarrier.of(drawn.group, target);
        if (barrier.withheldCount() == 0) {
            return; // there is no second round
        }
        IntGroup next = drawn.group.after(barrier.granted());

        Assignment second = cooperative.assign(next);

        assertThat(RevocationBarrier.of(next, second).withheldCount()).isZero();
        assertThat(BalanceOracle.moves(next, second)).isZero();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void loads_groupToldInAnotherOrder_sameAssignment(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int budget) {
        GroupSketch group =
                IntGroups.random(new SplittableRandom(seed), 7, 6, 6).sketch();
        PartitionLoad loads = (input, p) -> (p * 0x9E3779B97F4A7C15L + seed) >>> 40;
        StickyAssignor sticky = new StickyAssignor().withPartitionLoads(loads, budget);

        assertThat(sticky.assign(group.shuffled(seed))).isEqualTo(sticky.assign(group.input()));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void loads_allEqual_changeNothing(@ForAll long seed, @ForAll @IntRange(min = 0, max = 1_000) int load) {
        Case drawn = new Case(new SplittableRandom(seed));

        assertThat(drawn.base.withPartitionLoads((input, p) -> load, 10).assign(drawn.group))
                .isEqualTo(drawn.base.assign(drawn.group));
    }

    @Test
    void swaps_anyLargeGroup_stopInTime() {
        for (LargeGroups.Structure structure : LargeGroups.Structure.values()) {
            IntGroup group = LargeGroups.of(structure, LargeGroups.Past.ANYBODY, 200, 4_000, new SplittableRandom(7));
            long[] loads = new SplittableRandom(8)
                    .longs(group.partitionCount(), 0, 1L << 40)
                    .toArray();
            int[] owners = new int[group.partitionCount()];
            Assignment balanced = new StickyAssignor().assign(group);
            Arrays.setAll(owners, balanced::ownerOf);

            long looks = LoadSwaps.apply(group, owners, loads, null, null, Integer.MAX_VALUE);

            assertThat(looks)
                    .as("%s", structure)
                    .isPositive()
                    .isLessThan(
                            LoadSwaps.maxLooks(owners.length) + 4L * (group.partitionCount() + group.memberCount()));
        }
    }

    // few members with very many partitions each, none of which the other side may have
    @Test
    void swaps_nothingMayBeExchanged_stopInTime() {
        int[] counts = {30_000, 30_000, 1};
        int[] owners = new int[60_001];
        Arrays.fill(owners, 30_000, 60_001, 1);
        IntGroup group = IntGroup.of(counts, new int[][] {{0, 2}, {1, 2}}, owners);
        long[] loads = new SplittableRandom(8).longs(owners.length, 0, 1L << 40).toArray();
        int[] before = owners.clone();

        long looks = LoadSwaps.apply(group, owners, loads, null, null, 10);

        assertThat(looks).isLessThan(LoadSwaps.maxLooks(owners.length) + 2L * owners.length);
        assertThat(Arrays.copyOf(owners, 30_000)).isEqualTo(Arrays.copyOf(before, 30_000));
    }

    @Test
    void loads_ownersOverburdened_moveAsManyAsTheBudgetLets() {
        AssignmentInput input =
                GroupSketch.of("orders=4", "a b", "a@1 o0 o1; b@1 o2 o3").input();
        PartitionLoad lag = (group, p) -> p < 2 ? 100 : 10;

        assertThat(new StickyAssignor().withPartitionLoads(lag, 1).assign(input))
                .isEqualTo(Assignment.of(new int[] {0, 0, 1, 1}));
        assertThat(new StickyAssignor().withPartitionLoads(lag, 2).assign(input))
                .isEqualTo(Assignment.of(new int[] {1, 0, 0, 1}));
    }

    @Test
    void loads_someoneLeft_onlyWhatIsFreeIsExchanged() {
        AssignmentInput input =
                GroupSketch.of("orders=6", "a b", "a@1 o0 o1; b@1 o2 o3").input();
        PartitionLoad lag = (group, p) -> new long[] {100, 100, 10, 10, 50, 1}[p];

        assertThat(new StickyAssignor().withPartitionLoads(lag, 10).assign(input))
                .isEqualTo(Assignment.of(new int[] {0, 0, 1, 1, 1, 0}));
    }

    @Test
    void loads_greatestNumbers_doNotOverflow() {
        AssignmentInput input = GroupSketch.of("orders=4", "a b", "").input();
        long[] lags = {Long.MAX_VALUE / 2, 1, Long.MAX_VALUE / 2 - 1, 1};

        assertThat(new StickyAssignor()
                        .withCapacities((group, m) -> Integer.MAX_VALUE - m)
                        .withPartitionLoads((group, p) -> lags[p], 0)
                        .assign(input)
                        .toMap(input)
                        .values())
                .allMatch(partitions -> partitions.size() == 2);
        assertThat(new StickyAssignor()
                        .withPartitionLoads((group, p) -> lags[p], 0)
                        .assign(input))
                .isEqualTo(Assignment.of(new int[] {0, 0, 1, 1}));
    }

    @Test
    void loads_negativeOrTooMuch_areRefusedByName() {
        AssignmentInput input = GroupSketch.of("orders=2", "a b", "").input();

        assertThatThrownBy(() -> new StickyAssignor()
                        .withPartitionLoads((group, p) -> -p, 0)
                        .assign(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("load of orders-1 must be between 0 and 9223372036854775807,"
                        + " since all must have a sum that is a long, was -1");
        assertThatThrownBy(() -> new CooperativeStickyAssignor()
                        .withPartitionLoads((group, p) -> Long.MAX_VALUE - 5 + 5 * p, 0)
                        .assign(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("load of orders-1 must be between 0 and 5,"
                        + " since all must have a sum that is a long, was 9223372036854775807");
    }

    @Test
    void loads_badArguments_areRefused() {
        assertThatThrownBy(() -> new StickyAssignor().withPartitionLoads(null, 0))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loads");
        assertThatThrownBy(() -> new CooperativeStickyAssignor().withPartitionLoads((input, p) -> 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moveBudget must be 0 or more, was -1");
    }

    // mutants: loads ignored; a budget that nobody keeps; capacities ignored in the burdens; racks ignored in exchanges
    @Test
    void checks_partsLeftOut_noticeIt() {
        int ignored = 0;
        int unbounded = 0;
        int equal = 0;
        int distant = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            Case drawn = new Case(new SplittableRandom(seed));
            ignored += drawn.broken(drawn.base) == null ? 0 : 1;
            unbounded += drawn.broken(drawn.base.withPartitionLoads(drawn.loads(), Integer.MAX_VALUE)) == null ? 0 : 1;
            equal += drawn.broken(drawn.swapped(null, drawn.racks())) == null ? 0 : 1;
            distant += drawn.broken(drawn.swapped(drawn.capacities, null)) == null ? 0 : 1;
        }
        assertThat(ignored).isGreaterThan(500);
        assertThat(unbounded).isGreaterThan(500);
        assertThat(equal).isGreaterThan(100);
        assertThat(distant).isGreaterThan(100);
    }

    private static boolean isLess(List<BigInteger> burdens, List<BigInteger> others) {
        for (int i = 0; i < burdens.size(); i++) {
            int order = burdens.get(i).compareTo(others.get(i));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    /** A group, what its partitions weigh, and everything else that may have been set, by chance. */
    private static final class Case {

        private final IntGroup group;
        private final long[] weights;
        private final int budget;
        private final int[] capacities;
        private final @Nullable RackPriority priority;
        private final StickyAssignor base;

        Case(SplittableRandom random) {
            IntGroup drawn = random.nextInt(4) == 0
                    ? IntGroups.equal(random, 5, 3, 5)
                    : random.nextInt(50) == 0
                            ? IntGroups.randomInRacks(random, 10, 8, 8)
                            : IntGroups.randomInRacks(random, 5, 4, 5);
            group = random.nextBoolean() ? drawn.after(new StickyAssignor().assign(drawn)) : drawn;
            long most = 1L << 1 + random.nextInt(20);
            weights = random.longs(group.partitionCount(), 0, most).toArray();
            budget = random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(4);
            capacities = new int[group.memberCount()];
            boolean areEqual = random.nextBoolean();
            Arrays.setAll(capacities, m -> areEqual ? 1 : 1 + random.nextInt(6));
            int choice = random.nextInt(4);
            priority = choice < 2 ? RackPriority.values()[choice] : null;
            int slack = Math.max(0, random.nextInt(5) - 2);
            StickyAssignor sticky = new StickyAssignor().withSlack(slack).withCapacities((input, m) -> capacities[m]);
            base = priority == null ? sticky : sticky.withRacks(priority);
        }

        Case(IntGroup group, long[] weights, int budget) {
            this.group = group;
            this.weights = weights;
            this.budget = budget;
            this.capacities = new int[group.memberCount()];
            Arrays.fill(capacities, 1);
            this.priority = null;
            this.base = new StickyAssignor();
        }

        PartitionLoad loads() {
            return (input, p) -> weights[p];
        }

        StickyAssignor with(StickyAssignor sticky) {
            return sticky.withPartitionLoads(loads(), budget);
        }

        @Nullable
        ReplicaRacks racks() {
            return priority == null ? null : ReplicaRacks.of(group);
        }

        Assignment swapped(int @Nullable [] burdenedBy, @Nullable ReplicaRacks in) {
            int[] owners = new int[group.partitionCount()];
            Assignment balanced = base.assign(group);
            Arrays.setAll(owners, balanced::ownerOf);
            LoadSwaps.apply(group, owners, weights, burdenedBy, in, budget);
            return Assignment.of(owners);
        }

        @Nullable
        String broken(StickyAssignor sticky) {
            return broken(sticky.assign(group));
        }

        /** What is wrong with an assignment; null if nothing is. */
        @Nullable
        String broken(Assignment assignment) {
            Assignment balanced = base.assign(group);
            int left = BalanceOracle.moves(group, balanced) + budget - BalanceOracle.moves(group, assignment);
            String text = assignment + " after " + balanced + " of " + group + ", " + Arrays.toString(weights) + " by "
                    + Arrays.toString(capacities) + ", budget " + budget + ", " + priority;
            if (!Arrays.equals(BalanceOracle.loads(group, assignment), BalanceOracle.loads(group, balanced))) {
                return "other counts: " + text;
            }
            if (left < 0) {
                return "too many moves: " + text;
            }
            if (priority != null && distance(assignment) > distance(balanced)) {
                return "more distant: " + text;
            }
            if (isLess(burdens(balanced), burdens(assignment))) {
                return "less even: " + text;
            }
            return hasExchange(assignment, isAnyFree() ? left - budget : left) ? "could be more even: " + text : null;
        }

        private boolean isAnyFree() {
            for (int p = 0; p < group.partitionCount(); p++) {
                int owner = group.owners()[p];
                if (owner < 0 || !subscribes(owner, p)) {
                    return true;
                }
            }
            return false;
        }

        private boolean subscribes(int member, int partition) {
            return Arrays.stream(group.subscriptions()[member])
                    .anyMatch(t -> group.firstPartition(t) <= partition && partition < group.firstPartition(t + 1));
        }

        private int distance(Assignment assignment) {
            int distance = 0;
            for (int p = 0; p < group.partitionCount(); p++) {
                distance += AimsOracle.distance(group, p, assignment.ownerOf(p));
            }
            return distance;
        }

        /** The loads of members by their capacities, in sixtieths, from the greatest. */
        List<BigInteger> burdens(Assignment assignment) {
            BigInteger[] burdens = new BigInteger[group.memberCount()];
            Arrays.fill(burdens, BigInteger.ZERO);
            for (int p = 0; p < group.partitionCount(); p++) {
                int owner = assignment.ownerOf(p);
                BigInteger part = BigInteger.valueOf(weights[p])
                        .multiply(ALL_CAPACITIES)
                        .divide(BigInteger.valueOf(capacities[owner]));
                burdens[owner] = burdens[owner].add(part);
            }
            Arrays.sort(burdens);
            List<BigInteger> sorted = new ArrayList<>(Arrays.asList(burdens));
            java.util.Collections.reverse(sorted);
            return sorted;
        }

        /** Whether any two partitions can change places for the better. */
        private boolean hasExchange(Assignment assignment, int movesLeft) {
            List<BigInteger> before = burdens(assignment);
            int[] owners = new int[group.partitionCount()];
            Arrays.setAll(owners, assignment::ownerOf);
            int moves = BalanceOracle.moves(group, assignment);
            for (int p = 0; p < owners.length; p++) {
                for (int q = 0; q < p; q++) {
                    if (owners[p] == owners[q] || !subscribes(owners[p], q) || !subscribes(owners[q], p)) {
                        continue;
                    }
                    int[] other = owners.clone();
                    other[p] = owners[q];
                    other[q] = owners[p];
                    Assignment exchanged = Assignment.of(other);
                    if (isLess(burdens(exchanged), before)
                            && BalanceOracle.moves(group, exchanged) - moves <= movesLeft
                            && (priority == null || distance(exchanged) <= distance(assignment))) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The least burdens of all assignments in which everybody has so many partitions. */
        List<BigInteger> least(int[] counts, int[] owners, int partition, @Nullable List<BigInteger> soFar) {
            if (partition == owners.length) {
                List<BigInteger> burdens = burdens(Assignment.of(owners));
                return soFar == null || isLess(burdens, soFar) ? burdens : soFar;
            }
            List<BigInteger> best = soFar;
            for (int m = 0; m < counts.length; m++) {
                if (counts[m] > 0) {
                    counts[m]--;
                    owners[partition] = m;
                    best = least(counts, owners, partition + 1, best);
                    counts[m]++;
                }
            }
            return best;
        }
    }
}
