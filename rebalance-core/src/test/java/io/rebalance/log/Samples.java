package io.rebalance.log;

import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One record of every kind and shape, by a name that says which. */
final class Samples {

    static final GroupRecord OFFSET = new GroupRecord(
            new RecordKey.Offset("shop", "orders", 3), new CommittedOffset(42, 7, "half way", 1_000, -1, 5));

    private Samples() {}

    static Map<String, GroupRecord> all() {
        Map<String, GroupRecord> samples = new TreeMap<>();
        samples.put(
                "group-new", group("shop", new ClassicGroup("", null, 0, null, false, 1_700_000_000_000L, List.of())));
        samples.put("group-empty", group("shop", new ClassicGroup("consumer", null, 8, null, false, 1_000, List.of())));
        samples.put(
                "group-leader-assigned",
                group(
                        "shop",
                        new ClassicGroup("consumer", "range", 7, "a-1", false, 1_000, List.of(dynamic(), fixed()))));
        samples.put(
                "group-coordinator-assigned",
                group("shop", new ClassicGroup("consumer", "range", 300, "a-1", true, 1_000, List.of(dynamic()))));
        samples.put("group-tombstone", new GroupRecord(new RecordKey.Group("shop"), null));
        samples.put(
                "group-of-other-texts",
                group("größe 😀 \ud800", new ClassicGroup("", "", 0, null, false, -1, List.of())));
        samples.put("offset", OFFSET);
        samples.put(
                "offset-extreme",
                new GroupRecord(
                        new RecordKey.Offset("", "", Integer.MAX_VALUE),
                        new CommittedOffset(Long.MIN_VALUE, Integer.MIN_VALUE, "", Long.MAX_VALUE, 0, Long.MAX_VALUE)));
        samples.put("offset-tombstone", new GroupRecord(OFFSET.key(), null));
        samples.put(
                "transactional-offset",
                new GroupRecord(
                        new RecordKey.TransactionalOffset("shop", 9_000, "orders", 3),
                        new RecordValue.TransactionalOffset(2, new CommittedOffset(43, -1, "", 1_000, 5_000, 6))));
        samples.put(
                "transactional-offset-tombstone",
                new GroupRecord(new RecordKey.TransactionalOffset("shop", 9_000, "orders", 3), null));
        samples.put(
                "unknown",
                new GroupRecord(
                        new RecordKey.Unknown(200, "shop", bytes("cafe")), new RecordValue.Unknown(bytes("0900ff"))));
        samples.put(
                "unknown-empty",
                new GroupRecord(new RecordKey.Unknown(4, "", Bytes.EMPTY), new RecordValue.Unknown(Bytes.EMPTY)));
        samples.put("unknown-tombstone", new GroupRecord(new RecordKey.Unknown(200, "shop", bytes("cafe")), null));
        return samples;
    }

    private static ClassicMember dynamic() {
        return new ClassicMember(
                "a-1",
                null,
                "a",
                "/10.0.0.1",
                45_000,
                300_000,
                List.of(new JoinProtocol("range", bytes("0003")), new JoinProtocol("sticky", Bytes.EMPTY)),
                bytes("0003000000"),
                List.of(
                        new Unreleased(6, TopicPartitions.of("orders", 0, 2)),
                        new Unreleased(5, TopicPartitions.of("payments"))));
    }

    private static ClassicMember fixed() {
        return new ClassicMember(
                "b-1", "", "", "", 0, -1, List.of(new JoinProtocol("range", bytes("0003"))), Bytes.EMPTY, List.of());
    }

    private static GroupRecord group(String groupId, ClassicGroup group) {
        return new GroupRecord(new RecordKey.Group(groupId), group);
    }

    static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex));
    }
}
