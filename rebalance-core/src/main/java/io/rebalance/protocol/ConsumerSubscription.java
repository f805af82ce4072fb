package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Kafka consumer says about itself when it joins: the metadata of protocol type {@code consumer}.
 *
 * @param topics the topics it subscribes to, in its order
 * @param userData what its assignor adds, or null
 * @param ownedPartitions the partitions it still holds, a topic each; null if it does not say (version 0), which is not
 *     the same as none
 * @param generationId the generation in which it got them, or {@link #NO_GENERATION} if it has none or does not say
 * @param rackId where it runs, or null
 * @kip 429, 792, 881
 */
public record ConsumerSubscription(
        List<String> topics,
        @Nullable Bytes userData,
        @Nullable List<TopicPartitions> ownedPartitions,
        int generationId,
        @Nullable String rackId) {

    /** What stands for a generation where there is none. */
    public static final int NO_GENERATION = -1;

    /** @throws NullPointerException if {@code topics}, or an element of a list, is null */
    public ConsumerSubscription {
        topics = Lists.copyOf(topics, "topics");
        ownedPartitions = ownedPartitions == null ? null : Lists.copyOf(ownedPartitions, "ownedPartitions");
    }

    /** A newcomer's subscription: it owns nothing. */
    public static ConsumerSubscription of(List<String> topics) {
        return new ConsumerSubscription(topics, null, List.of(), NO_GENERATION, null);
    }

    /** The same subscription by a member that holds partitions of a generation. */
    public ConsumerSubscription owning(List<TopicPartitions> ownedPartitions, int generationId) {
        Objects.requireNonNull(ownedPartitions, "ownedPartitions");
        return new ConsumerSubscription(topics, userData, ownedPartitions, generationId, rackId);
    }
}
