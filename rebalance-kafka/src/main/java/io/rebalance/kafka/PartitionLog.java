package io.rebalance.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** The records of one partition, in batches as the producers made them. Thread-safe. */
final class PartitionLog {

    /** There is one leader, and it never changes. */
    static final int LEADER_EPOCH = 0;

    /** By the offset of the last record, so that the batch that holds an offset is the ceiling of it. */
    private final NavigableMap<Long, MutableRecordBatch> batches = new TreeMap<>();

    private final ProducerHistory producers = new ProducerHistory();
    private final List<CompletableFuture<Void>> watchers = new ArrayList<>();
    private final long retentionBytes;
    private long sizeBytes;
    private long startOffset;
    private long endOffset;

    PartitionLog(long retentionBytes) {
        this.retentionBytes = retentionBytes;
    }

    /**
     * Stores a copy of a valid batch, unless it is stored already.
     *
     * @return the offset of its first record
     */
    synchronized long append(RecordBatch batch) {
        if (batch.hasProducerId()) {
            OptionalLong stored = producers.offsetOfDuplicate(batch);
            if (stored.isPresent()) {
                return stored.getAsLong();
            }
        }
        long baseOffset = endOffset;
        MutableRecordBatch copy = copy(batch);
        copy.setLastOffset(baseOffset + (batch.lastOffset() - batch.baseOffset()));
        copy.setPartitionLeaderEpoch(LEADER_EPOCH);
        if (batch.hasProducerId()) {
            producers.wrote(batch, baseOffset);
        }
        batches.put(copy.lastOffset(), copy);
        endOffset = copy.nextOffset();
        sizeBytes += copy.sizeInBytes();
        forgetOldest();
        watchers.forEach(watcher -> watcher.complete(null));
        watchers.clear();
        return baseOffset;
    }

    /** A frame must not live as long as the one batch in it that is kept. */
    private static MutableRecordBatch copy(RecordBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.sizeInBytes());
        batch.writeTo(bytes);
        bytes.flip();
        return MemoryRecords.readableRecords(bytes).batches().iterator().next();
    }

    private void forgetOldest() {
        while (sizeBytes > retentionBytes && batches.size() > 1) {
            MutableRecordBatch oldest = batches.pollFirstEntry().getValue();
            sizeBytes -= oldest.sizeInBytes();
            startOffset = oldest.nextOffset();
        }
    }

    /** The offset of the oldest record that is kept. */
    synchronized long startOffset() {
        return startOffset;
    }

    /** The offset of the next record to come. */
    synchronized long endOffset() {
        return endOffset;
    }

    /** How the log looks from an offset on. */
    synchronized Slice read(long fromOffset, int maxBytes, boolean evenIfTooLarge) {
        if (fromOffset < startOffset || fromOffset > endOffset) {
            return new Slice(startOffset, endOffset, null);
        }
        int bytes = 0;
        List<MutableRecordBatch> read = new ArrayList<>();
        for (MutableRecordBatch batch : batches.tailMap(fromOffset).values()) {
            boolean fits = (long) bytes + batch.sizeInBytes() <= maxBytes;
            // KIP-74: the first batch is given whole, or a reader with a small limit would never get on
            if (!fits && !(evenIfTooLarge && read.isEmpty())) {
                break;
            }
            read.add(batch);
            bytes += batch.sizeInBytes();
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        read.forEach(batch -> batch.writeTo(joined));
        joined.flip();
        return new Slice(startOffset, endOffset, MemoryRecords.readableRecords(joined));
    }

    /** Completes {@code arrival} when there is more than up to {@code offset}; at once if there is. */
    synchronized void watch(long offset, CompletableFuture<Void> arrival) {
        if (endOffset > offset) {
            arrival.complete(null);
        } else {
            watchers.add(arrival);
        }
    }

    synchronized void unwatch(CompletableFuture<Void> arrival) {
        watchers.removeIf(watcher -> watcher == arrival);
    }

    /** The first record that is not older than the given time, or null if all are. */
    synchronized @Nullable Position firstSince(long timestampMs) {
        for (MutableRecordBatch batch : batches.values()) {
            if (batch.maxTimestamp() >= timestampMs) {
                Position found = firstSince(timestampMs, batch);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Position firstSince(long timestampMs, RecordBatch batch) {
        try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.timestamp() >= timestampMs) {
                    return new Position(record.offset(), record.timestamp());
                }
            }
        }
        return null;
    }

    /** The youngest record, the first of several; null if there is none. */
    synchronized @Nullable Position youngest() {
        MutableRecordBatch youngest = null;
        for (Map.Entry<Long, MutableRecordBatch> entry : batches.entrySet()) {
            if (youngest == null || entry.getValue().maxTimestamp() > youngest.maxTimestamp()) {
                youngest = entry.getValue();
            }
        }
        return youngest == null ? null : firstSince(youngest.maxTimestamp(), youngest);
    }

    /**
     * A part of the log.
     *
     * @param startOffset the offset of the oldest record that is kept
     * @param endOffset the offset of the next record to come
     * @param records what was read; null if the offset is outside of the log
     */
    record Slice(long startOffset, long endOffset, @Nullable MemoryRecords records) {}

    /** Where a record is, and how old. */
    record Position(long offset, long timestampMs) {}
}
