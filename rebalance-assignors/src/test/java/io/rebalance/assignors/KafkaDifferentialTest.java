package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RevocationBarrier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Kafka 4.1's own client assignors, on the same inputs as ours. Its sticky ones on inputs that are always the same: what
 * they do with all others nobody promises.
 */
class KafkaDifferentialTest {

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void range_anyGroup_answersLikeKafka(@ForAll("groups") GroupSketch group) throws AssignorException {
        AssignmentInput input = group.input();
        var kafka = new org.apache.kafka.clients.consumer.RangeAssignor();

        Assignment theirs = KafkaGroups.assignment(
                input, kafka.assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptions(group)));

        assertThat(new RangeAssignor().assign(input)).isEqualTo(theirs);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void roundRobin_anyGroup_answersLikeKafka(@ForAll("groups") GroupSketch group) throws AssignorException {
        AssignmentInput input = group.input();
        var kafka = new org.apache.kafka.clients.consumer.RoundRobinAssignor();

        Assignment theirs = KafkaGroups.assignment(
                input, kafka.assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptions(group)));

        assertThat(new RoundRobinAssignor().assign(input)).isEqualTo(theirs);
    }

    @Property(tries = 10_000, seed = "6", edgeCases = EdgeCasesMode.NONE)
    void cooperativeSticky_equalSubscriptions_balancesAsKafkaWithNoMoreMoves(@ForAll("equal") GroupSketch group)
            throws AssignorException {
        comparesWell(
                group,
                new KafkaGroups.Target().assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptions(group)));
    }

    @Property(tries = 10_000, seed = "7", edgeCases = EdgeCasesMode.NONE)
    void sticky_equalSubscriptions_balancesAsKafkaWithNoMoreMoves(@ForAll("equal") GroupSketch group)
            throws AssignorException {
        comparesWell(
                group,
                new org.apache.kafka.clients.consumer.StickyAssignor()
                        .assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptionsWithUserData(group)));
    }

    // a tenth of them, or all: see Share
    @Test
    void sticky_unequalSubscriptions_isNeverWorseThanKafka() throws AssignorException {
        for (int seed = 0; seed < Share.of(500_000); seed++) {
            GroupSketch group = unequal(seed);
            // now as the eager assignor keeps its books, now as the cooperative one does
            isNeverWorse(
                    "seed " + seed,
                    group,
                    seed % 2 == 0
                            ? new KafkaGroups.Target()
                                    .assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptions(group))
                            : new org.apache.kafka.clients.consumer.StickyAssignor()
                                    .assign(
                                            KafkaGroups.partitionCounts(group),
                                            KafkaGroups.subscriptionsWithUserData(group)));
        }
    }

    /** Without members that subscribe to nothing: Kafka 4.1 can take such a group for one of equal subscriptions. */
    private static GroupSketch unequal(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        while (true) {
            boolean small = random.nextInt(100) > 0;
            IntGroup group = small ? IntGroups.random(random, 6, 5, 4) : IntGroups.random(random, 12, 10, 8);
            if (Arrays.stream(group.subscriptions()).allMatch(s -> s.length > 0)) {
                return group.sketch();
            }
        }
    }

    // the barrier of Kafka's cooperative assignor against ours
    @Property(tries = 10_000, seed = "8", edgeCases = EdgeCasesMode.NONE)
    void revocationBarrier_equalSubscriptions_withholdsNoMoreThanKafka(@ForAll("equal") GroupSketch group)
            throws AssignorException {
        AssignmentInput input = group.input();
        Map<String, List<TopicPartition>> theirs = new org.apache.kafka.clients.consumer.CooperativeStickyAssignor()
                .assign(KafkaGroups.partitionCounts(group), KafkaGroups.subscriptions(group));

        int granted = theirs.values().stream().mapToInt(List::size).sum();
        RevocationBarrier ours = RevocationBarrier.of(input, new CooperativeStickyAssignor().assign(input));

        assertThat(ours.withheldCount()).isLessThanOrEqualTo(input.partitionCount() - granted);
    }

    private static void comparesWell(GroupSketch group, Map<String, List<TopicPartition>> kafka)
            throws AssignorException {
        AssignmentInput input = group.input();
        Assignment theirs = KafkaGroups.assignment(input, kafka);
        Assignment ours = new StickyAssignor().assign(input);

        assertThat(sortedLoads(input, ours)).isEqualTo(sortedLoads(input, theirs));
        assertThat(BalanceOracle.moves(input, ours)).isLessThanOrEqualTo(BalanceOracle.moves(input, theirs));
    }

    private static void isNeverWorse(String name, GroupSketch group, Map<String, List<TopicPartition>> kafka)
            throws AssignorException {
        AssignmentInput input = group.input();
        BalanceOracle.Best theirs = BalanceOracle.quality(input, KafkaGroups.assignment(input, kafka));
        BalanceOracle.Best ours = BalanceOracle.quality(input, new StickyAssignor().assign(input));

        if (ours.sumOfSquares() > theirs.sumOfSquares()
                || (ours.sumOfSquares() == theirs.sumOfSquares() && ours.moves() > theirs.moves())) {
            throw new AssertionError(name + ": " + ours + " is worse than " + theirs + " of " + group);
        }
    }

    private static int[] sortedLoads(AssignmentInput input, Assignment assignment) {
        int[] loads = BalanceOracle.loads(input, assignment);
        Arrays.sort(loads);
        return loads;
    }

    @Provide
    Arbitrary<GroupSketch> groups() {
        return Sketches.any(8, 6, 9);
    }

    @Provide
    Arbitrary<GroupSketch> equal() {
        return Sketches.equal(8, 5, 10);
    }
}
