package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.AbstractPartitionAssignor;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

/**
 * Range and round-robin on random groups of up to 16 members and 8 topics with 24 partitions, in racks and without, as Kafka
 * 4.1's own answer. The build looks at 100,000 groups, {@code -Poptimality} at a million.
 */
class LargerGroupsTest {

    @Test
    void anyGroup_answersLikeKafka() throws AssignorException {
        int racked = 0;
        for (int seed = 0; seed < Share.of(1_000_000); seed++) {
            RackedGroup group = RackedGroup.random(seed, 16, 8, 24, seed % 4);
            AssignmentInput input = group.input();
            Map<String, List<PartitionInfo>> infos = group.partitionInfos();
            Map<String, Subscription> subscriptions = group.subscriptions();
            check(
                    seed,
                    input,
                    infos,
                    subscriptions,
                    new RangeAssignor(),
                    new org.apache.kafka.clients.consumer.RangeAssignor());
            check(
                    seed,
                    input,
                    infos,
                    subscriptions,
                    new RoundRobinAssignor(),
                    new org.apache.kafka.clients.consumer.RoundRobinAssignor());
            racked += input.rackCount() > 0 ? 1 : 0;
        }
        assertThat(racked).isBetween(Share.of(700_000), Share.of(760_000));
    }

    private static void check(
            int seed,
            AssignmentInput input,
            Map<String, List<PartitionInfo>> infos,
            Map<String, Subscription> subscriptions,
            Assignor ours,
            AbstractPartitionAssignor theirs)
            throws AssignorException {
        Assignment expected = KafkaGroups.assignment(input, theirs.assignPartitions(infos, subscriptions));
        Assignment actual = ours.assign(input);
        if (!actual.equals(expected)) { // only then is a text worth its time
            assertThat(actual.toMap(input))
                    .as("%s of seed %d", ours.name(), seed)
                    .isEqualTo(expected.toMap(input));
        }
    }
}
