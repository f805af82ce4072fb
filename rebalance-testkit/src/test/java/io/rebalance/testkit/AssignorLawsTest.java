package io.rebalance.testkit;

import static io.rebalance.testkit.AssignorLaw.BALANCED;
import static io.rebalance.testkit.AssignorLaw.CONVERGES;
import static io.rebalance.testkit.AssignorLaw.FAIR;
import static io.rebalance.testkit.AssignorLaw.FIXED_POINT;
import static io.rebalance.testkit.AssignorLaw.STICKY;
import static io.rebalance.testkit.AssignorLaw.TOPIC_BALANCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.RangeAssignor;
import io.rebalance.assignors.StickyAssignor;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AssignorLawsTest {

    private static final long SEED = 20_260_101;
    private static final int TRIES = 3_000;
    private static final int TRIES_OF_BROKEN = 400;

    // what each of ours promises, and what it does not
    @ParameterizedTest
    @CsvSource({
        "range,              TOPIC_BALANCED FIXED_POINT CONVERGES",
        "roundrobin,         BALANCED TOPIC_BALANCED FIXED_POINT CONVERGES",
        "sticky,             BALANCED FAIR FIXED_POINT STICKY CONVERGES",
        "cooperative-sticky, BALANCED FAIR FIXED_POINT STICKY CONVERGES",
    })
    void everyAssignor_anyGroup_keepsWhatItOwesAndPromises(String name, String promises) {
        Set<AssignorLaw> kept = EnumSet.copyOf(AssignorLaw.owed());
        for (String promise : promises.split(" ")) {
            kept.add(AssignorLaw.valueOf(promise));
        }
        Assignor assignor = Assignors.named(name);
        AssignorLaws laws = AssignorLaws.of(assignor).with(kept.toArray(AssignorLaw[]::new));

        laws.check(SEED, TRIES);
        laws.check(RandomGroups.any().upTo(30, 12, 20), SEED, TRIES / 10);
        laws.check(RandomGroups.trap().upTo(14, 12, 6), SEED, TRIES / 4);

        assertThat(brokenBy(() -> assignor)).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(kept)));
    }

    @ParameterizedTest
    @EnumSource(BrokenAssignor.class)
    void brokenAssignor_lawByLaw_breaksThoseThatItShould(BrokenAssignor broken) {
        assertThat(brokenBy(broken.assignors())).isEqualTo(broken.broken());
    }

    private static Set<AssignorLaw> brokenBy(Supplier<Assignor> assignors) {
        Set<AssignorLaw> broken = EnumSet.noneOf(AssignorLaw.class);
        for (AssignorLaw law : AssignorLaw.values()) {
            try {
                only(law, assignors).check(SEED, TRIES_OF_BROKEN);
            } catch (BrokenLawError e) {
                assertThat(e.law()).isEqualTo(law);
                broken.add(law);
            }
        }
        return broken;
    }

    private static AssignorLaws only(AssignorLaw law, Supplier<Assignor> assignors) {
        return AssignorLaws.of(assignors).without(AssignorLaw.values()).with(law);
    }

    @ParameterizedTest
    @EnumSource(BrokenAssignor.class)
    void brokenAssignor_found_isShownOnAGroupThatCannotBeCutDown(BrokenAssignor broken) {
        for (AssignorLaw law : broken.broken()) {
            AssignorLaws laws = only(law, broken.assignors());
            BrokenLawError error = catchThrowableOfType(BrokenLawError.class, () -> laws.check(SEED, TRIES_OF_BROKEN));

            assertThat(error.group().members()).hasSizeLessThanOrEqualTo(4);
            assertThat(error.group().size()).isLessThanOrEqualTo(22);
            assertThat(error.group().smaller()).allSatisfy(laws::check);
            // what is shown can be pasted back
            SampleGroup pasted = SampleGroup.parse(error.group().toText());
            assertThatThrownBy(() -> laws.check(pasted)).isInstanceOf(BrokenLawError.class);
        }
    }

    @Test
    void brokenLaw_message_namesLawSeedGroupAndBothAnswers() {
        AssignorLaws laws = AssignorLaws.of(BrokenAssignor.MOVES_WHAT_IS_SETTLED.assignors())
                .with(FIXED_POINT);

        assertThatThrownBy(() -> laws.check(RandomGroups.any(), 7, 1_000)).hasMessage("""
                        defect breaks FIXED_POINT, its own answer, asked again, stays as it is: it moved partitions
                        with seed 7, group 1, found with a group of 5 members, 2 topics, 7 partitions, cut down to 3 members, 1 topic, 2 partitions
                        group:
                          topic t1 2
                          member me t1
                          member mc t1
                          member mb
                        answer:
                          mb:
                          mc: t1-0
                          me: t1-1
                        second answer:
                          mb:
                          mc: t1-1
                          me: t1-0
                        """);
    }

    @Test
    void brokenLaw_thrownByTheAssignor_isTheCause() {
        AssignorLaws laws = AssignorLaws.of(BrokenAssignor.THROWS_WHERE_CONTESTED.assignors());
        SampleGroup group = SampleGroup.parse("""
                topic orders 4
                member anna orders
                member bert orders
                member carl orders
                claim anna 3 orders 0 1 2
                claim bert 3 orders 2
                """);

        assertThatThrownBy(() -> laws.check(group))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessage("""
                        defect breaks TOTAL, every group has an answer: it threw java.lang.IllegalStateException: two owners
                        found with a group of 3 members, 1 topic, 4 partitions, cut down to 2 members, 1 topic, 1 partition
                        group:
                          topic orders 1
                          member anna
                          member bert orders
                          claim anna 0 orders 0
                          claim bert 0 orders 0
                        """);
    }

    @Test
    void brokenLaw_ofAnInput_isShownInNames() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", 3)
                .member("anna", Set.of("orders"))
                .member("bert", Set.of("orders"))
                .build();
        AssignorLaws laws = AssignorLaws.of(new AllToTheFirst()).with(BALANCED);

        assertThatThrownBy(() -> laws.check(input))
                .hasMessageContaining("all-to-the-first breaks BALANCED")
                .hasMessageContaining("  topic orders 2\n")
                .hasMessageContaining("  anna: orders-0 orders-1\n  bert:\n");
        AssignorLaws.of(new AllToTheFirst()).check(input);
    }

    private static final class AllToTheFirst implements Assignor {
        @Override
        public String name() {
            return "all-to-the-first";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            int[] owners = new int[input.partitionCount()];
            for (int p = 0; p < owners.length; p++) {
                while (!Answer.subscribes(input, owners[p], Answer.topicOf(input, p))) {
                    owners[p]++;
                }
            }
            return Assignment.of(owners);
        }
    }

    @Test
    void laws_sameSeed_findTheSame() {
        AssignorLaws laws = AssignorLaws.of(new RangeAssignor()).with(STICKY, FAIR);

        String message = catchThrowableOfType(BrokenLawError.class, () -> laws.check(3, 500))
                .getMessage();

        assertThatThrownBy(() -> laws.check(3, 500)).hasMessage(message);
    }

    @Test
    void laws_chosen_areThoseOwedWithAndWithout() {
        AssignorLaws laws = AssignorLaws.of(new StickyAssignor());

        assertThat(laws.laws()).isEqualTo(AssignorLaw.owed()).hasSize(7);
        assertThat(laws.with(TOPIC_BALANCED, CONVERGES).laws()).hasSize(9).contains(TOPIC_BALANCED, CONVERGES);
        assertThat(laws.without(AssignorLaw.TOTAL).laws()).hasSize(6);
        assertThat(laws.laws()).hasSize(7);
        laws.without(AssignorLaw.values()).check(1, 10);
    }

    @Test
    void laws_badArguments_areRefused() {
        AssignorLaws laws = AssignorLaws.of(new StickyAssignor());

        assertThatNullPointerException()
                .isThrownBy(() -> AssignorLaws.of((Assignor) null))
                .withMessage("assignor");
        assertThatNullPointerException()
                .isThrownBy(() -> laws.check((SampleGroup) null))
                .withMessage("group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> laws.check(1, -1))
                .withMessage("tries must be 0 or more, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomGroups.any().upTo(1, 0, 1))
                .withMessage("topics must be 1 or more, was 0");
    }
}
