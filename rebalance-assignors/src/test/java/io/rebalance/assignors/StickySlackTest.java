package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StickySlackTest {

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void slack_anyGroup_movesTheFewestWithLoadsWithinIt(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int slack) {
        IntGroup group = IntGroups.random(new SplittableRandom(seed), 10, 8, 8);
        StickyProblem problem = new StickyProblem(group);
        Blocks blocks = BlockDivision.of(problem).blocks();
        int[] low = new int[group.memberCount()];
        int[] high = new int[group.memberCount()];
        for (int m = 0; m < low.length; m++) {
            low[m] = Math.max(0, blocks.low[problem.classes.ofMember[m]] - slack);
            high[m] = blocks.high[problem.classes.ofMember[m]] + slack;
        }
        StickyAssignor loose = new StickyAssignor().withSlack(slack);

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
    void slack_nothingOwned_balancesAllTheSame(@ForAll long seed) {
        IntGroup drawn = IntGroups.random(new SplittableRandom(seed), 10, 8, 8);
        int[] nobody = new int[drawn.partitionCount()];
        java.util.Arrays.fill(nobody, AssignmentInput.NONE);
        IntGroup group = new IntGroup(drawn.first(), drawn.subscriptions(), nobody);

        assertThat(BalanceOracle.quality(
                        group, new StickyAssignor().withSlack(3).assign(group)))
                .isEqualTo(FlowOracle.best(group));
    }

    @Test
    void slack_moreThanAnyLoad_movesNothing() {
        AssignmentInput input = GroupSketch.of("orders=5 payments=1", "a b:orders c:payments", "a@1 o0 o1 o2 o3 o4 p0")
                .input();

        Assignment assignment =
                new StickyAssignor().withSlack(Integer.MAX_VALUE).assign(input);

        assertThat(assignment).isEqualTo(Assignment.of(new int[] {0, 0, 0, 0, 0, 0}));
    }

    // optimal-sticky.md 8: what strict balance asks for, and a slack of one spares
    @Test
    void slack_oneOff_staysWhereItIs() {
        AssignmentInput input = GroupSketch.of(
                        "kilo=6 lima=1 mike=1",
                        "a:kilo b:kilo,lima c:lima,mike d:mike",
                        "a@1 k0 k1 k2 k3; b@1 k4 k5; c@1 l0; d@1 m0")
                .input();

        assertThat(BalanceOracle.moves(input, new StickyAssignor().assign(input)))
                .isEqualTo(1);
        assertThat(BalanceOracle.moves(input, new StickyAssignor().withSlack(1).assign(input)))
                .isZero();
    }

    @Test
    void slack_cooperative_isTheSame() {
        AssignmentInput input = GroupSketch.of("orders=9", "a b c", "a@1 o0 o1 o2 o3 o4; b@1 o5 o6 o7 o8")
                .input();

        assertThat(new CooperativeStickyAssignor().withSlack(1).assign(input))
                .isEqualTo(new StickyAssignor().withSlack(1).assign(input))
                .isNotEqualTo(new StickyAssignor().assign(input));
    }

    @Test
    void slack_negative_isRefused() {
        assertThatThrownBy(() -> new StickyAssignor().withSlack(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slack must be 0 or more, was -1");
        assertThatThrownBy(() -> new CooperativeStickyAssignor().withSlack(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slack must be 0 or more, was -1");
    }
}
