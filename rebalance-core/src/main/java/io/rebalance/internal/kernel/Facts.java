package io.rebalance.internal.kernel;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is stored, in one {@link Room} for each kind of key. */
public final class Facts {

    private final Room<RecordKey.Group, RecordValue.ClassicGroup> groups;
    private final Room<RecordKey.Offset, RecordValue.CommittedOffset> offsets;

    /**
     * @param groups where groups are kept
     * @param offsets where offsets are kept
     */
    public Facts(
            Room<RecordKey.Group, RecordValue.ClassicGroup> groups,
            Room<RecordKey.Offset, RecordValue.CommittedOffset> offsets) {
        this.groups = groups;
        this.offsets = offsets;
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
        return offsets.apply((RecordKey.Offset) key, (RecordValue.@Nullable CommittedOffset) value);
    }

    /** All facts as records: what compaction would leave of the log. Groups come before offsets, each sorted by key. */
    public Stream<GroupRecord> snapshot() {
        return Stream.concat(groups.snapshot(), offsets.snapshot());
    }
}
