package io.rebalance.internal.kernel;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is stored, in one {@link Room} for each kind of key. */
public final class Facts {

    private final Room<RecordKey.Group, RecordValue.ClassicGroup> groups;
    private final Room<RecordKey.Offset, RecordValue.CommittedOffset> offsets;
    private final Room<RecordKey.TransactionalOffset, RecordValue.TransactionalOffset> transactions;
    private final UnknownTable unknown = new UnknownTable();

    /**
     * @param groups where groups are kept
     * @param offsets where offsets are kept
     * @param transactions where the offsets of open transactions are kept
     */
    public Facts(
            Room<RecordKey.Group, RecordValue.ClassicGroup> groups,
            Room<RecordKey.Offset, RecordValue.CommittedOffset> offsets,
            Room<RecordKey.TransactionalOffset, RecordValue.TransactionalOffset> transactions) {
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
    }

    /**
     * What the record says is true from now on.
     *
     * @return the record that says what was true before
     */
    public GroupRecord apply(GroupRecord record) {
        RecordValue before = apply(record.key(), record.value());
        return new GroupRecord(record.key(), before);
    }

    private @Nullable RecordValue apply(RecordKey key, @Nullable RecordValue value) {
        if (key instanceof RecordKey.Group group) {
            return groups.apply(group, (RecordValue.@Nullable ClassicGroup) value);
        }
        if (key instanceof RecordKey.TransactionalOffset transactional) {
            return transactions.apply(transactional, (RecordValue.@Nullable TransactionalOffset) value);
        }
        if (key instanceof RecordKey.Unknown unknownKey) {
            return unknown.apply(unknownKey, (RecordValue.@Nullable Unknown) value);
        }
        return offsets.apply((RecordKey.Offset) key, (RecordValue.@Nullable CommittedOffset) value);
    }

    /**
     * All facts as records: what compaction would leave of the log. Groups come first, then offsets, then
     * those of open transactions, then what this version does not understand, each sorted by key.
     */
    public Stream<GroupRecord> snapshot() {
        return Stream.of(groups, offsets, transactions, unknown).flatMap(Room::snapshot);
    }

    /** How many records are kept that this version does not understand, by the kind of their keys. */
    public SortedMap<Integer, Integer> unknownCounts() {
        return unknown.counts();
    }
}
