package io.rebalance.differential;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What happens to the coordinators, as commands of a {@link io.rebalance.testkit.Scenario}. */
final class Script {

    private final StringBuilder out = new StringBuilder();
    private boolean saysOther; // what a client said once, a scenario says again until it is told otherwise

    Script(Setting setting) {
        out.append(setting.asScenario()).append('\n');
    }

    void passed(long ms) {
        if (ms > 0) {
            out.append("advance ").append(ms).append("ms\n");
        }
    }

    void overslept(long ms) {
        out.append("jump ").append(ms).append("ms\n");
    }

    void asked(GroupRequest<?> request) {
        out.append(
                        switch (request.api()) {
                            case JOIN_GROUP -> join((JoinGroupRequest) request);
                            case SYNC_GROUP -> sync((SyncGroupRequest) request);
                            case HEARTBEAT -> heartbeat((HeartbeatRequest) request);
                            case LEAVE_GROUP -> leave((LeaveGroupRequest) request);
                            case OFFSET_COMMIT -> commit((OffsetCommitRequest) request);
                            case OFFSET_FETCH -> fetch((OffsetFetchRequest) request);
                            case TXN_OFFSET_COMMIT -> commit((TxnOffsetCommitRequest) request);
                            case WRITE_TXN_MARKERS -> end((EndTransactionRequest) request);
                            case OFFSET_DELETE -> delete((OffsetDeleteRequest) request);
                            case DELETE_GROUPS -> "delete-group " + request.groupId();
                            case DESCRIBE_GROUPS -> "describe " + request.groupId();
                            case LIST_GROUPS -> list((ListGroupsRequest) request);
                        })
                .append('\n');
    }

    private String join(JoinGroupRequest join) {
        List<String> protocols =
                join.protocols().stream().map(JoinProtocol::name).toList();
        return "join " + join.groupId() + (join.isFromNewcomer() ? "" : " " + join.memberId())
                + " client=" + join.clientId()
                + " instance=" + orNone(join.groupInstanceId())
                + " type=" + (join.protocolType().isEmpty() ? "\"\"" : join.protocolType())
                + " protocols=" + (protocols.isEmpty() ? "-" : String.join(",", protocols))
                + (join.protocols().isEmpty() ? "" : " " + metadata(join))
                + " session=" + join.sessionTimeoutMs() + "ms"
                + " rebalance=" + join.rebalanceTimeoutMs() + "ms"
                + " v" + KafkaWords.version(join);
    }

    private String metadata(JoinGroupRequest join) {
        Bytes metadata = join.protocols().get(0).metadata();
        if (!join.protocolType().equals(ConsumerProtocol.TYPE)) {
            saysOther = true;
            return "metadata=\"" + new String(metadata.toArray(), StandardCharsets.UTF_8) + '"';
        }
        try {
            return (saysOther ? "metadata=- " : "") + "topics="
                    + String.join(
                            ",", ConsumerProtocol.readSubscription(metadata).topics());
        } catch (MalformedBytesException e) {
            return "metadata=" + metadata; // a scenario cannot say that
        }
    }

    private static String sync(SyncGroupRequest sync) {
        String head = "sync " + sync.groupId() + " " + id(sync.memberId()) + " generation=" + sync.generationId()
                + " instance=" + orNone(sync.groupInstanceId())
                + " type=" + orNone(sync.protocolType()) + " protocol=" + orNone(sync.protocolName())
                + " v" + KafkaWords.version(sync);
        return head
                + sync.assignments().stream()
                        .map(a -> " " + id(a.memberId()) + "<-" + partitions(a))
                        .collect(Collectors.joining());
    }

    private static String partitions(MemberAssignment assignment) {
        try {
            return ConsumerProtocol.readAssignment(assignment.assignment()).partitions().stream()
                    .map(t -> t.topic() + ":" + numbers(t))
                    .collect(Collectors.joining(";"));
        } catch (MalformedBytesException e) {
            return "-"; // a scenario cannot say that
        }
    }

    private static String numbers(TopicPartitions topic) {
        return IntStream.of(topic.partitions().toArray())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
    }

    private static String heartbeat(HeartbeatRequest beat) {
        return "heartbeat " + beat.groupId() + " " + id(beat.memberId()) + " generation=" + beat.generationId()
                + " instance=" + orNone(beat.groupInstanceId());
    }

    private static String leave(LeaveGroupRequest leave) {
        return "leave " + leave.groupId()
                + leave.members().stream()
                        .map(m -> " "
                                + (m.groupInstanceId() == null
                                        ? id(m.memberId())
                                        : m.memberId() + "/" + m.groupInstanceId()))
                        .collect(Collectors.joining());
    }

    private static String commit(OffsetCommitRequest commit) {
        return "commit " + commit.groupId() + (commit.memberId().isEmpty() ? "" : " " + commit.memberId())
                + " generation=" + commit.generationId()
                + " instance=" + orNone(commit.groupInstanceId())
                + commit.partitions().stream().map(p -> " " + offset(p)).collect(Collectors.joining());
    }

    private static String commit(TxnOffsetCommitRequest commit) {
        return "commit " + commit.groupId() + (commit.memberId().isEmpty() ? "" : " " + commit.memberId())
                + " generation=" + commit.generationId()
                + " instance=" + orNone(commit.groupInstanceId())
                + " producer=" + commit.producerId() + "@" + commit.producerEpoch()
                + commit.partitions().stream().map(p -> " " + offset(p)).collect(Collectors.joining());
    }

    private static String end(EndTransactionRequest end) {
        return "end-transaction " + end.producerId() + "@" + end.producerEpoch()
                + (end.isCommitted() ? " commit" : " abort");
    }

    private static String delete(OffsetDeleteRequest delete) {
        return "delete-offsets " + delete.groupId()
                + delete.partitions().stream().map(p -> " " + name(p)).collect(Collectors.joining());
    }

    private static String list(ListGroupsRequest list) {
        return "list"
                + (list.states().isEmpty() ? "" : " states=" + String.join(",", list.states()))
                + (list.types().isEmpty() ? "" : " types=" + String.join(",", list.types()));
    }

    private static String offset(OffsetCommitRequest.Partition partition) {
        return name(partition.topicPartition()) + "=" + partition.offset()
                + (partition.leaderEpoch() < 0 ? "" : "@" + partition.leaderEpoch())
                + (partition.metadata() == null ? "" : '"' + partition.metadata() + '"');
    }

    private static String fetch(OffsetFetchRequest fetch) {
        List<TopicPartition> partitions = fetch.partitions();
        return "fetch " + fetch.groupId() + (fetch.requireStable() ? " stable" : "")
                + (partitions == null
                        ? ""
                        : partitions.stream().map(p -> " " + name(p)).collect(Collectors.joining()));
    }

    private static String name(TopicPartition partition) {
        return partition.topic() + ":" + partition.partition();
    }

    private static String id(String memberId) {
        return memberId.isEmpty() ? "\"\"" : memberId;
    }

    private static String orNone(@Nullable String text) {
        return text == null ? "-" : text;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
