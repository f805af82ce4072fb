package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A {@link Journal} in memory, for tests and for groups that need not outlive their process.
 *
 * <p>Keeps, of all records with one key, only the last, and no tombstones; so it does not grow with time. A restart is
 * played by replaying {@link #records()} into a new coordinator. Thread-safe.
 */
public final class MemoryJournal implements Journal {

    private final Map<RecordKey, GroupRecord> records = new LinkedHashMap<>();

    /** An empty journal. */
    public MemoryJournal() {}

    /** Keeps the records; the stage is complete at once, and never fails. */
    @Override
    public synchronized CompletionStage<Void> append(List<GroupRecord> appended) {
        for (GroupRecord record : appended) {
            records.remove(record.key()); // so that the last one written is the last one replayed
            if (!record.isTombstone()) {
                records.put(record.key(), record);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** What a new coordinator has to replay, oldest first. A copy. */
    public synchronized List<GroupRecord> records() {
        return List.copyOf(records.values());
    }
}
