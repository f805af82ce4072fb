package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An assignor from the bytes of every member's subscription to the bytes of its assignment.
 *
 * <p>A subscription says what its member owned, in its own field, for whoever wants to know.
 */
final class OurBytes implements AssignmentPeer {

    private final AssignmentCase group;
    private final Assignor assignor;
    private final Map<String, Integer> topics;
    private final Map<String, Bytes> subscriptions;

    OurBytes(AssignmentCase group, Assignor assignor) {
        this.group = group;
        this.assignor = assignor;
        topics = group.partitionCounts();
        subscriptions = subscriptions(group);
    }

    /** What every member sends, by member id. */
    static Map<String, Bytes> subscriptions(AssignmentCase group) {
        Map<String, Bytes> subscriptions = new TreeMap<>();
        for (int m = 0; m < group.members().size(); m++) {
            ConsumerSubscription subscription = ConsumerSubscription.of(group.subscription(m));
            List<TopicPartitions> owned = group.ownedByTopic(m);
            subscriptions.put(
                    group.members().get(m),
                    ConsumerProtocol.writeSubscription(
                            owned.isEmpty() ? subscription : subscription.owning(owned, AssignmentCase.GENERATION),
                            ConsumerProtocol.HIGHEST_VERSION));
        }
        return subscriptions;
    }

    @Override
    public Map<String, Bytes> assign() throws AssignorException {
        return assign(assignor, topics, subscriptions);
    }

    /** The way itself; all that is measured is in it. */
    private static Map<String, Bytes> assign(
            Assignor assignor, Map<String, Integer> topics, Map<String, Bytes> subscriptions) throws AssignorException {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        topics.forEach(builder::topic);
        try {
            for (Map.Entry<String, Bytes> entry : subscriptions.entrySet()) {
                // whatever the assignor: what members had is told where cooperative ones tell it
                builder.member(entry.getKey(), null, entry.getValue(), RebalanceMode.COOPERATIVE);
            }
        } catch (MalformedBytesException e) {
            throw new AssignorException("a subscription must be readable", e);
        }
        AssignmentInput input = builder.build();
        List<Bytes> bytes = OurNumbers.granted(assignor, input).toBytes(input);
        Map<String, Bytes> assignments = new HashMap<>(2 * bytes.size());
        for (int m = 0; m < bytes.size(); m++) {
            assignments.put(input.memberId(m), bytes.get(m));
        }
        return assignments;
    }

    @Override
    @SuppressWarnings("unchecked") // it is what assign returned
    public Assignment read(Object answer) throws AssignorException {
        return read(group.input(), (Map<String, Bytes>) answer);
    }

    /** What members read in these bytes. */
    static Assignment read(AssignmentInput input, Map<String, Bytes> assignments) throws AssignorException {
        Map<String, List<TopicPartition>> named = new TreeMap<>();
        for (Map.Entry<String, Bytes> entry : assignments.entrySet()) {
            try {
                List<TopicPartition> partitions = new ArrayList<>();
                ConsumerProtocol.readAssignment(entry.getValue())
                        .partitions()
                        .forEach(topic -> topic.stream().forEach(partitions::add));
                named.put(entry.getKey(), partitions);
            } catch (MalformedBytesException e) {
                throw new AssignorException("the assignment of " + entry.getKey() + " must be readable", e);
            }
        }
        return Assignment.ofMap(input, named);
    }
}
