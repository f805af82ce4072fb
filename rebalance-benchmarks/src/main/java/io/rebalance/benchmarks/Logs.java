package io.rebalance.benchmarks;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import java.util.ArrayList;
import java.util.List;

/** Logs in our records. */
final class Logs {

    static final int PARTITIONS_A_TOPIC = 100;
    static final long SINCE_MS = 1_700_000_000_000L;

    private Logs() {}

    /** One committed offset for each of so many partitions of each group, in topics of a hundred. */
    static List<GroupRecord> offsets(int groups, int each) {
        List<GroupRecord> records = new ArrayList<>(groups * each);
        for (int partition = 0; partition < each; partition++) {
            for (int group = 0; group < groups; group++) { // as commits come: one group after the other
                records.add(new GroupRecord(
                        new RecordKey.Offset(
                                groupId(group), topic(partition / PARTITIONS_A_TOPIC), partition % PARTITIONS_A_TOPIC),
                        new RecordValue.CommittedOffset(
                                partition, -1, "", SINCE_MS, RecordValue.CommittedOffset.NEVER, 1)));
            }
        }
        return records;
    }

    /** One record for each group, in which it is stable with so many members. */
    static List<GroupRecord> groups(int groups, int each) {
        List<GroupRecord> records = new ArrayList<>(groups);
        for (int group = 0; group < groups; group++) {
            Clients clients = Clients.of(groupId(group), group * each, each);
            List<RecordValue.ClassicMember> members = new ArrayList<>(each);
            for (int i = 0; i < each; i++) {
                members.add(new RecordValue.ClassicMember(
                        memberId(clients, i),
                        null,
                        clients.clientId(i),
                        host(i),
                        Clients.SESSION_TIMEOUT_MS,
                        Clients.REBALANCE_TIMEOUT_MS,
                        List.of(new JoinProtocol(clients.protocol(), Bytes.of(clients.subscription(i)))),
                        Bytes.of(clients.assignment(i)),
                        List.of()));
            }
            records.add(new GroupRecord(
                    new RecordKey.Group(clients.groupId()),
                    new RecordValue.ClassicGroup(
                            clients.protocolType(),
                            clients.protocol(),
                            1,
                            memberId(clients, 0),
                            false,
                            SINCE_MS,
                            members)));
        }
        return records;
    }

    static String groupId(int group) {
        return "group-" + group;
    }

    static String topic(int topic) {
        return "orders.of.everywhere." + topic;
    }

    static String memberId(Clients clients, int client) {
        return clients.clientId(client) + "-01234567-89ab-cdef-0123-456789abcdef";
    }

    /** Where a client is; a text of its own each time. */
    static String host(int client) {
        return "/10.0.0." + client % 256;
    }
}
