package io.rebalance.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignors.Assignors;
import io.rebalance.testkit.AssignorLaws;
import io.rebalance.testkit.RandomGroups;
import io.rebalance.testkit.SampleGroup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** The generators in jqwik's own hands. */
class GroupArbitraryTest {

    @Property
    void everyAssignor_groupsByThemselves_keepsTheLaws(@ForAll SampleGroup group) {
        Assignors.all().forEach(assignor -> AssignorLaws.of(assignor).check(group));
    }

    @Property
    void everyAssignor_trapsProvided_keepsTheLaws(@ForAll("traps") SampleGroup group) {
        assertThat(group.members()).hasSizeLessThanOrEqualTo(12);
        Assignors.all().forEach(assignor -> AssignorLaws.of(assignor).check(group));
    }

    @Provide
    Arbitrary<SampleGroup> traps() {
        return GroupArbitrary.of(RandomGroups.trap().upTo(12, 10, 5));
    }

    @Property(
            tries = 400,
            seed = "99",
            generation = GenerationMode.RANDOMIZED,
            edgeCases = EdgeCasesMode.NONE,
            shrinking = ShrinkingMode.FULL)
    @AddLifecycleHook(FailsWithTheSmallest.class)
    void property_thatFails_isShrunkToTheSmallestGroup(@ForAll SampleGroup group) {
        assertThat(hasContested(group.input())).isFalse();
    }

    private static boolean hasContested(AssignmentInput input) {
        for (int p = 0; p < input.partitionCount(); p++) {
            if (input.previousOwnerOf(p) == AssignmentInput.CONTESTED) {
                return true;
            }
        }
        return false;
    }

    /** Turns the failure that is expected into a success, if its sample is as small as can be. */
    static final class FailsWithTheSmallest implements AroundPropertyHook {

        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
            PropertyExecutionResult result = property.execute();
            assertThat(result.status()).isEqualTo(PropertyExecutionResult.Status.FAILED);
            SampleGroup smallest =
                    (SampleGroup) result.falsifiedParameters().orElseThrow().get(0);
            assertThat(smallest.members()).hasSize(2);
            assertThat(smallest.topics()).hasSize(1);
            assertThat(smallest.claims()).hasSize(2);
            assertThat(smallest.smaller()).noneMatch(less -> hasContested(less.input()));
            return result.mapToSuccessful();
        }
    }

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @Property(tries = 100, edgeCases = EdgeCasesMode.FIRST)
    @AddLifecycleHook(SeesTheBare.class)
    void property_edgeCases_areTheBareGroups(@ForAll SampleGroup group) {
        SEEN.add(group.toText());
    }

    static final class SeesTheBare implements AroundPropertyHook {

        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
            SEEN.clear();
            PropertyExecutionResult result = property.execute();
            List<String> bare =
                    RandomGroups.bare().stream().map(SampleGroup::toText).toList();
            assertThat(SEEN).containsAll(bare).hasSizeGreaterThan(bare.size());
            return result;
        }
    }
}
