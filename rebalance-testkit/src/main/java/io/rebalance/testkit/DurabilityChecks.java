package io.rebalance.testkit;

import static io.rebalance.testkit.JournalProbe.facts;
import static io.rebalance.testkit.JournalProbe.offset;
import static io.rebalance.testkit.JournalProbe.require;
import static io.rebalance.testkit.JournalProbe.tombstone;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import java.util.List;
import java.util.stream.IntStream;

/** What must be in a journal after its process died. */
final class DurabilityChecks {

    private static final int IN_FLIGHT = 30;
    private static final int LIVES = 6;

    private DurabilityChecks() {}

    static void emptyAtFirst(JournalStore store) throws Exception {
        JournalProbe.open(store);
    }

    static void everyKind(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        List<GroupRecord> kinds = List.of(group(), offset(0, 1), transactional(), unknown());
        probe.keep(kinds);
        store.crash();
        List<GroupRecord> replayed = store.open().records();

        require(
                facts(replayed).equals(facts(kinds)),
                "replay must give what was appended, " + kinds + ", gave " + replayed);
    }

    private static GroupRecord group() {
        ClassicMember member = new ClassicMember(
                "m-1",
                "",
                "größe",
                "/10.0.0.1",
                45_000,
                -1,
                List.of(new JoinProtocol("range", Bytes.of(new byte[] {0, 3, -1}))),
                Bytes.EMPTY,
                List.of(new Unreleased(6, TopicPartitions.of("orders", 2, 0))));
        return new GroupRecord(
                new RecordKey.Group("shop"), new ClassicGroup("consumer", "range", 7, "m-1", true, 1, List.of(member)));
    }

    private static GroupRecord transactional() {
        return new GroupRecord(
                new RecordKey.TransactionalOffset("shop", 9_000, "orders", 0),
                new RecordValue.TransactionalOffset(2, new CommittedOffset(43, 5, "half way", 1, 2, 3)));
    }

    private static GroupRecord unknown() {
        return new GroupRecord(
                new RecordKey.Unknown(200, "shop", Bytes.of(new byte[] {1})),
                new RecordValue.Unknown(Bytes.of(new byte[] {2, 3})));
    }

    static void lastCounts(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int i = 0; i < IN_FLIGHT; i++) {
            probe.append(List.of(offset(i % 3, i), offset(i % 3, 1_000 + i)));
        }
        probe.requireAllKept();
        probe.crashAndReopen();
    }

    static void tombstones(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 1), offset(1, 1), offset(2, 1)));
        probe.keep(List.of(tombstone(1), tombstone(7)));
        probe.crashAndReopen();
        probe.keep(List.of(tombstone(0), offset(1, 2)));
        probe.crashAndReopen();
        probe.keep(List.of(offset(0, 3), tombstone(0)));
        probe.crashAndReopen();
    }

    static void acknowledged(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int i = 0; i < LIVES; i++) {
            probe.keep(List.of(offset(i, i)));
            probe.crashAndReopen();
        }
    }

    static void prefix(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int life = 0; life < LIVES; life++) {
            int first = probe.count();
            for (int i = 0; i < IN_FLIGHT; i++) {
                probe.append(List.of(offset(i, first + i), offset(1_000, first + i)));
            }
            probe.await(first + life * (IN_FLIGHT - 1) / LIVES); // the others are in flight, or done
            probe.crashAndReopen();
        }
    }

    static void wholeAppends(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int life = 0; life < LIVES; life++) {
            int first = probe.count();
            for (int i = 0; i < LIVES; i++) {
                int offset = first + i;
                probe.append(
                        IntStream.range(0, 100).mapToObj(p -> offset(p, offset)).toList());
            }
            probe.await(first + life);
            probe.crashAndReopen();
        }
    }

    static void manyLives(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int life = 0; life < LIVES; life++) {
            probe.keep(List.of(offset(0, probe.count())));
            probe.append(List.of(offset(1, probe.count())));
            probe.crashAndReopen();
            probe.crashAndReopen(); // a life without any append
        }
    }
}
