package io.rebalance.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/** Requests that concern no group, as each version of their API can write them. */
final class Samples {

    private Samples() {}

    static ApiVersionsRequestData apiVersions(int version, String software) {
        ApiVersionsRequestData request = new ApiVersionsRequestData();
        return version >= 3 ? request.setClientSoftwareName(software).setClientSoftwareVersion("1.0") : request;
    }

    static MetadataRequestData metadata(int version, String topic) {
        MetadataRequestData request = new MetadataRequestData();
        request.topics().add(new MetadataRequestTopic().setName(topic));
        return version >= 4 ? request.setAllowAutoTopicCreation(false) : request;
    }

    static FindCoordinatorRequestData findCoordinator(int version, String key, int type) {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData();
        if (version >= 1) {
            request.setKeyType((byte) type);
        }
        return version >= 4 ? request.setCoordinatorKeys(List.of(key)) : request.setKey(key);
    }

    static DescribeClusterRequestData describeCluster(int version, int endpoints) {
        DescribeClusterRequestData request = new DescribeClusterRequestData();
        return version >= 1 ? request.setEndpointType((byte) endpoints) : request;
    }

    static InitProducerIdRequestData initProducerId(String transactionalId) {
        return new InitProducerIdRequestData()
                .setTransactionalId(transactionalId)
                .setTransactionTimeoutMs(1_000);
    }

    static ProduceRequestData produce(int version, String topic, MemoryRecords records) {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        TopicProduceData data = new TopicProduceData();
        if (version >= 13) {
            data.setTopicId(id(topic));
        } else {
            data.setName(topic);
        }
        data.partitionData().add(new PartitionProduceData().setIndex(0).setRecords(records));
        request.topicData().add(data);
        return request;
    }

    static MemoryRecords records(String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(1_000 + i, values[i].getBytes(StandardCharsets.UTF_8));
        }
        return MemoryRecords.withRecords(Compression.NONE, records);
    }

    static FetchRequestData fetch(int version, String topic, long offset) {
        FetchTopic asked = new FetchTopic()
                .setPartitions(List.of(new FetchPartition()
                        .setPartition(0)
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(1 << 20)));
        if (version >= 13) {
            asked.setTopicId(id(topic));
        } else {
            asked.setTopic(topic);
        }
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setMaxBytes(1 << 20)
                .setTopics(List.of(asked));
    }

    static ListOffsetsRequestData listOffsets(String topic, long timestampMs) {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(List.of(
                                new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(timestampMs)))));
    }

    static OffsetForLeaderEpochRequestData offsetForLeaderEpoch(int version, String topic, int epoch) {
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
        if (version >= 3) {
            request.setReplicaId(-1);
        }
        OffsetForLeaderTopic asked = new OffsetForLeaderTopic().setTopic(topic);
        asked.partitions().add(new OffsetForLeaderPartition().setPartition(0).setLeaderEpoch(epoch));
        request.topics().add(asked);
        return request;
    }

    private static Uuid id(String topic) {
        return Topic.idOf(topic);
    }
}
