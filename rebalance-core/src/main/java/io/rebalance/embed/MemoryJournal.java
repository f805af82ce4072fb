package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A {@link Journal} in memory, for tests and for groups that need not outlive their process.
 *
 * <p>Keeps, of all records with one key, only the last, and no tombstones; so it does not grow with time. A restart is
 * played by {@linkplain #reopen opening it anew}, and replaying {@link #records()} into a new coordinator. Thread-safe.
 */
public final class MemoryJournal implements Journal {

    /** What outlives a term. Also the lock of all journals that stand on it. */
    private static final class Store {
        private final Map<RecordKey, GroupRecord> records = new LinkedHashMap<>();
        private int term;
    }

    private final Store store;
    private final int term;

    /** An empty journal. */
    public MemoryJournal() {
        this(new Store());
    }

    private MemoryJournal(Store store) {
        this.store = store;
        term = ++store.term;
    }

    /** The journal for the next coordinator: it has the same records. This one refuses all appends from now on. */
    public MemoryJournal reopen() {
        synchronized (store) {
            return new MemoryJournal(store);
        }
    }

    /** Keeps the records. The stage is complete at once; it fails only after {@link #reopen}. */
    @Override
    public CompletionStage<Void> append(List<GroupRecord> appended) {
        synchronized (store) {
            if (term != store.term) {
                return CompletableFuture.failedFuture(JournalException.fenced(
                        "the journal was opened anew: term must be " + store.term + ", was " + term));
            }
            for (GroupRecord record : appended) {
                Objects.requireNonNull(record, "element of appended");
                store.records.remove(record.key()); // so that the last one written is the last one replayed
                if (!record.isTombstone()) {
                    store.records.put(record.key(), record);
                }
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** What a new coordinator has to replay, oldest first. A copy. */
    public List<GroupRecord> records() {
        synchronized (store) {
            return List.copyOf(store.records.values());
        }
    }
}
