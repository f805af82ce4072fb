package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The sticky assignor against an oracle that knows nothing of classes, blocks or topics. */
class StickyOptimalityTest {

    private final StickyAssignor sticky = new StickyAssignor();

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void oracles_smallGroup_agree(@ForAll long seed) {
        IntGroup group = IntGroups.random(new SplittableRandom(seed), 4, 4, 3);

        assertThat(FlowOracle.best(group)).as("%s", group).isEqualTo(BalanceOracle.best(group));
    }

    @Property(tries = 30_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_smallGroup_isBalancedWithTheFewestMoves(@ForAll long seed) {
        isOptimal(IntGroups.random(new SplittableRandom(seed), 5, 5, 4));
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_group_isBalancedWithTheFewestMoves(@ForAll long seed) {
        isOptimal(IntGroups.random(new SplittableRandom(seed), 14, 12, 8));
    }

    // optimal-sticky.md 4: what shows a movement phase that is missing or wrong
    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_trap_isBalancedWithTheFewestMoves(@ForAll long seed) {
        isOptimal(IntGroups.random(IntGroups.Kind.TRAP, new SplittableRandom(seed), 14, 12, 6));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void sticky_largerGroup_isBalancedWithTheFewestMoves(@ForAll long seed) {
        isOptimal(IntGroups.random(new SplittableRandom(seed), 40, 30, 13));
    }

    private void isOptimal(IntGroup group) {
        Assignment assignment = sticky.assign(group);

        assertThat(BalanceOracle.quality(group, assignment)).as("%s", group).isEqualTo(FlowOracle.best(group));
        assertThat(sticky.assign(group.after(assignment)))
                .as("fixed point of %s", group)
                .isEqualTo(assignment);
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void sticky_sameGroupInAnyOrder_isAnsweredAlike(@ForAll long seed) {
        IntGroup group = IntGroups.random(new SplittableRandom(seed), 14, 12, 8);
        Assignment assignment = sticky.assign(group);

        assertThat(sticky.assign(group.sketch().shuffled(seed))).isEqualTo(assignment);
        assertThat(sticky.assign(group.sketch().shuffled(~seed))).isEqualTo(assignment);
    }

    @Test
    void sticky_topicWithoutSubscriber_isGivenToNobody() {
        IntGroup group = IntGroup.of(new int[] {2, 1, 2}, new int[][] {{0}, {2}, {}}, new int[] {0, 1, 2, 0, 2});

        assertThat(sticky.assign(group)).isEqualTo(Assignment.of(new int[] {0, 0, AssignmentInput.NONE, 1, 1}));
    }

    @Test
    void sticky_nobodySubscribes_givesNothing() {
        IntGroup group = IntGroup.of(new int[] {2}, new int[][] {{}, {}}, new int[] {0, 1});

        assertThat(sticky.assign(group))
                .isEqualTo(Assignment.of(new int[] {AssignmentInput.NONE, AssignmentInput.NONE}));
    }
}
