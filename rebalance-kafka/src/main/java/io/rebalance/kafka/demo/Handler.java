package io.rebalance.kafka.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The business of a demonstration: takes its time for a record, and enters it into the ledger. Thread-safe. */
final class Handler {

    private final Duration cost;
    private final Ledger ledger;
    private final Changes changes;

    Handler(Duration cost, Ledger ledger, Changes changes) {
        this.cost = cost;
        this.ledger = ledger;
        this.changes = changes;
    }

    /** @param generation the generation in which the member got the record */
    void handle(ConsumerRecord<byte[], byte[]> record, String memberId, int generation) {
        long end = System.nanoTime() + cost.toNanos();
        for (long left = cost.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        ledger.processed(record.partition(), record.offset(), memberId, generation);
        changes.happened();
    }
}
