package io.rebalance.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.RecordBatch;

/**
 * What idempotent producers last wrote to one partition, so that a batch sent again is neither stored twice nor out of
 * order. Not thread-safe: the partition's lock guards it.
 */
final class ProducerHistory {

    /** A producer has at most five requests in flight, so no older batch can come again; Kafka keeps as many. */
    private static final int BATCHES_KEPT = 5;

    /** Producers beyond this many are forgotten, the one that was silent longest first; to Kafka it is a matter of time. */
    private static final int PRODUCERS_KEPT = 10_000;

    private final Map<Long, Producer> producers = new LinkedHashMap<>();

    /**
     * Where this very batch is stored already, or nothing if it is the producer's next one.
     *
     * @throws InvalidProducerEpochException if a younger incarnation of the producer has written
     * @throws OutOfOrderSequenceException if a batch before this one is missing
     */
    OptionalLong offsetOfDuplicate(RecordBatch batch) {
        Producer producer = producers.get(batch.producerId());
        if (producer == null) {
            // Kafka 4.1: a producer that the log knows nothing of, or no longer, may begin anywhere
            return OptionalLong.empty();
        }
        if (batch.producerEpoch() < producer.epoch) {
            throw new InvalidProducerEpochException("producer " + batch.producerId() + " has epoch " + producer.epoch
                    + ", and writes with " + batch.producerEpoch());
        }
        if (batch.producerEpoch() > producer.epoch) {
            requireSequence(batch, 0);
            return OptionalLong.empty();
        }
        for (Written written : producer.last) {
            if (written.firstSequence == batch.baseSequence() && written.lastSequence == batch.lastSequence()) {
                return OptionalLong.of(written.baseOffset);
            }
        }
        requireSequence(batch, DefaultRecordBatch.incrementSequence(producer.last.getLast().lastSequence, 1));
        return OptionalLong.empty();
    }

    private static void requireSequence(RecordBatch batch, int expected) {
        if (batch.baseSequence() != expected) {
            throw new OutOfOrderSequenceException("producer " + batch.producerId() + " must go on with sequence "
                    + expected + ", and writes " + batch.baseSequence());
        }
    }

    /** Keeps that the batch was stored. */
    void wrote(RecordBatch batch, long baseOffset) {
        Producer producer = producers.remove(batch.producerId());
        if (producer == null || producer.epoch != batch.producerEpoch()) {
            producer = new Producer(batch.producerEpoch(), new ArrayDeque<>());
        }
        producer.last.addLast(new Written(batch.baseSequence(), batch.lastSequence(), baseOffset));
        if (producer.last.size() > BATCHES_KEPT) {
            producer.last.removeFirst();
        }
        producers.put(batch.producerId(), producer);
        if (producers.size() > PRODUCERS_KEPT) {
            producers.remove(producers.keySet().iterator().next());
        }
    }

    private record Producer(short epoch, Deque<Written> last) {}

    private record Written(int firstSequence, int lastSequence, long baseOffset) {}
}
