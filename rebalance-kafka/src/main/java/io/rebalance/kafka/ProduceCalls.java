package io.rebalance.kafka;

import java.util.Iterator;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.BaseRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Stores what producers send. The batch is kept as the producer made it, compressed or not; only its offsets are
 * written into it. Transactions are refused.
 */
final class ProduceCalls {

    private static final short ALL = -1;
    private static final short NONE = 0;
    private static final short LEADER = 1;

    /** From this version on, topics are named by their ids. */
    private static final short FIRST_WITH_TOPIC_IDS = 13;

    private final Topics topics;

    ProduceCalls(Topics topics) {
        this.topics = topics;
    }

    /** The verdict on every partition; null if the producer wants none. */
    @Nullable
    AbstractResponse answer(ProduceRequest request) {
        short acks = request.acks();
        if (acks != ALL && acks != NONE && acks != LEADER) {
            throw new InvalidRequiredAcksException("acks must be -1, 0 or 1, was " + acks);
        }
        if (request.transactionalId() != null) {
            throw new InvalidRequestException("This server has no transactions.");
        }
        boolean refused = false;
        ProduceResponseData answer = new ProduceResponseData();
        for (TopicProduceData topic : request.data().topicData()) {
            TopicProduceResponse verdicts =
                    new TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId());
            for (PartitionProduceData partition : topic.partitionData()) {
                PartitionProduceResponse verdict = stored(request.version(), topic, partition);
                verdicts.partitionResponses().add(verdict);
                refused |= verdict.errorCode() != Errors.NONE.code();
            }
            answer.responses().add(verdicts);
        }
        if (acks != NONE) {
            return new ProduceResponse(answer);
        }
        if (refused) {
            // as a broker: hanging up is the one way to tell a producer that wants no answers
            throw new NetworkException("a batch was refused");
        }
        return null;
    }

    private PartitionProduceResponse stored(short version, TopicProduceData topic, PartitionProduceData partition) {
        PartitionProduceResponse verdict = new PartitionProduceResponse().setIndex(partition.index());
        try {
            PartitionLog log = log(version, topic, partition.index());
            RecordBatch batch = readBatch(version, partition.records());
            return verdict.setBaseOffset(log.append(batch)).setLogStartOffset(log.startOffset());
        } catch (ApiException e) {
            return verdict.setBaseOffset(ProduceResponse.INVALID_OFFSET)
                    .setErrorCode(Errors.forException(e).code())
                    .setErrorMessage(e.getMessage());
        }
    }

    private PartitionLog log(short version, TopicProduceData asked, int number) {
        boolean byId = version >= FIRST_WITH_TOPIC_IDS;
        Topic topic = byId ? topics.withId(asked.topicId()) : topics.named(asked.name());
        if (topic == null && byId) {
            throw new UnknownTopicIdException("There is no topic with id " + asked.topicId() + ".");
        }
        PartitionLog log = topic == null ? null : topic.partition(number);
        if (log == null) {
            throw new UnknownTopicOrPartitionException("There is no partition " + number + " of topic "
                    + (topic == null ? asked.name() : topic.name()) + ".");
        }
        return log;
    }

    private static RecordBatch readBatch(short version, @Nullable BaseRecords records) {
        try {
            return validBatch(version, records);
        } catch (ApiException e) {
            throw e;
        } catch (StackOverflowError | InternalError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Bytes that make no sense behind a right checksum make the codecs throw all sorts of exceptions, and
            // snappy even errors: one of its own, and that of the memory for a chunk as long as the bytes claim.
            throw new InvalidRecordException("The records cannot be read.", e);
        }
    }

    private static RecordBatch validBatch(short version, @Nullable BaseRecords records) {
        if (!(records instanceof MemoryRecords inMemory)) {
            throw new InvalidRecordException("There are no records.");
        }
        ProduceRequest.validateRecords(version, inMemory);
        Iterator<MutableRecordBatch> batches = inMemory.batches().iterator();
        MutableRecordBatch batch = batches.next();
        if (batch.sizeInBytes() != inMemory.sizeInBytes()) {
            throw new CorruptRecordException("The batch has " + batch.sizeInBytes() + " bytes, and "
                    + inMemory.sizeInBytes() + " bytes were sent.");
        }
        batch.ensureValid();
        if (batch.isControlBatch() || batch.isTransactional()) {
            throw new InvalidRecordException("Transactional batches are not taken.");
        }
        if (batch.hasProducerId() && batch.baseSequence() < 0) {
            throw new InvalidRecordException(
                    "An idempotent batch must have a sequence of 0 or more, had " + batch.baseSequence() + ".");
        }
        requireConsistentCount(batch);
        return batch;
    }

    /** Reads every record once, so that no consumer stumbles over what the checksum cannot find. */
    private static void requireConsistentCount(RecordBatch batch) {
        long claimed = batch.lastOffset() - batch.baseOffset() + 1;
        long offset = batch.baseOffset();
        try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            while (records.hasNext()) {
                if (records.next().offset() != offset++) {
                    throw new InvalidRecordException("The offsets of the records have gaps.");
                }
            }
        }
        if (claimed < 1 || offset - batch.baseOffset() != claimed) {
            throw new InvalidRecordException(
                    "The batch claims " + claimed + " records, and has " + (offset - batch.baseOffset()) + ".");
        }
    }
}
