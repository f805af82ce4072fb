package io.rebalance.kafka.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Produces records to one topic at a steady pace, to its partitions in turn. Thread-safe. */
final class RecordSource {

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final Ledger ledger;
    private final Changes changes;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile @Nullable Exception failure;
    private final ScheduledFuture<?> pace;

    /** Begins at once. */
    RecordSource(
            Producer<byte[], byte[]> producer,
            ScheduledExecutorService scheduler,
            Duration pace,
            String topic,
            int partitions,
            Ledger ledger,
            Changes changes) {
        this.producer = producer;
        this.topic = topic;
        this.partitions = partitions;
        this.ledger = ledger;
        this.changes = changes;
        this.pace = scheduler.scheduleAtFixedRate(this::sendNext, 0, pace.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Sends so many at once, besides. */
    void burst(int records) {
        for (int i = 0; i < records; i++) {
            sendNext();
        }
    }

    private void sendNext() {
        long number = sent.getAndIncrement();
        byte[] value = ("record " + number).getBytes(StandardCharsets.UTF_8);
        int partition = (int) (number % partitions);
        try {
            // the callback tells what becomes of it
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(topic, partition, null, value), this::acknowledged);
        } catch (RuntimeException e) {
            acknowledged(null, e); // a task that throws would never run again, and nobody would know
        }
    }

    private void acknowledged(@Nullable RecordMetadata where, @Nullable Exception e) {
        if (e != null) {
            failure = e;
        } else if (where != null) {
            ledger.produced(where.partition(), where.offset());
        }
        answered.incrementAndGet();
        changes.happened();
    }

    /** What went wrong last; null if nothing did. */
    @Nullable
    Exception failure() {
        return failure;
    }

    /** Sends nothing from now on. */
    void stop() {
        pace.cancel(false);
    }

    /** Whether the fate of all records that were sent is known. After {@link #stop} it remains so. */
    boolean isAnswered() {
        return answered.get() == sent.get();
    }
}
