package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StickyRacksTest {

    private static final int RANDOM_GROUPS = 500_000;

    // every group of two members and at most two topics of two partitions, of three members and one topic of three
    @Test
    void racks_everySmallGroup_countAsFarAsTheirPriorityLetsThem() {
        long[] number = {0};
        Consumer<IntGroup> check = group -> {
            if (Share.has(number[0]++)) {
                for (RackPriority priority : RackPriority.values()) {
                    AimsOracle oracle = AimsOracle.ofRacks(group, priority);
                    isBest(group, priority, oracle.bestOfAll());
                }
            }
        };
        everyGroup(2, new int[] {2}, check);
        everyGroup(2, new int[] {1, 1}, check);
        everyGroup(2, new int[] {2, 1}, check);
        everyGroup(2, new int[] {2, 2}, check);
        everyGroup(3, new int[] {3}, check);
        assertThat(number[0]).isEqualTo(1_437_588);
    }

    private static void everyGroup(int members, int[] counts, Consumer<IntGroup> check) {
        int partitions = Arrays.stream(counts).sum();
        for (int[] racks : Choices.of(members, -1, 2)) {
            for (int[] subscribed : Choices.of(members, 0, 1 << counts.length)) {
                int[][] subscriptions = Choices.subscriptions(subscribed, counts.length);
                for (int[] replicas : Choices.of(partitions, 0, 3)) {
                    for (int[] owners : Choices.of(partitions, -1, members)) {
                        check.accept(IntGroup.of(counts, subscriptions, owners).in(racks, replicas));
                    }
                }
            }
        }
    }

    private static void isBest(IntGroup group, RackPriority priority, List<Long> best) {
        StickyAssignor sticky = new StickyAssignor().withRacks(priority);
        Assignment assignment = sticky.assign(group);
        if (!AimsOracle.ofRacks(group, priority).quality(assignment).equals(best)
                || !sticky.assign(group.after(assignment)).equals(assignment)) {
            throw new AssertionError(priority + ": " + assignment + " of " + group + " is not " + best);
        }
    }

    @ParameterizedTest
    @EnumSource(RackPriority.class)
    void racks_randomGroups_countAsFarAsTheirPriorityLetsThem(RackPriority priority) {
        for (int seed = 0; seed < Share.of(RANDOM_GROUPS); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = random.nextInt(1_000);
            IntGroup group = size < 2
                    ? IntGroups.randomInRacks(random, 30, 20, 13)
                    : size < 50 ? IntGroups.randomInRacks(random, 12, 10, 8) : IntGroups.randomInRacks(random, 5, 5, 4);
            isBest(group, priority, AimsOracle.ofRacks(group, priority).best());
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void racks_withSlack_useItForWhatComesFirst(
            @ForAll long seed, @ForAll RackPriority priority, @ForAll @IntRange(min = 1, max = 4) int slack) {
        IntGroup group = IntGroups.randomInRacks(new SplittableRandom(seed), 8, 6, 6);
        StickyProblem problem = new StickyProblem(group);
        Blocks blocks = BlockDivision.of(problem).blocks();
        int[] low = new int[group.memberCount()];
        int[] high = new int[group.memberCount()];
        for (int m = 0; m < low.length; m++) {
            low[m] = Math.max(0, blocks.low[problem.classes.ofMember[m]] - slack);
            high[m] = blocks.high[problem.classes.ofMember[m]] + slack;
        }
        StickyAssignor loose = new StickyAssignor().withRacks(priority).withSlack(slack);
        AimsOracle oracle = AimsOracle.ofRacks(group, priority);

        Assignment assignment = loose.assign(group);

        int[] loads = BalanceOracle.loads(group, assignment);
        for (int m = 0; m < low.length; m++) {
            assertThat(loads[m]).as("%s of %s", assignment, group).isBetween(low[m], high[m]);
        }
        assertThat(oracle.quality(assignment).subList(1, 3))
                .as("%s of %s", assignment, group)
                .isEqualTo(oracle.bestBetween(low, high));
        assertThat(loose.assign(group.after(assignment))).isEqualTo(assignment);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void racks_notKnownOfMembersOrReplicas_changeNothing(@ForAll long seed, @ForAll RackPriority priority) {
        IntGroup group = IntGroups.randomInRacks(new SplittableRandom(seed), 8, 6, 6);
        int[] nowhere = new int[group.memberCount()];
        Arrays.fill(nowhere, AssignmentInput.NONE);
        for (IntGroup blind : List.of(
                group.in(nowhere, group.replicas()), group.in(group.racks(), new int[group.partitionCount()]))) {
            assertThat(new StickyAssignor().withRacks(priority).assign(blind))
                    .isEqualTo(new StickyAssignor().assign(blind));
            assertThat(new StickyAssignor().withRacks(priority).withSlack(1).assign(blind))
                    .isEqualTo(new StickyAssignor().withSlack(1).assign(blind));
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void racks_cooperative_settleInTwoRounds(@ForAll long seed, @ForAll RackPriority priority) {
        IntGroup group = IntGroups.randomInRacks(new SplittableRandom(seed), 8, 6, 6);
        CooperativeStickyAssignor cooperative = new CooperativeStickyAssignor().withRacks(priority);
        Assignment target = cooperative.assign(group);
        assertThat(target).isEqualTo(new StickyAssignor().withRacks(priority).assign(group));
        RevocationBarrier barrier = RevocationBarrier.of(group, target);

        IntGroup next = group.after(barrier.granted());
        Assignment second = cooperative.assign(next);

        assertThat(BalanceOracle.moves(next, second)).isZero();
        AimsOracle oracle = AimsOracle.ofRacks(next, priority);
        assertThat(oracle.quality(second)).isEqualTo(oracle.quality(target));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void racks_groupToldInAnotherOrder_sameAssignment(@ForAll long seed, @ForAll RackPriority priority) {
        RackedGroup group = RackedGroup.random(seed, 8, 5, 9, 4);
        List<RackedGroup.Member> shuffled = new ArrayList<>(group.members());
        Collections.shuffle(shuffled, new Random(seed));
        StickyAssignor sticky = new StickyAssignor().withRacks(priority);

        assertThat(sticky.assign(new RackedGroup(group.topics(), shuffled).input()))
                .isEqualTo(sticky.assign(group.input()));
    }

    // too large for the oracle: balance and moves are proven, and neither priority beats the other at what comes first
    // for it
    @ParameterizedTest
    @EnumSource(LargeGroups.Structure.class)
    void racks_largeGroup_areAsFewAsTheirPriorityPromises(LargeGroups.Structure structure) {
        SplittableRandom random = new SplittableRandom(structure.ordinal());
        IntGroup drawn = LargeGroups.of(structure, LargeGroups.Past.ANYBODY, 200, 3_000, random);
        IntGroup group = drawn.in(
                random.ints(drawn.memberCount(), -1, 3).toArray(),
                random.ints(drawn.partitionCount(), 0, 8).toArray());
        Assignment plain = new StickyAssignor().assign(group);
        Assignment after =
                new StickyAssignor().withRacks(RackPriority.AFTER_MOVEMENT).assign(group);
        Assignment before =
                new StickyAssignor().withRacks(RackPriority.BEFORE_MOVEMENT).assign(group);

        assertThat(OptimalityCertificate.of(group).objection(group, after)).isEmpty();
        assertThat(BalanceOracle.quality(group, before).sumOfSquares())
                .isEqualTo(BalanceOracle.quality(group, plain).sumOfSquares());
        assertThat(distance(group, before)).isLessThanOrEqualTo(distance(group, after));
        assertThat(distance(group, after)).isLessThan(distance(group, plain));
        assertThat(new StickyAssignor().withRacks(RackPriority.BEFORE_MOVEMENT).assign(group.after(before)))
                .isEqualTo(before);
    }

    private static int distance(IntGroup group, Assignment assignment) {
        int distance = 0;
        for (int p = 0; p < group.partitionCount(); p++) {
            distance += AimsOracle.distance(group, p, assignment.ownerOf(p));
        }
        return distance;
    }

    // kafka-protocol.md 4.4, S9
    @ParameterizedTest
    @EnumSource(RackPriority.class)
    void racks_nothingOwned_everybodyReadsAtHome(RackPriority priority) {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", List.of(List.of("r1"), List.of("r1"), List.of("r2"), List.of("r2")))
                .member("a", null, "r2", List.of("orders"))
                .member("b", null, "r1", List.of("orders"))
                .build();

        assertThat(new StickyAssignor().withRacks(priority).assign(input))
                .isEqualTo(Assignment.of(new int[] {1, 1, 0, 0}));
    }

    // members name their racks themselves; what that costs shall depend on the replicas'
    @Test
    void racks_everybodyInOneOfItsOwn_areAsManyAsHaveReplicas() {
        int members = 30;
        int[][] subscriptions = new int[members][];
        Arrays.fill(subscriptions, new int[] {0});
        int[] owners = new int[90];
        Arrays.fill(owners, AssignmentInput.NONE);
        IntGroup group = IntGroup.of(new int[] {owners.length}, subscriptions, owners)
                .in(
                        IntStream.range(0, members).toArray(),
                        IntStream.range(0, owners.length).map(p -> p % 3).toArray());

        assertThat(SubscriptionClasses.of(new FinerInput(group, ReplicaRacks.of(group), null)).count)
                .isEqualTo(3);
        isBest(
                group,
                RackPriority.AFTER_MOVEMENT,
                AimsOracle.ofRacks(group, RackPriority.AFTER_MOVEMENT).best());
    }

    @Test
    void racks_everybodyReadsAbroad_moveOnlyIfTheyComeFirst() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", List.of(List.of("r1"), List.of("r2")))
                .member("a", null, "r1", List.of("orders"))
                .member("b", null, "r2", List.of("orders"))
                .claim("a", "orders", 1, 1)
                .claim("b", "orders", 0, 1)
                .build();

        assertThat(new StickyAssignor().withRacks(RackPriority.AFTER_MOVEMENT).assign(input))
                .isEqualTo(Assignment.of(new int[] {1, 0}));
        assertThat(new StickyAssignor().withRacks(RackPriority.BEFORE_MOVEMENT).assign(input))
                .isEqualTo(Assignment.of(new int[] {0, 1}));
    }

    @Test
    void racks_null_isRefused() {
        assertThatThrownBy(() -> new StickyAssignor().withRacks(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("priority");
        assertThatThrownBy(() -> new CooperativeStickyAssignor().withRacks(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("priority");
    }

    // mutants: racks ignored; racks at the wrong place among the aims; each site taken for the one before
    @Test
    void checks_racksIgnoredOrMisplaced_noticeIt() {
        int ignored = 0;
        int misplaced = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            IntGroup group = IntGroups.randomInRacks(new SplittableRandom(seed), 5, 5, 4);
            for (RackPriority priority : RackPriority.values()) {
                AimsOracle oracle = AimsOracle.ofRacks(group, priority);
                RackPriority other = RackPriority.values()[1 - priority.ordinal()];
                List<Long> best = oracle.best();
                ignored += oracle.quality(new StickyAssignor().assign(group)).equals(best) ? 0 : 1;
                misplaced +=
                        oracle.quality(new StickyAssignor().withRacks(other).assign(group))
                                        .equals(best)
                                ? 0
                                : 1;
            }
        }
        assertThat(ignored).isGreaterThan(500);
        assertThat(misplaced).isGreaterThan(500);
    }
}
