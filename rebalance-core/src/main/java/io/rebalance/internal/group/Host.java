package io.rebalance.internal.group;

import io.rebalance.CoordinatorConfig;
import io.rebalance.MemberIds;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the host lent to the coordinator: limits, ids, strategies, and which topics there are. */
public final class Host {

    private final CoordinatorConfig config;
    private final MemberIds memberIds;
    private final Map<String, Assignor> assignors;
    private TopicCatalog topics;

    /**
     * @param config limits and delays
     * @param memberIds makes up ids
     * @param assignors the registered strategies, by name
     * @param topics the topics there are at first
     */
    public Host(CoordinatorConfig config, MemberIds memberIds, Map<String, Assignor> assignors, TopicCatalog topics) {
        this.config = config;
        this.memberIds = memberIds;
        this.assignors = new TreeMap<>(assignors);
        this.topics = topics;
    }

    /** Limits and delays. */
    public CoordinatorConfig config() {
        return config;
    }

    /** Makes up ids. */
    public MemberIds memberIds() {
        return memberIds;
    }

    /** The registered strategy of that name, or null. */
    public @Nullable Assignor assignor(String name) {
        return assignors.get(name);
    }

    /** Which topics there are. */
    public TopicCatalog topics() {
        return topics;
    }

    /** From now on there are these topics. The world changed, not we: that is never taken back. */
    public void topics(TopicCatalog topics) {
        this.topics = topics;
    }
}
