package io.rebalance.internal.offset;

import io.rebalance.internal.kernel.Room;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey.TransactionalOffset;
import io.rebalance.log.RecordValue;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The offsets of open transactions. */
public final class TransactionTable implements Room<TransactionalOffset, RecordValue.TransactionalOffset> {

    private static final Comparator<TransactionalOffset> ORDER = Comparator.comparing(TransactionalOffset::groupId)
            .thenComparing(TransactionalOffset::topic)
            .thenComparingInt(TransactionalOffset::partition)
            .thenComparingLong(TransactionalOffset::producerId);

    private final TreeMap<TransactionalOffset, RecordValue.TransactionalOffset> offsets = new TreeMap<>(ORDER);

    @Override
    public RecordValue.@Nullable TransactionalOffset apply(
            TransactionalOffset key, RecordValue.@Nullable TransactionalOffset value) {
        return value == null ? offsets.remove(key) : offsets.put(key, value);
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        return offsets.entrySet().stream().map(e -> new GroupRecord(e.getKey(), e.getValue()));
    }
}
