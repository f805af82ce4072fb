package io.rebalance.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.FetchSessionIdNotFoundException;
import org.apache.kafka.common.errors.InvalidFetchSessionEpochException;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to consumers. Without fetch sessions: every request names all its partitions. A request that finds too
 * little waits for more, in the time of the machine, whatever clock the groups live by.
 */
final class FetchCalls {

    /** {@code fetch.max.bytes} of a broker. */
    private static final int MAX_BYTES = 55 * 1024 * 1024;

    /** From this version on, topics are named by their ids. */
    private static final short FIRST_WITH_TOPIC_IDS = 13;

    private final Topics topics;

    FetchCalls(Topics topics) {
        this.topics = topics;
    }

    AbstractResponse answer(Call call, FetchRequest request) throws Parking.AbandonedException, InterruptedException {
        requireNoSession(request.data());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, request.maxWait()));
        Reading reading = read(request);
        long leftNanos = deadline - System.nanoTime();
        while (!reading.isEnough(request.minBytes()) && leftNanos > 0) {
            awaitMore(call, reading, leftNanos);
            reading = read(request);
            leftNanos = deadline - System.nanoTime();
        }
        return FetchResponse.of(new FetchResponseData().setResponses(reading.topics));
    }

    /** Sessions are never granted (KIP-227), so none can be continued. */
    private static void requireNoSession(FetchRequestData request) {
        boolean full = request.sessionEpoch() == FetchMetadata.INITIAL_EPOCH
                || request.sessionEpoch() == FetchMetadata.FINAL_EPOCH;
        if (!full && request.sessionId() == FetchMetadata.INVALID_SESSION_ID) {
            throw new InvalidFetchSessionEpochException("no session has epoch " + request.sessionEpoch());
        }
        if (!full) {
            throw new FetchSessionIdNotFoundException("there is no session " + request.sessionId());
        }
    }

    private static void awaitMore(Call call, Reading reading, long nanos)
            throws Parking.AbandonedException, InterruptedException {
        CompletableFuture<Void> arrival = new CompletableFuture<>();
        try {
            reading.read.forEach(seen -> seen.log.watch(seen.endOffset, arrival));
            call.awaitFor(arrival, nanos);
        } finally {
            reading.read.forEach(seen -> seen.log.unwatch(arrival));
        }
    }

    private Reading read(FetchRequest request) {
        Reading reading = new Reading(Math.min(request.maxBytes(), MAX_BYTES));
        for (FetchTopic asked : request.data().topics()) {
            boolean byId = request.version() >= FIRST_WITH_TOPIC_IDS;
            Topic topic = byId ? topics.withId(asked.topicId()) : topics.named(asked.topic());
            FetchableTopicResponse answer =
                    new FetchableTopicResponse().setTopic(asked.topic()).setTopicId(asked.topicId());
            for (FetchPartition partition : asked.partitions()) {
                PartitionLog log = topic == null ? null : topic.partition(partition.partition());
                Errors error = refusal(topic, log, byId, partition);
                answer.partitions()
                        .add(
                                log == null || error != Errors.NONE
                                        ? reading.refuse(partition, error)
                                        : reading.read(partition, log));
            }
            reading.topics.add(answer);
        }
        return reading;
    }

    private static Errors refusal(
            @Nullable Topic topic, @Nullable PartitionLog log, boolean byId, FetchPartition partition) {
        if (topic == null && byId) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        if (log == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return LeaderEpochs.refusal(partition.currentLeaderEpoch());
    }

    /** What one pass over the partitions found. */
    private static final class Reading {
        private final List<FetchableTopicResponse> topics = new ArrayList<>();
        private final List<Seen> read = new ArrayList<>();
        private int leftBytes;
        private long bytes;
        private boolean refused;

        Reading(int maxBytes) {
            this.leftBytes = maxBytes;
        }

        PartitionData refuse(FetchPartition asked, Errors error) {
            refused = true;
            return FetchResponse.partitionResponse(asked.partition(), error);
        }

        PartitionData read(FetchPartition asked, PartitionLog log) {
            int limit = Math.min(asked.partitionMaxBytes(), leftBytes);
            PartitionLog.Slice slice = log.read(asked.fetchOffset(), limit, bytes == 0);
            if (slice.records() == null) {
                return refuse(asked, Errors.OFFSET_OUT_OF_RANGE).setLogStartOffset(slice.startOffset());
            }
            int size = slice.records().sizeInBytes();
            bytes += size;
            leftBytes = Math.max(0, leftBytes - size);
            read.add(new Seen(log, slice.endOffset()));
            return new PartitionData()
                    .setPartitionIndex(asked.partition())
                    .setHighWatermark(slice.endOffset())
                    .setLastStableOffset(slice.endOffset())
                    .setLogStartOffset(slice.startOffset())
                    .setRecords(slice.records());
        }

        /** What went wrong is told at once; and of no partitions there never is more. */
        boolean isEnough(int minBytes) {
            return refused || read.isEmpty() || bytes >= minBytes;
        }
    }

    private record Seen(PartitionLog log, long endOffset) {}
}
