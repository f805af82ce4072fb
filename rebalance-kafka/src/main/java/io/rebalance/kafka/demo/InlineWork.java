package io.rebalance.kafka.demo;

import java.util.Collection;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Work on the thread that polls: a batch, then its commit, then the next poll. */
final class InlineWork implements Work {

    private final DemoConsumer owner;
    private final Committer committer;

    InlineWork(DemoConsumer owner) {
        this.owner = owner;
        this.committer = new Committer(owner.client());
    }

    @Override
    public void take(ConsumerRecords<byte[], byte[]> records) {
        long start = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            owner.handler().handle(record, owner.memberId(), owner.generation());
            committer.done(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        if (!committer.commit()) {
            owner.refused(records.count());
            double seconds = (System.nanoTime() - start) / 1e9;
            owner.tell(String.format(
                    Locale.ROOT,
                    "took %.2f s for %d records; now its commit is refused: it is no member any more",
                    seconds,
                    records.count()));
        }
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        boolean unused = committer.commit(); // refused: whoever gets them processes again what was not committed
        committer.forget(partitions);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        committer.forget(partitions);
    }

    @Override
    public void finish() {
        boolean unused = committer.commit();
    }
}
