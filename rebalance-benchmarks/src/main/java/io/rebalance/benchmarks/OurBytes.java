package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Arrays;
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
        for (Map.Entry<String, Bytes> entry : subscriptions.entrySet()) {
            ConsumerSubscription subscription = subscription(entry.getValue());
            builder.member(entry.getKey(), null, subscription.rackId(), subscription.topics());
            List<TopicPartitions> owned = subscription.ownedPartitions();
            if (owned != null) {
                for (TopicPartitions partitions : owned) {
                    builder.claim(entry.getKey(), partitions, subscription.generationId());
                }
            }
        }
        AssignmentInput input = builder.build();
        return bytes(input, OurNumbers.granted(assignor, input));
    }

    private static ConsumerSubscription subscription(Bytes bytes) throws AssignorException {
        try {
            return ConsumerProtocol.readSubscription(bytes);
        } catch (MalformedBytesException e) {
            throw new AssignorException("a subscription must be readable", e);
        }
    }

    private static Map<String, Bytes> bytes(AssignmentInput input, Assignment assignment) {
        int members = input.memberCount();
        List<List<TopicPartitions>> byMember = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            byMember.add(new ArrayList<>());
        }
        int[] firsts = new int[members + 1];
        for (int t = 0; t < input.topicCount(); t++) {
            int first = input.firstPartition(t);
            int[] sorted = sortedByOwner(assignment, first, input.firstPartition(t + 1), firsts);
            for (int m = 0; m < members; m++) {
                int from = m == 0 ? 0 : firsts[m - 1];
                if (firsts[m] > from) {
                    byMember.get(m)
                            .add(TopicPartitions.of(input.topicName(t), Arrays.copyOfRange(sorted, from, firsts[m])));
                }
            }
        }
        Map<String, Bytes> assignments = new TreeMap<>();
        for (int m = 0; m < members; m++) {
            assignments.put(
                    input.memberId(m),
                    ConsumerProtocol.writeAssignment(
                            ConsumerAssignment.of(byMember.get(m)), ConsumerProtocol.LOWEST_VERSION));
        }
        return assignments;
    }

    /** The partitions of one topic, member by member; {@code ends} says where those of each member end. */
    private static int[] sortedByOwner(Assignment assignment, int from, int to, int[] ends) {
        Arrays.fill(ends, 0);
        for (int p = from; p < to; p++) {
            ends[assignment.ownerOf(p) + 1]++;
        }
        int unowned = ends[0];
        ends[0] = 0;
        for (int m = 1; m < ends.length; m++) {
            ends[m] += ends[m - 1];
        }
        int[] sorted = new int[to - from - unowned];
        for (int p = from; p < to; p++) {
            int owner = assignment.ownerOf(p);
            if (owner >= 0) {
                sorted[ends[owner]++] = p - from;
            }
        }
        return sorted;
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
