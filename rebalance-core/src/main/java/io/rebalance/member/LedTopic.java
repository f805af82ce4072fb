package io.rebalance.member;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.AssignmentInput;
import java.util.List;
import java.util.Set;

/**
 * A topic as a leader assigned by it.
 *
 * @param count its number of partitions; -1 if the leader did not know the topic
 * @param racks those of each partition's replicas; empty if that was not known
 */
record LedTopic(int count, List<Set<String>> racks) {

    static LedTopic of(String name, TopicCatalog catalog) {
        return new LedTopic(catalog.partitionCount(name).orElse(-1), catalog.replicaRacks(name));
    }

    void addTo(AssignmentInput.Builder builder, String name) {
        if (count >= 0 && racks.isEmpty()) {
            builder.topic(name, count);
        } else if (count >= 0) {
            builder.topic(name, racks);
        }
    }

    /** Whether it would be assigned by the same now; the racks count only if {@code mindsRacks}. */
    boolean isStill(LedTopic now, boolean mindsRacks) {
        return count == now.count && (!mindsRacks || racks.equals(now.racks));
    }
}
