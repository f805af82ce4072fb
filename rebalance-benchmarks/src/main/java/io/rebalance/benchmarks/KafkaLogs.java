package io.rebalance.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.server.common.ApiMessageAndVersion;

/** The same {@link Logs} in Kafka's records. */
final class KafkaLogs {

    private KafkaLogs() {}

    /** As {@link Logs#offsets}. */
    static List<CoordinatorRecord> offsets(int groups, int each) {
        List<CoordinatorRecord> records = new ArrayList<>(groups * each);
        for (int partition = 0; partition < each; partition++) {
            for (int group = 0; group < groups; group++) {
                records.add(record(
                        new OffsetCommitKey()
                                .setGroup(Logs.groupId(group))
                                .setTopic(Logs.topic(partition / Logs.PARTITIONS_A_TOPIC))
                                .setPartition(partition % Logs.PARTITIONS_A_TOPIC),
                        new OffsetCommitValue()
                                .setOffset(partition)
                                .setLeaderEpoch(-1)
                                .setMetadata("")
                                .setCommitTimestamp(Logs.SINCE_MS)
                                .setExpireTimestamp(-1)));
            }
        }
        return records;
    }

    /** As {@link Logs#groups}. */
    static List<CoordinatorRecord> groups(int groups, int each) {
        List<CoordinatorRecord> records = new ArrayList<>(groups);
        for (int group = 0; group < groups; group++) {
            Clients clients = Clients.of(Logs.groupId(group), group * each, each);
            List<MemberMetadata> members = new ArrayList<>(each);
            for (int i = 0; i < each; i++) {
                members.add(new MemberMetadata()
                        .setMemberId(Logs.memberId(clients, i))
                        .setClientId(clients.clientId(i))
                        .setClientHost(Logs.host(i))
                        .setSessionTimeout(Clients.SESSION_TIMEOUT_MS)
                        .setRebalanceTimeout(Clients.REBALANCE_TIMEOUT_MS)
                        .setSubscription(clients.subscription(i).clone())
                        .setAssignment(clients.assignment(i).clone()));
            }
            records.add(record(
                    new GroupMetadataKey().setGroup(clients.groupId()),
                    new GroupMetadataValue()
                            .setProtocolType(clients.protocolType())
                            .setProtocol(clients.protocol())
                            .setGeneration(1)
                            .setLeader(Logs.memberId(clients, 0))
                            .setCurrentStateTimestamp(Logs.SINCE_MS)
                            .setMembers(members)));
        }
        return records;
    }

    private static CoordinatorRecord record(ApiMessage key, ApiMessage value) {
        return CoordinatorRecord.record(key, new ApiMessageAndVersion(value, (short) 3));
    }
}
