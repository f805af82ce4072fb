package io.rebalance.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.MalformedBytesException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of frames: what is whole is read, and what is not is never taken for the end (field failure C7). */
class RecordFramesTest {

    private static final int FRAMES = 3;

    private final List<GroupRecord> records = List.copyOf(Samples.all().values());
    private final List<Integer> borders = new ArrayList<>();
    private final byte[] log = log(new RecordWriter(), FRAMES, borders);

    private byte[] log(RecordWriter writer, int frames, List<Integer> ends) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(LogHeader.SINGLE.toBytes());
        ends.add(out.size());
        for (int i = 0; i < frames; i++) {
            out.writeBytes(writer.frame(records.subList(i * 4, i * 4 + 4)).array());
            ends.add(out.size());
        }
        return out.toByteArray();
    }

    @Test
    void log_whole_isReadFrameByFrame() throws IOException, MalformedBytesException {
        RecordReader reader = reader(log);

        assertThat(reader.next()).isEqualTo(records.subList(0, 4));
        assertThat(reader.position()).isEqualTo(borders.get(1).longValue());
        assertThat(reader.next()).isEqualTo(records.subList(4, 8));
        assertThat(reader.next()).isEqualTo(records.subList(8, 12));
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        assertThat(reader.position()).isEqualTo(log.length);
    }

    @Test
    void log_cutAnywhere_isReadUpToTheLastWholeFrame_andFailsIfCutWithinOne_c7() throws Exception {
        for (int length = LogHeader.BYTES; length < log.length; length++) {
            RecordReader reader = reader(Arrays.copyOf(log, length));
            List<GroupRecord> read = new ArrayList<>();
            int end = length;
            int whole = (int) borders.stream().filter(b -> b <= end).count() - 1;
            if (borders.contains(length)) {
                reader.forEachRecord(read::add);
            } else {
                assertThatThrownBy(() -> reader.forEachRecord(read::add))
                        .isInstanceOf(MalformedBytesException.class)
                        .hasMessageStartingWith("frame " + whole + " at byte " + borders.get(whole) + " of the log: ");
                assertThat(reader.isTorn()).isTrue();
            }
            assertThat(read).isEqualTo(records.subList(0, 4 * whole));
            assertThat(reader.position()).isEqualTo(borders.get(whole).longValue());
        }
    }

    @Test
    void log_oneBitChangedAnywhere_isRefused_andTornOnlyInTheLastFrame() throws Exception {
        for (int bit = 8 * LogHeader.BYTES; bit < 8 * log.length; bit++) {
            byte[] damaged = log.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            RecordReader reader = reader(damaged);
            List<GroupRecord> read = new ArrayList<>();

            assertThatThrownBy(() -> reader.forEachRecord(read::add)).isInstanceOf(MalformedBytesException.class);
            int at = bit / 8;
            int frame = (int) borders.stream().filter(b -> b <= at).count() - 1;
            assertThat(read).isEqualTo(records.subList(0, 4 * frame));
            assertThat(reader.isTorn()).isEqualTo(frame == FRAMES - 1);
        }
    }

    @Test
    void reading_afterAFailure_doesNotGoOn() throws Exception {
        RecordReader reader = reader(Arrays.copyOf(log, log.length - 1));
        assertThatThrownBy(() -> reader.forEachRecord(r -> {})).isInstanceOf(MalformedBytesException.class);

        assertThatThrownBy(reader::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("reading must not go on after it has failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 40, 5_000})
    void end_ofZeros_isTorn(int zeros) throws Exception {
        RecordReader reader = reader(Arrays.copyOf(log, log.length + zeros));

        assertThatThrownBy(() -> reader.forEachRecord(r -> {})).isInstanceOf(MalformedBytesException.class);
        assertThat(reader.isTorn()).isTrue();
        assertThat(reader.position()).isEqualTo(log.length);
    }

    @Test
    void frame_leftOutOrTwice_isRefused_andNotTorn() throws Exception {
        byte[] leftOut = join(Arrays.copyOf(log, borders.get(1)), Arrays.copyOfRange(log, borders.get(2), log.length));
        byte[] twice = join(log, Arrays.copyOfRange(log, borders.get(2), log.length));
        for (byte[] damaged : List.of(leftOut, twice)) {
            RecordReader reader = reader(damaged);
            assertThatThrownBy(() -> reader.forEachRecord(r -> {}))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageContaining("a frame must have number ");
            assertThat(reader.isTorn()).isFalse();
        }
    }

    // a later version's records at the end of the log are whole: they must not be cut off
    @Test
    void frame_wholeButOfALaterVersion_isNotTorn() throws Exception {
        RecordReader ok = reader(log);
        ok.forEachRecord(r -> {});
        ByteBuffer frame = new RecordWriter(ok.frameCount()).frame(List.of(Samples.OFFSET));
        int version = frame.limit() - RecordCodec.writeValue(Samples.OFFSET.value()).length;
        frame.put(version, (byte) 2);
        frame.putInt(0, RecordWriter.checksum(frame.array(), frame.limit()));
        RecordReader reader = reader(join(log, frame.array()));

        assertThatThrownBy(() -> reader.forEachRecord(r -> {}))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("version must be 1, was 2");
        assertThat(reader.isTorn()).isFalse();
    }

    @Test
    void frame_thatClaimsAGibibyte_costsNoMoreThanThereIs() throws Exception {
        byte[] head = ByteBuffer.allocate(20)
                .putInt(0)
                .putInt(RecordWriter.MAX_BODY_BYTES)
                .putLong(0)
                .array();
        RecordReader reader = reader(join(LogHeader.SINGLE.toBytes(), head));

        assertThatThrownBy(reader::next)
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("frame 0 at byte 20 of the log: a frame claims 1073741832 bytes, 20 remain");
    }

    // field failure C7: an error of the storage is not an end, and not a torn one either
    @Test
    void storage_thatFails_failsTheReading_c7() throws Exception {
        for (int good = LogHeader.BYTES; good < log.length; good += 13) {
            int limit = good;
            InputStream failing = new InputStream() {
                private int at;

                @Override
                public int read() throws IOException {
                    if (at == limit) {
                        throw new IOException("the disk broke");
                    }
                    return log[at++] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    if (length == 0) {
                        return 0;
                    }
                    bytes[from] = (byte) read();
                    return 1;
                }
            };
            RecordReader reader = RecordReader.of(failing, LogHeader.SINGLE);

            assertThatThrownBy(() -> reader.forEachRecord(r -> {})).hasMessage("the disk broke");
            assertThat(reader.isTorn()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void consumer_thatThrows_failsTheReading() throws Exception {
        RecordReader reader = reader(log);

        assertThatThrownBy(() -> reader.forEachRecord(r -> {
                    throw new UnsupportedOperationException("no");
                }))
                .hasMessage("no");
        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        assertThat(reader.isTorn()).isFalse();
    }

    @Test
    void isTorn_ofALogThatIsWhole_isAMistake() throws Exception {
        RecordReader reader = reader(log);
        reader.forEachRecord(r -> {});

        assertThatThrownBy(reader::isTorn).isInstanceOf(IllegalStateException.class);
    }

    // field failure C16
    @Test
    void header_ofAnotherNumberOfShards_isRefused_c16() {
        byte[] stored = new LogHeader(1, 8).toBytes();

        assertThatThrownBy(() -> RecordReader.of(new ByteArrayInputStream(stored), new LogHeader(1, 4)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("log must be shard 1 of 4, is shard 1 of 8");
        assertThatThrownBy(() -> RecordReader.of(new ByteArrayInputStream(stored), new LogHeader(2, 8)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("log must be shard 2 of 8, is shard 1 of 8");
    }

    @Test
    void header_writtenAndRead_isTheSame_andAnyBitChangedIsRefused() throws MalformedBytesException {
        LogHeader header = new LogHeader(3, 50);
        byte[] bytes = header.toBytes();
        ByteBuffer in = ByteBuffer.wrap(join(bytes, new byte[1]));

        assertThat(LogHeader.read(in)).isEqualTo(header);
        assertThat(in.remaining()).isEqualTo(1);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> LogHeader.read(ByteBuffer.wrap(damaged)))
                    .isInstanceOf(MalformedBytesException.class);
        }
        assertThatThrownBy(() -> LogHeader.read(ByteBuffer.wrap(bytes, 0, 19)))
                .hasMessage("a log begins with 20 bytes, 19 remain");
    }

    @Test
    void header_ofWhatCannotBe_isRefused() {
        assertThatThrownBy(() -> new LogHeader(0, 0)).hasMessage("shardCount must be 1 or more, was 0");
        assertThatThrownBy(() -> new LogHeader(4, 4)).hasMessage("shard must be 0 to 3, was 4");
        assertThatThrownBy(() -> new LogHeader(-1, 4)).hasMessage("shard must be 0 to 3, was -1");
        assertThatThrownBy(() -> LogHeader.shardOf("g", 0)).hasMessage("shardCount must be 1 or more, was 0");
    }

    @Test
    void shardOf_anyGroup_isOneOfTheShards() {
        assertThat(LogHeader.shardOf("shop", 50)).isEqualTo(Math.abs("shop".hashCode()) % 50);
        assertThat(LogHeader.shardOf("polygenelubricants", 50)).isZero(); // whose hash has no absolute value
        assertThat(IntStream.range(0, 1_000).map(i -> LogHeader.shardOf("g" + i, 7)))
                .allMatch(shard -> shard >= 0 && shard < 7);
    }

    @Test
    void writer_withoutRecords_orOfANegativeNumber_isRefused() {
        assertThatThrownBy(() -> new RecordWriter().frame(List.of())).hasMessage("records must not be empty");
        assertThatThrownBy(() -> new RecordWriter(-1)).hasMessage("number must be 0 or more, was -1");
    }

    private static RecordReader reader(byte[] bytes) throws IOException, MalformedBytesException {
        return RecordReader.of(new ByteArrayInputStream(bytes), LogHeader.SINGLE);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
