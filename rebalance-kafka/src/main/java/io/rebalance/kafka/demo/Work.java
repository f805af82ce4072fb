package io.rebalance.kafka.demo;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** What a consumer does with the records that it gets. Called by the consumer's own thread alone. */
interface Work {

    /** Between two polls: {@code records} came with the first of them, maybe none. */
    void take(ConsumerRecords<byte[], byte[]> records);

    /** These go to somebody else after this call, in an orderly way: what was done may still be committed. */
    void revoked(Collection<TopicPartition> partitions);

    /** These belong to somebody else already. */
    void lost(Collection<TopicPartition> partitions);

    /** Ends what is under way and commits what was done; nothing follows. */
    void finish();

    /** Leaves nothing behind, whatever happened; no more is committed. Called last, and maybe after {@link #finish}. */
    default void abandon() {}
}
