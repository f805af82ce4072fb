package io.rebalance.testkit;

import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.CommittedOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Appends to a journal, remembers what became of each append, and knows what a replay may give. */
final class JournalProbe {

    /** What became of an append. */
    enum Fate {
        OPEN,
        KEPT,
        FAILED
    }

    private record Append(List<GroupRecord> records, CompletableFuture<Void> stage) {}

    private final JournalStore store;
    private final List<Append> appends = new ArrayList<>();
    private final Set<Integer> lost = new HashSet<>();
    private Journal journal;

    private JournalProbe(JournalStore store, Journal journal) {
        this.store = store;
        this.journal = journal;
    }

    /** A probe of what the store opens; there must be nothing in it. */
    static JournalProbe open(JournalStore store) throws Exception {
        JournalStore.Opened opened = store.open();
        require(opened.records().isEmpty(), "a new store must have no records, has " + inShort(opened.records()));
        return new JournalProbe(store, opened.journal());
    }

    /** Opens the store again, and insists on its having what it must: see {@link #requirePrefix}. */
    void reopen(int acknowledged) throws Exception {
        JournalStore.Opened opened = store.open();
        requirePrefix(opened.records(), acknowledged);
        journal = opened.journal();
    }

    /** Insists on the store, which was opened again, having all that was acknowledged since as well. */
    void require(JournalStore.Opened opened) {
        requirePrefix(opened.records(), acknowledged());
        journal = opened.journal();
    }

    /** The process dies, and another one opens the store: what was acknowledged before is there. */
    void crashAndReopen() throws Exception {
        int acknowledged = acknowledged();
        store.crash();
        reopen(acknowledged);
    }

    Journal journal() {
        return journal;
    }

    /** Starts an append, and gives its number. */
    int append(List<GroupRecord> records) {
        return append(journal, records);
    }

    /** Starts an append to a journal that may not be the last one opened, and gives its number. */
    int append(Journal journal, List<GroupRecord> records) {
        CompletableFuture<Void> stage = Objects.requireNonNull(
                        journal.append(records), "append must return a stage, returned null")
                .toCompletableFuture();
        synchronized (appends) {
            appends.add(new Append(records, stage));
            return appends.size() - 1;
        }
    }

    /** Appends, and waits until it is durable. */
    void keep(List<GroupRecord> records) throws InterruptedException {
        int number = append(records);
        require(await(number) == null, "append " + number + " must succeed, failed with " + failure(number));
    }

    /** Waits until the append is done; gives what it failed with, or null. */
    @Nullable
    Throwable await(int number) throws InterruptedException {
        return await(stage(number), "append " + number + " must complete");
    }

    /** Waits until the stage is done; gives what it failed with, or null. */
    @Nullable
    Throwable await(CompletableFuture<?> stage, String what) throws InterruptedException {
        try {
            stage.get(store.patience().toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError(what + ", did not within " + store.patience(), e);
        }
    }

    /** Waits until all appends are done, and insists on their being kept. */
    void requireAllKept() throws InterruptedException {
        for (int i = 0; i < count(); i++) {
            Throwable failure = await(i);
            require(failure == null, "append " + i + " must succeed, failed with " + failure);
        }
    }

    void awaitAll() throws InterruptedException {
        for (int i = 0; i < count(); i++) {
            await(i);
        }
    }

    int count() {
        synchronized (appends) {
            return appends.size();
        }
    }

    CompletableFuture<Void> stage(int number) {
        synchronized (appends) {
            return appends.get(number).stage;
        }
    }

    Fate fate(int number) {
        CompletableFuture<Void> stage = stage(number);
        if (!stage.isDone()) {
            return Fate.OPEN;
        }
        return stage.isCompletedExceptionally() ? Fate.FAILED : Fate.KEPT;
    }

    /** What the append failed with, if it did. */
    @Nullable
    Throwable failure(int number) {
        if (fate(number) != Fate.FAILED) {
            return null;
        }
        try {
            stage(number).join();
            return null;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    /** Whether the append surely is not, and never will be, in the journal. */
    boolean isRefused(int number) {
        return failure(number) instanceof JournalException refusal && refusal.isCertain();
    }

    /** How many appends were acknowledged, of which none may be missing. */
    int acknowledged() {
        int acknowledged = 0;
        for (int i = 0; i < count(); i++) {
            acknowledged = fate(i) == Fate.KEPT ? i + 1 : acknowledged;
        }
        return acknowledged;
    }

    /**
     * Insists that what was replayed comes to a prefix of the appends, which has the first {@code acknowledged}, and none
     * that was refused or was missing before.
     */
    private void requirePrefix(List<GroupRecord> replayed, int acknowledged) {
        requireWritten(replayed);
        Map<RecordKey, GroupRecord> found = facts(replayed);
        List<GroupRecord> written = new ArrayList<>();
        for (int i = 0; i <= count(); i++) {
            if (i >= acknowledged && facts(written).equals(found)) {
                IntStream.range(i, count()).forEach(lost::add);
                return;
            }
            if (i < count() && !isRefused(i) && !lost.contains(i)) {
                written.addAll(records(i));
            }
        }
        throw new AssertionError("replay must give the first " + acknowledged + " or more of " + count()
                + " appends, each as a whole, in order, and but for those that failed; gave " + inShort(replayed));
    }

    private void requireWritten(List<GroupRecord> replayed) {
        List<GroupRecord> written = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            written.addAll(records(i));
        }
        for (GroupRecord record : replayed) {
            require(written.contains(record), "replay must give what was appended, gave " + record);
        }
    }

    private List<GroupRecord> records(int number) {
        synchronized (appends) {
            return appends.get(number).records;
        }
    }

    /** What is true after these records: the last value of each key. */
    static Map<RecordKey, GroupRecord> facts(Collection<GroupRecord> records) {
        Map<RecordKey, GroupRecord> facts = new LinkedHashMap<>();
        for (GroupRecord record : records) {
            if (record.isTombstone()) {
                facts.remove(record.key());
            } else {
                facts.put(record.key(), record);
            }
        }
        return facts;
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    // what is appended

    static GroupRecord offset(int partition, long offset) {
        return new GroupRecord(
                new RecordKey.Offset("shop", "orders", partition),
                new CommittedOffset(offset, -1, "", 0, CommittedOffset.NEVER, offset));
    }

    static GroupRecord tombstone(int partition) {
        return new GroupRecord(new RecordKey.Offset("shop", "orders", partition), null);
    }

    private static String inShort(List<GroupRecord> records) {
        List<String> texts = new ArrayList<>();
        for (GroupRecord record : records) {
            RecordValue value = record.value();
            texts.add(record.key() + " " + (value instanceof CommittedOffset o ? o.offset() : value));
        }
        return texts.toString();
    }
}
