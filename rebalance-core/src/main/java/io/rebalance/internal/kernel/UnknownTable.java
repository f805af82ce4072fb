package io.rebalance.internal.kernel;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a later version stored and this one does not understand: kept as it is, so that no snapshot loses it. */
final class UnknownTable implements Room<RecordKey.Unknown, RecordValue.Unknown> {

    private static final Comparator<RecordKey.Unknown> ORDER = Comparator.comparing(RecordKey.Unknown::groupId)
            .thenComparingInt(RecordKey.Unknown::kind)
            .thenComparing(key -> key.rest().toBuffer());

    private final TreeMap<RecordKey.Unknown, RecordValue.Unknown> records = new TreeMap<>(ORDER);

    @Override
    public RecordValue.@Nullable Unknown apply(RecordKey.Unknown key, RecordValue.@Nullable Unknown value) {
        return value == null ? records.remove(key) : records.put(key, value);
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        return records.entrySet().stream().map(e -> new GroupRecord(e.getKey(), e.getValue()));
    }

    /** How many there are, by the kind of their keys: no more than there are kinds. */
    SortedMap<Integer, Integer> counts() {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        records.keySet().forEach(key -> counts.merge(key.kind(), 1, Integer::sum));
        return counts;
    }
}
