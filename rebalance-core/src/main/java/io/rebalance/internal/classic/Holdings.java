package io.rebalance.internal.classic;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.internal.group.Seat;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who holds which partitions, as far as the coordinator knows: what members say when they join, and what it granted them
 * before.
 *
 * <p>In a cooperative group a member holds what it was granted last until it joins again without it. A member says in
 * which generation it speaks; what it says of an earlier generation than the last grant is said without knowledge of that
 * grant, and does not end it. A member that does not say which generation it speaks of is believed.
 *
 * <p>In an eager group everybody has given up everything before joining; what was granted last is only what an assignor
 * may want to keep together.
 */
final class Holdings {

    private final SortedMap<String, SortedMap<String, SortedMap<Integer, Integer>>> since = new TreeMap<>();
    private final Set<String> said = new HashSet<>();

    private Holdings() {}

    /** Puts together what the members say and what the last stored generation of the group gave them. */
    static Holdings of(ClassicGroup group, SortedMap<String, ConsumerSubscription> subscriptions, RebalanceMode mode) {
        Holdings holdings = new Holdings();
        for (Map.Entry<String, ConsumerSubscription> entry : subscriptions.entrySet()) {
            String memberId = entry.getKey();
            ConsumerSubscription subscription = entry.getValue();
            List<TopicPartitions> owned = subscription.ownedPartitions();
            if (owned != null) {
                for (TopicPartitions topic : owned) {
                    topic.partitions().forEach(p -> holdings.say(memberId, topic.topic(), p, subscription));
                }
            }
        }
        for (Seat seat : group.seats()) {
            ConsumerSubscription subscription = subscriptions.get(seat.memberId());
            if (subscription != null) {
                boolean isUnaware =
                        subscription.generationId() >= 0 && subscription.generationId() < group.generationId();
                holdings.granted(seat, group.generationId(), mode == RebalanceMode.EAGER || isUnaware);
            }
        }
        return holdings;
    }

    /** Writes everybody's claims into the input. */
    void claimIn(AssignmentInput.Builder input) {
        since.forEach((memberId, topics) -> topics.forEach((topic, partitions) ->
                partitions.forEach((partition, generation) -> input.claim(memberId, topic, partition, generation))));
    }

    /** Whether a member says that it holds the partition, so that it will let go of it, and join again, when asked to. */
    boolean isSaid(String topic, int partition) {
        return said.contains(name(topic, partition));
    }

    private void say(String memberId, String topic, int partition, ConsumerSubscription subscription) {
        said.add(name(topic, partition));
        hold(memberId, topic, partition, subscription.generationId());
    }

    private void granted(Seat seat, int generationId, boolean evenIfNotSaid) {
        List<TopicPartitions> granted;
        try {
            granted = ConsumerProtocol.readAssignment(seat.assignment()).partitions();
        } catch (MalformedBytesException e) {
            return; // a leader wrote what is no consumer's assignment: nothing is known to be granted
        }
        for (TopicPartitions topic : granted) {
            topic.partitions().forEach(p -> {
                if (evenIfNotSaid || isHeld(seat.memberId(), topic.topic(), p)) {
                    hold(seat.memberId(), topic.topic(), p, generationId);
                }
            });
        }
    }

    private boolean isHeld(String memberId, String topic, int partition) {
        SortedMap<String, SortedMap<Integer, Integer>> topics = since.get(memberId);
        SortedMap<Integer, Integer> partitions = topics == null ? null : topics.get(topic);
        return partitions != null && partitions.containsKey(partition);
    }

    private void hold(String memberId, String topic, int partition, int generationId) {
        since.computeIfAbsent(memberId, m -> new TreeMap<>())
                .computeIfAbsent(topic, t -> new TreeMap<>())
                .merge(partition, generationId, Math::max);
    }

    private static String name(String topic, int partition) {
        return topic + '\n' + partition;
    }
}
