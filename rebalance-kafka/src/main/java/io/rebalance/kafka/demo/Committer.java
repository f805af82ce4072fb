package io.rebalance.kafka.demo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/** The offsets that a consumer has to commit. Used by the consumer's own thread alone. */
final class Committer {

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> pending = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new LinkedHashMap<>();

    Committer(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** The record before {@code next} was processed, and all before it. */
    void done(TopicPartition partition, long next) {
        OffsetAndMetadata offset = new OffsetAndMetadata(next);
        if (!offset.equals(committed.get(partition))) {
            pending.put(partition, offset);
        }
    }

    /**
     * Commits what is pending. While the group rebalances it remains pending.
     *
     * @return false if the group refused it, because the consumer is no member any more; nothing is pending then
     */
    boolean commit() {
        if (pending.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(pending);
            committed.putAll(pending);
            pending.clear();
            return true;
        } catch (RebalanceInProgressException e) {
            return true; // Kafka 4.1, observed: to be tried again after the next poll
        } catch (CommitFailedException e) {
            pending.clear();
            return false;
        }
    }

    /** These are somebody else's. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(pending::remove);
        partitions.forEach(committed::remove);
    }
}
