package io.rebalance.kafka;

import io.rebalance.embed.GroupService;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.jspecify.annotations.Nullable;

/** Translates commits and fetches of offsets. Which partitions there are is asked here; the coordinator knows none. */
final class OffsetCalls {

    private final GroupService service;
    private final Topics topics;

    OffsetCalls(GroupService service, Topics topics) {
        this.service = service;
        this.topics = topics;
    }

    AbstractResponse commit(Call call, OffsetCommitRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        List<OffsetCommitRequest.Partition> known = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : asked.topics()) {
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                if (exists(topic.name(), partition.partitionIndex())) {
                    known.add(new OffsetCommitRequest.Partition(
                            new TopicPartition(topic.name(), partition.partitionIndex()),
                            partition.committedOffset(),
                            partition.committedLeaderEpoch(),
                            partition.committedMetadata()));
                }
            }
        }
        // as a broker: with nothing to commit, the group is not asked
        List<OffsetCommitResponse.Partition> verdicts = known.isEmpty()
                ? List.of()
                : call.await(service.submit(new OffsetCommitRequest(
                                asked.groupId(),
                                asked.generationIdOrMemberEpoch(),
                                asked.memberId(),
                                asked.groupInstanceId(),
                                asked.retentionTimeMs(), // -1 but in versions 2 to 4
                                known)))
                        .partitions();
        return new org.apache.kafka.common.requests.OffsetCommitResponse(merged(call, asked, verdicts.iterator()));
    }

    /** The verdicts in the order of the request; those of partitions that do not exist put in between. */
    private static OffsetCommitResponseData merged(
            Call call, OffsetCommitRequestData asked, Iterator<OffsetCommitResponse.Partition> verdicts) {
        OffsetCommitResponseData answer = new OffsetCommitResponseData();
        OffsetCommitResponse.Partition next = nextOrNull(verdicts);
        for (OffsetCommitRequestTopic topic : asked.topics()) {
            OffsetCommitResponseTopic answered = new OffsetCommitResponseTopic().setName(topic.name());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                short error = Errors.UNKNOWN_TOPIC_OR_PARTITION.code();
                // not exists(): the topic may have grown since
                if (next != null && isOf(next.topicPartition(), topic.name(), partition.partitionIndex())) {
                    error = ErrorCodes.onWire(asOf(call.version(), next.error()));
                    next = nextOrNull(verdicts);
                }
                answered.partitions()
                        .add(new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error));
            }
            answer.topics().add(answered);
        }
        return answer;
    }

    /** Up to version 8 there was no word for a group that does not exist (KIP-848). */
    private static ErrorCode asOf(short version, ErrorCode error) {
        return version < 9 && error == ErrorCode.GROUP_ID_NOT_FOUND ? ErrorCode.ILLEGAL_GENERATION : error;
    }

    private static <T> @Nullable T nextOrNull(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    private static boolean isOf(TopicPartition partition, String topic, int number) {
        return partition.partition() == number && partition.topic().equals(topic);
    }

    private boolean exists(String name, int partition) {
        Topic topic = topics.named(name);
        return topic != null && topic.partition(partition) != null;
    }

    AbstractResponse fetch(Call call, OffsetFetchRequest asked)
            throws Parking.AbandonedException, InterruptedException {
        List<OffsetFetchResponseGroup> answers = new ArrayList<>();
        for (OffsetFetchRequestGroup group : asked.groups()) { // one up to version 7
            answers.add(fetched(call, group, asked.requireStable()));
        }
        return new org.apache.kafka.common.requests.OffsetFetchResponse.Builder(answers).build(call.version());
    }

    private OffsetFetchResponseGroup fetched(Call call, OffsetFetchRequestGroup group, boolean requireStable)
            throws Parking.AbandonedException, InterruptedException {
        List<OffsetFetchRequestTopics> wanted = group.topics();
        OffsetFetchResponse answer = call.await(service.submit(new io.rebalance.protocol.OffsetFetchRequest(
                group.groupId(), wanted == null ? null : partitions(wanted), requireStable)));
        if (!answer.error().isNone()) {
            return org.apache.kafka.common.requests.OffsetFetchResponse.groupError(
                    group, Errors.forCode(ErrorCodes.onWire(answer.error())), call.version());
        }
        OffsetFetchResponseGroup result = new OffsetFetchResponseGroup().setGroupId(group.groupId());
        return result.setTopics(
                wanted == null
                        ? byTopic(answer.partitions())
                        : asAsked(wanted, answer.partitions().iterator()));
    }

    /** A number below 0 names no partition; it is answered here, as one that has no offset. */
    private static List<TopicPartition> partitions(List<OffsetFetchRequestTopics> wanted) {
        return wanted.stream()
                .flatMap(topic -> topic.partitionIndexes().stream()
                        .filter(number -> number >= 0)
                        .map(number -> new TopicPartition(topic.name(), number)))
                .toList();
    }

    private static List<OffsetFetchResponseTopics> asAsked(
            List<OffsetFetchRequestTopics> wanted, Iterator<OffsetFetchResponse.Partition> found) {
        List<OffsetFetchResponseTopics> answer = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : wanted) {
            OffsetFetchResponseTopics answered = new OffsetFetchResponseTopics().setName(topic.name());
            for (int number : topic.partitionIndexes()) {
                answered.partitions()
                        .add(
                                number >= 0
                                        ? onWire(found.next())
                                        : new OffsetFetchResponsePartitions()
                                                .setPartitionIndex(number)
                                                .setCommittedOffset(OffsetFetchResponse.Partition.NO_OFFSET)
                                                .setMetadata("")
                                                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
            }
            answer.add(answered);
        }
        return answer;
    }

    private static List<OffsetFetchResponseTopics> byTopic(List<OffsetFetchResponse.Partition> found) {
        List<OffsetFetchResponseTopics> answer = new ArrayList<>();
        for (OffsetFetchResponse.Partition partition : found) {
            String name = partition.topicPartition().topic();
            OffsetFetchResponseTopics last = answer.isEmpty() ? null : answer.get(answer.size() - 1);
            if (last == null || !last.name().equals(name)) {
                last = new OffsetFetchResponseTopics().setName(name);
                answer.add(last);
            }
            last.partitions().add(onWire(partition));
        }
        return answer;
    }

    private static OffsetFetchResponsePartitions onWire(OffsetFetchResponse.Partition partition) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(partition.topicPartition().partition())
                .setCommittedOffset(partition.offset())
                .setCommittedLeaderEpoch(partition.leaderEpoch())
                .setMetadata(partition.metadata())
                .setErrorCode(ErrorCodes.onWire(partition.error()));
    }
}
