package io.rebalance.kafka.demo;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Work that kills its process: after a number of records, between processing and committing. */
final class FatalWork implements Work {

    private final DemoConsumer owner;
    private final int records;
    private int done;

    /** @param records how many are processed and never committed */
    FatalWork(DemoConsumer owner, int records) {
        this.owner = owner;
        this.records = records;
    }

    /** Ends a consumer as a crash of its process does. */
    static final class KilledException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        KilledException() {
            super("killed");
        }
    }

    @Override
    public void take(ConsumerRecords<byte[], byte[]> batch) {
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            owner.handler().handle(record, owner.memberId(), owner.generation());
            if (++done >= records) {
                throw new KilledException();
            }
        }
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {}

    @Override
    public void lost(Collection<TopicPartition> partitions) {}

    @Override
    public void finish() {}
}
