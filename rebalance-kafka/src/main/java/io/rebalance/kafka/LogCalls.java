package io.rebalance.kafka;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;
import org.jspecify.annotations.Nullable;

/** Tells where logs begin and end, and where in them a time is. */
final class LogCalls {

    /** The first version whose answers have a leader epoch. */
    private static final short FIRST_WITH_EPOCH = 4;

    private final Topics topics;

    LogCalls(Topics topics) {
        this.topics = topics;
    }

    AbstractResponse listOffsets(ListOffsetsRequest request) {
        Set<TopicPartition> twice = request.duplicatePartitions();
        ListOffsetsResponseData answer = new ListOffsetsResponseData();
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse found = new ListOffsetsTopicResponse().setName(topic.name());
            for (ListOffsetsPartition asked : topic.partitions()) {
                boolean isDuplicate = twice.contains(new TopicPartition(topic.name(), asked.partitionIndex()));
                found.partitions()
                        .add(
                                isDuplicate
                                        ? refused(asked, Errors.INVALID_REQUEST)
                                        : found(topic.name(), asked, request.version()));
            }
            answer.topics().add(found);
        }
        return new ListOffsetsResponse(answer);
    }

    private ListOffsetsPartitionResponse found(String topic, ListOffsetsPartition asked, short version) {
        PartitionLog log = log(topic, asked.partitionIndex());
        if (log == null) {
            return refused(asked, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        Errors error = LeaderEpochs.refusal(asked.currentLeaderEpoch());
        if (error != Errors.NONE) {
            return refused(asked, error);
        }
        long time = asked.timestamp();
        if (time >= 0) {
            return at(asked, log.firstSince(time), version);
        }
        if (time == ListOffsetsRequest.LATEST_TIMESTAMP) {
            return at(asked, log.endOffset(), ListOffsetsResponse.UNKNOWN_TIMESTAMP, version);
        }
        // KIP-405: all of the log is local; version 8
        boolean earliest = time == ListOffsetsRequest.EARLIEST_TIMESTAMP
                || (time == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP && version >= 8);
        if (earliest) {
            return at(asked, log.startOffset(), ListOffsetsResponse.UNKNOWN_TIMESTAMP, version);
        }
        if (time == ListOffsetsRequest.MAX_TIMESTAMP && version >= 7) { // KIP-734
            return at(asked, log.youngest(), version);
        }
        if (time == ListOffsetsRequest.LATEST_TIERED_TIMESTAMP && version >= 9) { // KIP-1005
            return at(asked, null, version);
        }
        return refused(asked, Errors.UNSUPPORTED_VERSION);
    }

    private static ListOffsetsPartitionResponse at(
            ListOffsetsPartition asked, PartitionLog.@Nullable Position position, short version) {
        return position == null
                ? refused(asked, Errors.NONE)
                : at(asked, position.offset(), position.timestampMs(), version);
    }

    private static ListOffsetsPartitionResponse at(
            ListOffsetsPartition asked, long offset, long timestampMs, short version) {
        return new ListOffsetsPartitionResponse()
                .setPartitionIndex(asked.partitionIndex())
                .setOffset(offset)
                .setTimestamp(timestampMs)
                .setLeaderEpoch(version >= FIRST_WITH_EPOCH ? PartitionLog.LEADER_EPOCH : -1);
    }

    private static ListOffsetsPartitionResponse refused(ListOffsetsPartition asked, Errors error) {
        return new ListOffsetsPartitionResponse()
                .setPartitionIndex(asked.partitionIndex())
                .setErrorCode(error.code())
                .setOffset(ListOffsetsResponse.UNKNOWN_OFFSET)
                .setTimestamp(ListOffsetsResponse.UNKNOWN_TIMESTAMP);
    }

    AbstractResponse offsetsForLeaderEpoch(OffsetForLeaderEpochRequestData request) {
        OffsetForLeaderEpochResponseData answer = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderTopicResult found = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                found.partitions().add(endOf(topic.topic(), asked));
            }
            answer.topics().add(found);
        }
        return new OffsetsForLeaderEpochResponse(answer);
    }

    private EpochEndOffset endOf(String topic, OffsetForLeaderPartition asked) {
        EpochEndOffset end = new EpochEndOffset()
                .setPartition(asked.partition())
                .setLeaderEpoch(OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH)
                .setEndOffset(OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH_OFFSET);
        PartitionLog log = log(topic, asked.partition());
        if (log == null) {
            return end.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        Errors error = LeaderEpochs.refusal(asked.currentLeaderEpoch());
        if (error != Errors.NONE) {
            return end.setErrorCode(error.code());
        }
        // of an epoch that there never was nothing is known, which is no error (KIP-320)
        return asked.leaderEpoch() == PartitionLog.LEADER_EPOCH
                ? end.setLeaderEpoch(PartitionLog.LEADER_EPOCH).setEndOffset(log.endOffset())
                : end;
    }

    private @Nullable PartitionLog log(String name, int partition) {
        Topic topic = topics.named(name);
        return topic == null ? null : topic.partition(partition);
    }
}
