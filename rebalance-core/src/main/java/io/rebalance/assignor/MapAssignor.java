package io.rebalance.assignor;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** An {@link Assignor} that is written with names and maps, at the price of an object a partition. */
public interface MapAssignor extends Assignor {

    /**
     * The assignment to strive for.
     *
     * @param subscriptions the topics that each member subscribes to, sorted; by member id
     * @param partitionCounts how many partitions each topic has; by topic
     * @return the partitions of each member; a member left out gets none
     * @throws AssignorException if there is no answer
     */
    Map<String, List<TopicPartition>> assign(
            SortedMap<String, List<String>> subscriptions, SortedMap<String, Integer> partitionCounts)
            throws AssignorException;

    @Override
    default Assignment assign(AssignmentInput input) throws AssignorException {
        SortedMap<String, List<String>> subscriptions = new TreeMap<>();
        for (int m = 0; m < input.memberCount(); m++) {
            List<String> topics = new ArrayList<>();
            for (int i = 0; i < input.subscriptionCount(m); i++) {
                topics.add(input.topicName(input.subscribedTopic(m, i)));
            }
            subscriptions.put(input.memberId(m), topics);
        }
        SortedMap<String, Integer> partitionCounts = new TreeMap<>();
        for (int t = 0; t < input.topicCount(); t++) {
            partitionCounts.put(input.topicName(t), input.firstPartition(t + 1) - input.firstPartition(t));
        }
        return Assignment.ofMap(input, assign(subscriptions, partitionCounts));
    }
}
