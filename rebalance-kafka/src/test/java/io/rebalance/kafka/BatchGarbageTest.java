package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.Crc32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that no producer makes: those with a right checksum over wrong bytes are the dangerous ones. */
class BatchGarbageTest {

    // where the fields of a batch are, after Kafka's message format 2
    private static final int LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_DELTA_AT = 23;
    private static final int PRODUCER_ID_AT = 43;
    private static final int COUNT_AT = 57;

    private KafkaGroupServer server;
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = Servers.quick().start();
        wire = new Wire(server);
    }

    @AfterEach
    void stop() throws IOException {
        try {
            wire.close();
            Servers.assertFlawless(server);
        } finally {
            server.close();
        }
    }

    static Stream<Arguments> batch_thatContradictsItself_isRefusedAndNotStored() {
        return Stream.of(
                broken("an unknown compression", Errors.INVALID_RECORD, b -> b.putShort(ATTRIBUTES_AT, (short) 7)),
                broken("the wrong compression", Errors.INVALID_RECORD, b -> b.putShort(ATTRIBUTES_AT, (short) 1)),
                broken("a control batch", Errors.INVALID_RECORD, b -> b.putShort(ATTRIBUTES_AT, (short) 0x20)),
                broken("a transaction", Errors.INVALID_RECORD, b -> b.putShort(ATTRIBUTES_AT, (short) 0x10)),
                broken("an offset too many", Errors.INVALID_RECORD, b -> b.putInt(LAST_DELTA_AT, 3)),
                broken("an offset too few", Errors.INVALID_RECORD, b -> b.putInt(LAST_DELTA_AT, 0)),
                broken("offsets that go back", Errors.INVALID_RECORD, b -> b.putInt(LAST_DELTA_AT, -5)),
                broken("a record too many", Errors.INVALID_RECORD, b -> b.putInt(COUNT_AT, 3)),
                broken("a record too few", Errors.INVALID_RECORD, b -> b.putInt(COUNT_AT, 1)),
                broken("a negative count", Errors.INVALID_RECORD, b -> b.putInt(COUNT_AT, -1)),
                broken("a producer without sequence", Errors.INVALID_RECORD, b -> b.putLong(PRODUCER_ID_AT, 7)),
                broken("an old format", Errors.INVALID_RECORD, b -> b.put(MAGIC_AT, (byte) 1)),
                broken("a length cut short", Errors.CORRUPT_MESSAGE, b -> b.putInt(LENGTH_AT, 20)),
                broken("a length too long", Errors.INVALID_RECORD, b -> b.putInt(LENGTH_AT, 5_000)));
    }

    private static Arguments broken(String what, Errors error, Consumer<ByteBuffer> breakIt) {
        return Arguments.of(what, error, breakIt);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void batch_thatContradictsItself_isRefusedAndNotStored(String what, Errors error, Consumer<ByteBuffer> breakIt)
            throws IOException {
        ByteBuffer bytes = Samples.records("a", "b").buffer();
        breakIt.accept(bytes);

        for (int version : new int[] {3, 9, 13}) {
            assertThat(produce(version, checked(bytes)).errorCounts())
                    .as("in version %d", version)
                    .containsOnlyKeys(error);
        }
        assertThat(endOffset()).isZero();
    }

    @Test
    void batches_withBytesBroken_neverFailTheServerNorWhoReadsThem() throws IOException {
        Random random = new Random(20_260_102);
        CompressionType[] compressions = CompressionType.values();
        int stored = 0;
        for (int run = 0; run < 3_000; run++) {
            Compression compression = Compression.of(compressions[random.nextInt(compressions.length)])
                    .build();
            ByteBuffer bytes = MemoryRecords.withRecords(
                            compression,
                            new SimpleRecord(
                                    1,
                                    "key".getBytes(StandardCharsets.UTF_8),
                                    "some value".getBytes(StandardCharsets.UTF_8)),
                            new SimpleRecord(
                                    2,
                                    "key".getBytes(StandardCharsets.UTF_8),
                                    "some value".getBytes(StandardCharsets.UTF_8)))
                    .buffer();
            for (int wounds = 1 + random.nextInt(3); wounds > 0; wounds--) {
                bytes.put(CRC_AT + random.nextInt(bytes.limit() - CRC_AT), (byte) random.nextInt());
            }
            ProduceResponse answer = produce(3 + random.nextInt(11), checked(bytes));
            stored += answer.errorCounts().containsKey(Errors.NONE) ? 1 : 0;
            assertThat(answer.errorCounts()).doesNotContainKey(Errors.UNKNOWN_SERVER_ERROR);
        }

        assertThat(stored).as("batches that were harmless").isBetween(1, 2_999);
        assertThat(readAll()).as("records").isEqualTo(2L * stored);
        wire.<ListOffsetsResponse>ask(ApiKeys.LIST_OFFSETS, 7, Samples.listOffsets(ORDERS, Long.MAX_VALUE));
    }

    private long readAll() throws IOException {
        long next = 0;
        long end = endOffset();
        while (next < end) {
            FetchResponse answer = wire.ask(ApiKeys.FETCH, 12, Samples.fetch(12, ORDERS, next));
            MemoryRecords records = (MemoryRecords)
                    answer.data().responses().get(0).partitions().get(0).records();
            for (Record record : records.records()) {
                assertThat(record.offset()).isEqualTo(next++);
            }
        }
        return next;
    }

    private ProduceResponse produce(int version, MemoryRecords records) throws IOException {
        return wire.ask(ApiKeys.PRODUCE, version, Samples.produce(version, ORDERS, records));
    }

    private long endOffset() throws IOException {
        ListOffsetsResponse answer = wire.ask(ApiKeys.LIST_OFFSETS, 7, Samples.listOffsets(ORDERS, -1));
        return answer.topics().get(0).partitions().get(0).offset();
    }

    /** The bytes under a right checksum. */
    private static MemoryRecords checked(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.limit());
        copy.put(bytes.duplicate().rewind()).flip();
        int crc = (int) Crc32C.compute(copy, ATTRIBUTES_AT, copy.limit() - ATTRIBUTES_AT);
        copy.putInt(CRC_AT, crc);
        assertThat(copy.limit()).isGreaterThan(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        return MemoryRecords.readableRecords(copy);
    }
}
