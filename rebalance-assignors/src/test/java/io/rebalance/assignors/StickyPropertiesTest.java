package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StickyPropertiesTest {

    private final StickyAssignor sticky = new StickyAssignor();
    private final CooperativeStickyAssignor cooperative = new CooperativeStickyAssignor();

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_equalSubscriptions_balancesWithTheFewestMoves(@ForAll("equal") GroupSketch group) {
        AssignmentInput input = group.input();

        Assignment assignment = sticky.assign(input);

        int[] loads = BalanceOracle.loads(input, assignment);
        assertThat(Arrays.stream(loads).max().orElse(0)
                        - Arrays.stream(loads).min().orElse(0))
                .isLessThanOrEqualTo(1);
        assertThat(BalanceOracle.moves(input, assignment)).isEqualTo(BalanceOracle.fewestMovesOfEqual(input));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_unequalSubscriptions_balancesAsWellAsAnyAssignmentWithTheFewestMoves(
            @ForAll("small") GroupSketch group) {
        AssignmentInput input = group.input();

        assertThat(BalanceOracle.quality(input, sticky.assign(input))).isEqualTo(BalanceOracle.best(input));
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_unequalSubscriptions_leavesNoImprovingChain(@ForAll("large") GroupSketch group) {
        AssignmentInput input = group.input();

        assertThat(BalanceOracle.hasImprovingChain(input, sticky.assign(input))).isFalse();
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void cooperativeSticky_anyGroup_strivesForTheSameAsSticky(@ForAll("any") GroupSketch group) {
        AssignmentInput input = group.input();

        assertThat(cooperative.assign(input)).isEqualTo(sticky.assign(input));
    }

    // after one round in which owners let go, the second round has nothing to withhold: kafka-protocol.md 4.6
    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void cooperativeSticky_afterRevocation_isDoneInTheSecondRound(@ForAll("any") GroupSketch group) {
        AssignmentInput input = group.input();
        RevocationBarrier first = RevocationBarrier.of(input, cooperative.assign(input));

        AssignmentInput rejoined = group.after(first.granted()).input();
        Assignment second = cooperative.assign(rejoined);

        assertThat(RevocationBarrier.of(rejoined, second).withheldCount()).isZero();
        assertThat(sortedLoads(rejoined, second)).isEqualTo(sortedLoads(input, cooperative.assign(input)));
    }

    enum Structure {
        HALF,
        CHAIN,
        SPARSE,
        NESTED,
        FEW
    }

    enum Ownership {
        NOBODY,
        ANYBODY,
        ONE_MEMBER
    }

    @ParameterizedTest
    @EnumSource
    void sticky_manyMembersOfUnequalSubscriptions_leavesNoImprovingChain(Structure structure) {
        SplittableRandom random = new SplittableRandom(structure.ordinal());
        for (Ownership ownership : Ownership.values()) {
            AssignmentInput input = large(structure, ownership, 200, 4_000, random);
            Assignment assignment = sticky.assign(input);

            assertThat(BalanceOracle.hasImprovingChain(input, assignment)).isFalse();
        }
    }

    private static AssignmentInput large(
            Structure structure, Ownership ownership, int members, int partitions, SplittableRandom random) {
        int topics = structure == Structure.HALF || structure == Structure.FEW ? 50 : members + 1;
        AssignmentInput.Builder builder = AssignmentInput.builder();
        int[] counts = new int[topics];
        for (int p = 0; p < partitions; p++) {
            counts[random.nextInt(1 + random.nextInt(topics))]++; // the first topics have more
        }
        List<List<String>> subscribers = new ArrayList<>();
        for (int t = 0; t < topics; t++) {
            builder.topic(topic(t), counts[t]);
            subscribers.add(new ArrayList<>());
        }
        for (int m = 0; m < members; m++) {
            List<String> subscribed = new ArrayList<>();
            for (int t = 0; t < topics; t++) {
                boolean wants = switch (structure) {
                    case HALF -> random.nextBoolean();
                    case CHAIN -> t == m || t == m + 1;
                    case SPARSE -> random.nextInt(topics) < 3;
                    case NESTED -> t <= m;
                    case FEW -> t % 5 != m % 5;
                };
                if (wants) {
                    subscribed.add(topic(t));
                    subscribers.get(t).add(member(m));
                }
            }
            builder.member(member(m), subscribed);
        }
        for (int t = 0; t < topics && ownership != Ownership.NOBODY; t++) {
            List<String> candidates = subscribers.get(t);
            for (int p = 0; p < counts[t] && !candidates.isEmpty(); p++) {
                int owner = ownership == Ownership.ANYBODY ? random.nextInt(candidates.size()) : 0;
                builder.claim(candidates.get(owner), topic(t), p, 1);
            }
        }
        return builder.build();
    }

    private static String topic(int t) {
        return String.format(java.util.Locale.ROOT, "t%03d", t);
    }

    private static String member(int m) {
        return String.format(java.util.Locale.ROOT, "m%03d", m);
    }

    private static int[] sortedLoads(AssignmentInput input, Assignment assignment) {
        int[] loads = BalanceOracle.loads(input, assignment);
        Arrays.sort(loads);
        return loads;
    }

    @Provide
    Arbitrary<GroupSketch> equal() {
        return Sketches.equal(8, 5, 10);
    }

    @Provide
    Arbitrary<GroupSketch> small() {
        return Sketches.unequal(4, 4, 3);
    }

    @Provide
    Arbitrary<GroupSketch> large() {
        return Sketches.unequal(12, 10, 9);
    }

    @Provide
    Arbitrary<GroupSketch> any() {
        return Sketches.any(7, 5, 8);
    }
}
