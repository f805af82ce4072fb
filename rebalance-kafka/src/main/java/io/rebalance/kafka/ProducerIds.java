package io.rebalance.kafka;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.InitProducerIdResponse;

/** Gives ids to idempotent producers. Transactional ones are refused. Thread-safe. */
final class ProducerIds {

    private final AtomicLong next = new AtomicLong();

    AbstractResponse answer(InitProducerIdRequestData request) {
        InitProducerIdResponseData answer = new InitProducerIdResponseData();
        if (request.transactionalId() != null) {
            return new InitProducerIdResponse(answer.setErrorCode(Errors.INVALID_REQUEST.code())
                    .setProducerId(RecordBatch.NO_PRODUCER_ID)
                    .setProducerEpoch(RecordBatch.NO_PRODUCER_EPOCH));
        }
        // Kafka 4.1: an idempotent producer that asks again gets a new id, never a new epoch of the old one
        return new InitProducerIdResponse(
                answer.setProducerId(next.getAndIncrement()).setProducerEpoch((short) 0));
    }
}
