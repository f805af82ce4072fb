package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AssignorLawsTest {

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void everyAssignor_anyGroup_keepsTheLaws(
            @ForAll("assignors") Assignor assignor, @ForAll("groups") GroupSketch group) throws AssignorException {
        new AssignorLaws(assignor).hold(group);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void stickyAssignors_theirOwnResult_leaveItAlone(
            @ForAll("stickyAssignors") Assignor assignor, @ForAll("groups") GroupSketch group)
            throws AssignorException {
        new AssignorLaws(assignor).leavesItsOwnResultAlone(group);
    }

    @ParameterizedTest
    @MethodSource("io.rebalance.assignors.Assignors#all")
    void everyAssignor_nobodyThere_answersNothing(Assignor assignor) throws AssignorException {
        GroupSketch group = new GroupSketch(GroupSketch.of("orders=3", "a", "").topics(), List.of());

        assertThat(assignor.assign(group.input()).partitionCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.rebalance.assignors.Assignors#all")
    void everyAssignor_topicsWithoutPartitions_givesNothing(Assignor assignor) throws AssignorException {
        GroupSketch group = GroupSketch.of("orders=0 payments=0", "a b:orders", "");

        assertThat(group.text(assignor.assign(group.input()))).isEqualTo("a: -; b: -");
    }

    @Test
    void laws_aRuinedAssignment_areBroken() {
        GroupSketch group = GroupSketch.of("orders=2 payments=1", "a:orders b", "");

        for (int[] owners : new int[][] {{0, 1}, {0, 1, -1}, {0, 1, 0}, {0, 1, 2}}) {
            Assignor ruined = new Fixed(owners);
            assertThatThrownBy(() -> new AssignorLaws(ruined).hold(group)).isInstanceOf(AssertionError.class);
        }
    }

    private record Fixed(int[] owners) implements Assignor {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            return Assignment.of(owners);
        }
    }

    @Provide
    Arbitrary<Assignor> assignors() {
        return Arbitraries.of(Assignors.all());
    }

    @Provide
    Arbitrary<Assignor> stickyAssignors() {
        return Arbitraries.of(
                Assignors.named("sticky"), Assignors.named("cooperative-sticky"), Assignors.named("uniform"));
    }

    @Provide
    Arbitrary<GroupSketch> groups() {
        return Sketches.any(7, 5, 8);
    }
}
