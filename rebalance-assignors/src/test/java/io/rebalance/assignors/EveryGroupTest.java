package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.AbstractPartitionAssignor;
import org.junit.jupiter.api.Test;

/**
 * Range and round-robin on every group of at most four members, each static or dynamic, three topics and four partitions
 * a topic, as Kafka 4.1's own answer. The build looks at every tenth of them, {@code -Poptimality} at all 8.7 million.
 */
class EveryGroupTest {

    private static final int STEP = Integer.getInteger("rebalance.optimality.divisor", 10);
    private static final int MEMBERS = 4;
    private static final int TOPICS = 3;
    private static final int COUNTS = 5; // of partitions: 0 to 4
    private static final int KINDS = 2 << TOPICS; // of members: what they subscribe to, and whether they are static
    private static final String[] IDS = {"c", "a", "d", "b"};
    private static final String[] INSTANCE_IDS = {"i3", "i4", "i1", "i2"}; // in another order than the ids

    private final List<Assignor> ours = List.of(new RangeAssignor(), new RoundRobinAssignor());
    private final List<AbstractPartitionAssignor> theirs = List.of(
            new org.apache.kafka.clients.consumer.RangeAssignor(),
            new org.apache.kafka.clients.consumer.RoundRobinAssignor());

    @Test
    void everyGroup_answersLikeKafka() throws AssignorException {
        long all = 0;
        long checked = 0;
        for (int count = 1; count <= MEMBERS; count++) {
            for (int kinds = 0; kinds < Math.pow(KINDS, count); kinds++) {
                Map<String, Subscription> subscriptions = null;
                for (int counts = 0; counts < COUNTS * COUNTS * COUNTS; counts++, all++) {
                    if (all % STEP == 0) {
                        subscriptions = subscriptions == null ? subscriptions(count, kinds) : subscriptions;
                        check(subscriptions, counts);
                        checked++;
                    }
                }
            }
        }
        assertThat(all).isEqualTo(125L * (16 + 256 + 4_096 + 65_536));
        assertThat(checked).isEqualTo((all + STEP - 1) / STEP);
    }

    private static Map<String, Subscription> subscriptions(int count, int kinds) {
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        int rest = kinds;
        for (int m = 0; m < count; m++) {
            int kind = rest % KINDS;
            rest /= KINDS;
            List<String> topics = new ArrayList<>();
            for (int t = 0; t < TOPICS; t++) {
                if ((kind & 1 << t) != 0) {
                    topics.add("t" + t);
                }
            }
            Subscription subscription = new Subscription(topics);
            boolean isStatic = kind >= 1 << TOPICS;
            subscription.setGroupInstanceId(isStatic ? Optional.of(INSTANCE_IDS[m]) : Optional.empty());
            subscriptions.put(IDS[m], subscription);
        }
        return subscriptions;
    }

    private void check(Map<String, Subscription> subscriptions, int counts) throws AssignorException {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        Map<String, Integer> partitionCounts = new LinkedHashMap<>();
        int rest = counts;
        for (int t = 0; t < TOPICS; t++) {
            builder.topic("t" + t, rest % COUNTS);
            String topic = "t" + t;
            boolean isRead = subscriptions.values().stream()
                    .anyMatch(subscription -> subscription.topics().contains(topic));
            if (rest % COUNTS > 0 && isRead) { // Kafka knows no empty topics
                partitionCounts.put(topic, rest % COUNTS);
            }
            rest /= COUNTS;
        }
        subscriptions.forEach((id, s) -> builder.member(id, s.groupInstanceId().orElse(null), null, s.topics()));
        AssignmentInput input = builder.build();
        for (int i = 0; i < ours.size(); i++) {
            Assignment expected = KafkaGroups.assignment(input, theirs.get(i).assign(partitionCounts, subscriptions));
            Assignment actual = ours.get(i).assign(input);
            if (!actual.equals(expected)) { // only then is a text worth its time
                assertThat(actual.toMap(input))
                        .as("%s, %s, %s", ours.get(i).name(), partitionCounts, subscriptions)
                        .isEqualTo(expected.toMap(input));
            }
        }
    }
}
