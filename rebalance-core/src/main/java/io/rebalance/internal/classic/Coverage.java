package io.rebalance.internal.classic;

import java.util.Map;

/**
 * What the coordinator's assignment was made for.
 *
 * @param topics the topics that members subscribe to, with their number of partitions; -1 if there was no such topic
 * @param isPartial whether a partition is withheld until a member lets go of it
 * @param isFollowUpNeeded whether it is withheld although no member says that it holds it, so that none will let go
 */
record Coverage(Map<String, Integer> topics, boolean isPartial, boolean isFollowUpNeeded) {
    static final Coverage NONE = new Coverage(Map.of(), false, false);

    Coverage withFollowUpNeeded() {
        return new Coverage(topics, isPartial, true);
    }
}
