package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.internals.AbstractStickyAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;

/**
 * The revocation barrier where a leader assigns, against Kafka 4.1's cooperative assignor: both are given Kafka's own
 * target, and the claims in the bytes that consumers send. The groups are always the same: what Kafka does with all
 * others nobody promises.
 */
class BarrierAgainstKafkaTest {

    @Property(tries = 20_000, seed = "2", edgeCases = EdgeCasesMode.NONE)
    void granted_noTwoClaimsToOnePartition_isWhatKafkaGrants(@ForAll("groups") GroupSketch group)
            throws AssignorException, MalformedBytesException {
        GroupSketch undisputed = undisputed(group);
        AssignmentInput input = inputOfBytes(undisputed);

        assertThat(RevocationBarrier.of(input, target(undisputed, input)).granted())
                .isEqualTo(assignedByKafka(new CooperativeStickyAssignor(), undisputed, input));
    }

    // where members contradict each other, Kafka withholds what was ever disputed, and can grant what a member holds
    // by the better claim; nothing of that kind is granted here: kafka-protocol.md 4.6, C5 to C7; field failures F1, F5
    @Property(tries = 20_000, seed = "3", edgeCases = EdgeCasesMode.NONE)
    void granted_anyClaims_isNobodysOrItsOwners(@ForAll("groups") GroupSketch group)
            throws AssignorException, MalformedBytesException {
        AssignmentInput input = inputOfBytes(group);
        Assignment target = target(group, input);
        Assignment granted = RevocationBarrier.of(input, target).granted();

        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                TopicPartition partition = new TopicPartition(input.topicName(t), p - input.firstPartition(t));
                int next = target.ownerOf(p);
                boolean mayBeGranted =
                        holders(group, partition).stream().allMatch(id -> next >= 0 && id.equals(input.memberId(next)));
                assertThat(granted.ownerOf(p)).isEqualTo(mayBeGranted ? next : AssignmentInput.NONE);
            }
        }
    }

    /** Whoever claims the partition in the highest generation. */
    private static List<String> holders(GroupSketch group, TopicPartition partition) {
        List<GroupSketch.Member> claimants = group.members().stream()
                .filter(m -> m.owned().contains(partition))
                .toList();
        int highest = claimants.stream()
                .mapToInt(GroupSketch.Member::generation)
                .max()
                .orElse(0);
        return claimants.stream()
                .filter(m -> m.generation() == highest)
                .map(GroupSketch.Member::id)
                .toList();
    }

    /** Kafka's target, before anything is withheld. */
    private static Assignment target(GroupSketch group, AssignmentInput input) throws AssignorException {
        return assignedByKafka(new KafkaGroups.Target(), group, input);
    }

    /** Where Kafka 4.1 has an answer: it can throw where a member claims what it does not subscribe to. */
    private static Assignment assignedByKafka(AbstractStickyAssignor kafka, GroupSketch group, AssignmentInput input)
            throws AssignorException {
        Map<String, Integer> counts = KafkaGroups.partitionCounts(group);
        Map<String, Subscription> subscriptions = KafkaGroups.subscriptions(group);
        Map<String, List<org.apache.kafka.common.TopicPartition>> theirs = Map.of();
        try {
            theirs = kafka.assign(counts, subscriptions);
        } catch (NullPointerException e) {
            Assume.that(false); // nothing but Kafka's own code was called
        }
        return KafkaGroups.assignment(input, theirs);
    }

    private static AssignmentInput inputOfBytes(GroupSketch group) throws MalformedBytesException {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        group.topics().forEach(builder::topic);
        for (Map.Entry<String, Subscription> member :
                KafkaGroups.subscriptions(group).entrySet()) {
            builder.member(
                    member.getKey(),
                    member.getValue().groupInstanceId().orElse(null),
                    Bytes.of(ConsumerProtocol.serializeSubscription(member.getValue())),
                    RebalanceMode.COOPERATIVE);
        }
        return builder.build();
    }

    /** The same group, in which of all that claim a partition only the first does. */
    private static GroupSketch undisputed(GroupSketch group) {
        Set<TopicPartition> claimed = new HashSet<>();
        return new GroupSketch(
                group.topics(),
                group.members().stream()
                        .map(m -> new GroupSketch.Member(
                                m.id(),
                                m.instanceId(),
                                m.topics(),
                                m.generation(),
                                m.owned().stream().filter(claimed::add).toList()))
                        .toList());
    }

    @Provide
    Arbitrary<GroupSketch> groups() {
        return Sketches.any(7, 4, 6);
    }
}
