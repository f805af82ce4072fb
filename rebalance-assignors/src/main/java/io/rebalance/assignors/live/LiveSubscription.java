package io.rebalance.assignors.live;

import java.util.List;

/** A list of topics that members subscribe to, sorted and distinct, and how many members do. */
final class LiveSubscription {

    final List<String> topics;
    int memberCount;

    LiveSubscription(List<String> topics) {
        this.topics = topics;
    }
}
