package io.rebalance.member;

import io.rebalance.assignor.Assignor;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What the member says of itself when it joins: the topics that it wants, what it holds or held last, and why it joins. */
final class Subscription {

    private static final String NEW = "subscribed";

    private final MemberSettings settings;
    private final Standing standing;
    private final Holdings holdings;

    private SortedSet<String> topics = Collections.emptySortedSet();
    private String reason = NEW;
    private boolean isReasonSaid;
    private int ownedGenerationId = Standing.NO_GENERATION;
    private List<TopicPartitions> lastAssignment = List.of(); // of an eager member, after it has let go

    // by the last join
    private SortedSet<String> joinedTopics = Collections.emptySortedSet();
    private SortedSet<TopicPartition> claimed = Collections.emptySortedSet(); // by a cooperative member

    Subscription(MemberSettings settings, Standing standing, Holdings holdings) {
        this.settings = settings;
        this.standing = standing;
        this.holdings = holdings;
    }

    boolean isTo(SortedSet<String> those) {
        return topics.equals(those);
    }

    boolean wants(TopicPartition partition) {
        return topics.contains(partition.topic());
    }

    /** The topics from now on; none, if it is empty. */
    void change(SortedSet<String> newTopics) {
        topics = newTopics;
    }

    /** Whether other topics are wanted than the last join said. */
    boolean hasChanged() {
        return !topics.equals(joinedTopics);
    }

    /** Whether the last join claimed something else, which was withheld from others then. */
    boolean hasClaimedMoreThan(SortedSet<TopicPartition> assigned) {
        return !assigned.containsAll(claimed);
    }

    /** Why the next join is sent. What came first counts until a join has said it: the rest comes of that. */
    void because(String why) {
        if (isReasonSaid) {
            reason = why;
            isReasonSaid = false;
        }
    }

    /** No join is called for any more, whatever called for one. */
    void settle() {
        isReasonSaid = true;
    }

    /** The member is out: when it joins again, it is because it has subscribed. */
    void startAnew() {
        reason = NEW;
        isReasonSaid = false;
    }

    /** What the member holds now, it has in its present generation. */
    void hold() {
        ownedGenerationId = standing.generationId();
        if (!settings.isCooperative()) {
            lastAssignment = holdings.toList();
        }
    }

    /** It has, and had, nothing to speak of. */
    void forget() {
        ownedGenerationId = Standing.NO_GENERATION;
        lastAssignment = List.of();
    }

    /** The join that says all this. */
    JoinGroupRequest toJoin() {
        isReasonSaid = true;
        joinedTopics = topics;
        claimed = settings.isCooperative() ? holdings.partitions() : Collections.emptySortedSet();
        JoinGroupRequest.Builder request = JoinGroupRequest.builder(settings.groupId())
                .memberId(standing.memberId())
                .groupInstanceId(settings.groupInstanceId())
                .clientId(settings.clientId())
                .clientHost(settings.clientHost())
                .sessionTimeoutMs(settings.sessionTimeoutMs())
                .rebalanceTimeoutMs(settings.maxPollIntervalMs())
                .reason(reason);
        Bytes memory = lastAssignment.isEmpty() ? null : EagerMemory.lastAssignment(lastAssignment, ownedGenerationId);
        Bytes metadata = metadata(memory);
        Bytes withoutMemory = memory == null ? metadata : metadata(null);
        for (Assignor assignor : settings.assignors()) {
            request.protocol(assignor.name(), EagerMemory.isOfUseTo(assignor.name()) ? metadata : withoutMemory);
        }
        return request.build();
    }

    private Bytes metadata(@Nullable Bytes memory) {
        return ConsumerProtocol.writeSubscription(
                new ConsumerSubscription(List.copyOf(topics), memory, owned(), ownedGenerationId, settings.rack()),
                ConsumerProtocol.HIGHEST_VERSION);
    }

    private List<TopicPartitions> owned() {
        return settings.isCooperative() ? holdings.toList() : List.of();
    }
}
