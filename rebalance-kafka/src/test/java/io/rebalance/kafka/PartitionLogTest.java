package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

class PartitionLogTest {

    private static final short EPOCH = 3;

    private final PartitionLog log = new PartitionLog(Long.MAX_VALUE);

    @Test
    void batches_appended_getOffsetsBehindEachOther() {
        assertThat(log.append(plain(100, "a", "b"))).isZero();
        assertThat(log.append(plain(200, "c"))).isEqualTo(2);

        assertThat(log.endOffset()).isEqualTo(3);
        assertThat(values(log.read(0, Integer.MAX_VALUE, false))).containsExactly("0:a", "1:b", "2:c");
    }

    @Test
    void read_fromWithinBatch_givesTheWholeBatch() { // Kafka: clients skip what they did not ask for
        log.append(plain(100, "a", "b"));
        log.append(plain(200, "c"));

        assertThat(values(log.read(1, Integer.MAX_VALUE, false))).containsExactly("0:a", "1:b", "2:c");
        assertThat(values(log.read(2, Integer.MAX_VALUE, false))).containsExactly("2:c");
        assertThat(values(log.read(3, Integer.MAX_VALUE, false))).isEmpty();
    }

    @Test
    void read_withLimitBelowFirstBatch_givesItOnlyIfTold() { // KIP-74
        log.append(plain(100, "a"));
        log.append(plain(200, "b"));

        assertThat(values(log.read(0, 1, true))).containsExactly("0:a");
        assertThat(values(log.read(0, 1, false))).isEmpty();
    }

    @Test
    void read_outsideOfLog_givesNoRecords() {
        log.append(plain(100, "a"));

        assertThat(log.read(-1, 100, true).records()).isNull();
        assertThat(log.read(2, 100, true).records()).isNull();
    }

    @Test
    void retention_exceeded_forgetsOldestBatchesButNeverTheLast() {
        PartitionLog small = new PartitionLog(plain(1, "x").sizeInBytes() * 2L);
        IntStream.range(0, 5).forEach(i -> small.append(plain(i, "x")));

        assertThat(small.startOffset()).isEqualTo(3);
        assertThat(small.endOffset()).isEqualTo(5);
        assertThat(small.read(2, 100, true).records()).isNull();

        PartitionLog tiny = new PartitionLog(1);
        tiny.append(plain(1, "x"));
        assertThat(tiny.startOffset()).isZero();
    }

    @Test
    void positions_byTime_areFirstRecordNotOlder() {
        log.append(batch(0, new SimpleRecord(100, bytes("a")), new SimpleRecord(300, bytes("b"))));
        log.append(plain(200, "c"));

        assertThat(log.firstSince(0)).isEqualTo(new PartitionLog.Position(0, 100));
        assertThat(log.firstSince(101)).isEqualTo(new PartitionLog.Position(1, 300));
        assertThat(log.firstSince(301)).isNull();
        assertThat(log.youngest()).isEqualTo(new PartitionLog.Position(1, 300));
        assertThat(new PartitionLog(1).youngest()).isNull();
    }

    @Test
    void watcher_ofTheEnd_isToldOfTheNextBatch() {
        log.append(plain(1, "a"));
        CompletableFuture<Void> late = new CompletableFuture<>();
        CompletableFuture<Void> waits = new CompletableFuture<>();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        log.watch(0, late);
        log.watch(1, waits);
        log.watch(1, gone);
        log.unwatch(gone);
        assertThat(late).isDone();
        assertThat(waits).isNotDone();

        log.append(plain(2, "b"));

        assertThat(waits).isDone();
        assertThat(gone).isNotDone();
    }

    @Test
    void idempotentBatch_sentAgain_isStoredOnce() { // KIP-98
        assertThat(log.append(idempotent(EPOCH, 0, "a", "b"))).isZero();
        assertThat(log.append(idempotent(EPOCH, 2, "c"))).isEqualTo(2);

        assertThat(log.append(idempotent(EPOCH, 0, "a", "b"))).isZero();
        assertThat(log.append(idempotent(EPOCH, 2, "c"))).isEqualTo(2);
        assertThat(log.endOffset()).isEqualTo(3);
    }

    @Test
    void idempotentBatch_beyondTheNext_isRefused() {
        log.append(idempotent(EPOCH, 0, "a"));

        assertThatThrownBy(() -> log.append(idempotent(EPOCH, 2, "c")))
                .isInstanceOf(OutOfOrderSequenceException.class)
                .hasMessageContaining("sequence 1, and writes 2");
        assertThat(log.endOffset()).isEqualTo(1);
    }

    @Test
    void idempotentBatch_olderThanTheLastFive_isRefused() {
        IntStream.range(0, 6).forEach(i -> log.append(idempotent(EPOCH, i, "x")));

        assertThatThrownBy(() -> log.append(idempotent(EPOCH, 0, "x"))).isInstanceOf(OutOfOrderSequenceException.class);
        assertThat(log.append(idempotent(EPOCH, 1, "x"))).isEqualTo(1);
    }

    @Test
    void idempotentProducer_withNewerEpoch_beginsAtZeroAndFencesTheOlder() {
        log.append(idempotent(EPOCH, 0, "a"));

        assertThatThrownBy(() -> log.append(idempotent((short) (EPOCH + 1), 1, "b")))
                .isInstanceOf(OutOfOrderSequenceException.class);
        log.append(idempotent((short) (EPOCH + 1), 0, "b"));
        assertThatThrownBy(() -> log.append(idempotent(EPOCH, 1, "c")))
                .isInstanceOf(InvalidProducerEpochException.class);
    }

    @Test
    void idempotentProducer_unknown_mayBeginAnywhere() { // Kafka 4.1: its history may have been cut off
        assertThat(log.append(idempotent(EPOCH, 77, "a"))).isZero();
    }

    @Test
    void sequence_atTheTop_goesOnAtZero() {
        log.append(idempotent(EPOCH, Integer.MAX_VALUE, "a"));

        assertThat(log.append(idempotent(EPOCH, 0, "b"))).isEqualTo(1);
    }

    private static RecordBatch plain(long timestampMs, String... values) {
        return batch(0, records(timestampMs, values));
    }

    private static RecordBatch batch(long offset, SimpleRecord... records) {
        return MemoryRecords.withRecords(offset, Compression.NONE, records)
                .batches()
                .iterator()
                .next();
    }

    private static RecordBatch idempotent(short epoch, int sequence, String... values) {
        return MemoryRecords.withIdempotentRecords(
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        0,
                        Compression.NONE,
                        42,
                        epoch,
                        sequence,
                        0,
                        records(1, values))
                .batches()
                .iterator()
                .next();
    }

    private static SimpleRecord[] records(long timestampMs, String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(timestampMs, bytes(values[i]));
        }
        return records;
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> values(PartitionLog.Slice slice) {
        List<String> values = new ArrayList<>();
        for (Record record : slice.records().records()) {
            values.add(record.offset() + ":" + StandardCharsets.UTF_8.decode(record.value()));
        }
        return values;
    }
}
