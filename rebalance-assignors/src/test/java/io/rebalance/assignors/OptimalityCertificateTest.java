package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimalityCertificateTest {

    private static final int PLANTED = 8;

    private final StickyAssignor sticky = new StickyAssignor();

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void certificate_plantedAssignments_provesThoseAsGoodAsTheOracleAndNoOther(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.random(random, 10, 8, 7);
        OptimalityCertificate certificate = OptimalityCertificate.of(group);
        BalanceOracle.Best best = FlowOracle.best(group);
        Assignment assignment = sticky.assign(group);

        assertThat(certificate.objection(group, assignment)).isEmpty();
        for (int i = 0; i < PLANTED; i++) {
            Assignment planted = disturbed(group, assignment, 1 + i / 3, random);
            assertThat(certificate.proves(group, planted))
                    .as("%s of %s", planted, group)
                    .isEqualTo(BalanceOracle.quality(group, planted).equals(best));
        }
    }

    /** Hands some partitions over, mostly in exchange for another, so that loads often stay as they are. */
    private static Assignment disturbed(IntGroup group, Assignment assignment, int steps, SplittableRandom random) {
        int[] owners = IntStream.range(0, group.partitionCount())
                .map(assignment::ownerOf)
                .toArray();
        for (int i = 0; i < steps && owners.length > 0; i++) {
            int given = random.nextInt(owners.length);
            int from = owners[given];
            int[] candidates = subscribersOf(group, given);
            int to = candidates[random.nextInt(candidates.length)];
            int[] back = IntStream.range(0, owners.length)
                    .filter(p -> owners[p] == to
                            && Arrays.stream(subscribersOf(group, p)).anyMatch(m -> m == from))
                    .toArray();
            owners[given] = to;
            if (back.length > 0 && random.nextInt(4) > 0) {
                owners[back[random.nextInt(back.length)]] = from;
            }
        }
        return Assignment.of(owners);
    }

    private static int[] subscribersOf(IntGroup group, int partition) {
        int t = 0;
        while (group.firstPartition(t + 1) <= partition) {
            t++;
        }
        return IntGroups.subscribers(group.subscriptions(), t);
    }

    // a wrong certificate is no way to have a bad assignment proven
    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void certificate_ofAnotherPast_provesNothingThatIsNotOptimal(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.random(random, 6, 5, 5);
        Assignment other = disturbed(group, sticky.assign(group), 4, random);
        Assignment assignment = disturbed(group, sticky.assign(group), random.nextInt(3), random);

        if (OptimalityCertificate.of(group.after(other)).proves(group, assignment)) {
            assertThat(BalanceOracle.quality(group, assignment)).isEqualTo(FlowOracle.best(group));
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void certificate_anyPrices_provesNothingThatIsNotOptimal(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntGroup group = IntGroups.random(random, 3, 2, 2);
        Assignment assignment = disturbed(group, sticky.assign(group), random.nextInt(3), random);
        OptimalityCertificate forged = new OptimalityCertificate(
                random.ints(group.memberCount(), 0, 2).toArray(),
                new int[] {1 + random.nextInt(4), random.nextInt(3)},
                random.ints(group.topicCount(), -1, 1).toArray(),
                random.ints(group.memberCount(), -1, 1).toArray());

        if (forged.proves(group, assignment)) {
            assertThat(BalanceOracle.quality(group, assignment)).isEqualTo(BalanceOracle.best(group));
        }
    }

    static Stream<Arguments> largeGroups() {
        return Arrays.stream(LargeGroups.Structure.values())
                .flatMap(s -> Arrays.stream(LargeGroups.Past.values()).map(p -> Arguments.of(s, p)));
    }

    @ParameterizedTest
    @MethodSource("largeGroups")
    void sticky_largeGroup_isCertifiedAndLeavesItsOwnResultAlone(
            LargeGroups.Structure structure, LargeGroups.Past past) {
        SplittableRandom random = new SplittableRandom(structure.ordinal() * 31 + past.ordinal());
        IntGroup group = LargeGroups.of(structure, past, 1_000, 10_000, random);

        Assignment assignment = sticky.assign(group);

        assertThat(OptimalityCertificate.of(group).objection(group, assignment)).isEmpty();
        assertThat(sticky.assign(group.after(assignment))).isEqualTo(assignment);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            orders=4 payments=2 | a:orders b          | a@1 o0 o1 o2 o3       | 0 0 0 0 1 1   | a must have 3 partitions, had 4
            orders=4 payments=2 | a:orders b          | a@1 o0 o1 o2 o3       | 0 0 0 1 1 1   | -
            orders=4 payments=2 | a:orders b          | a@1 o0 o1 o2 o3       | 0 0 0 0 0 1   | payments-0 must be with a subscriber
            orders=4 payments=2 | a:orders b          | a@1 o0 o1 o2 o3       | 0 0 0 1 1 -1  | payments-1 must be with a subscriber
            orders=4 payments=2 | a:orders b          | a@1 o0 o1 o2 o3       | 0 0 0 1 1     | there must be 6 partitions, were 5
            orders=6 payments=1 | a:orders b:orders,payments c:payments | a@1 o0 | 0 0 0 1 1 1 1 | payments-0 must not be with b, whom others can relieve
            orders=3            | a b                 | a@1 o0 o1; b@1 o2     | 0 1 1         | fewer partitions may have to move: a lost some of orders
            orders=3            | a b                 | a@1 o0 o1             | 0 1 1         | fewer partitions may have to move: a lost some of orders
            orders=2 payments=2 | a b                 | a@1 o0 p0; b@1 o1 p1  | 1 0 0 1       | fewer partitions may have to move: a lost some of orders
            """)
    void objection_assignment_saysWhatIsWrong(
            String topics, String members, String claims, String owners, String objection) {
        AssignmentInput input = GroupSketch.of(topics, members, claims).input();
        Assignment assignment = Assignment.of(
                Arrays.stream(owners.split(" ")).mapToInt(Integer::parseInt).toArray());

        assertThat(OptimalityCertificate.of(input).objection(input, assignment).orElse(null))
                .isEqualTo(objection);
    }

    @Test
    void objection_anotherGroup_isRefused() {
        OptimalityCertificate certificate = OptimalityCertificate.of(
                GroupSketch.of("orders=4 payments=2", "a b", "").input());
        AssignmentInput oneMore =
                GroupSketch.of("orders=4 payments=2", "a b c", "").input();
        AssignmentInput oneTopic = GroupSketch.of("orders=4", "a b", "").input();

        assertThatThrownBy(() -> certificate.objection(oneMore, sticky.assign(oneMore)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have 2 members, had 3");
        assertThatThrownBy(() -> certificate.proves(oneTopic, sticky.assign(oneTopic)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have 2 topics, had 1");
    }
}
