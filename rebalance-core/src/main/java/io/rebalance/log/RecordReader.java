package io.rebalance.log;

import io.rebalance.protocol.MalformedBytesException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of {@linkplain RecordWriter frames}, from its header to its end.
 *
 * <pre>{@code
 * RecordReader reader = RecordReader.of(in, LogHeader.SINGLE);
 * reader.forEachRecord(coordinator::replay);
 * coordinator.activate();                       // not reached unless the whole log was read
 * }</pre>
 *
 * <p>The end of the log is where a frame ends and nothing follows. Bytes that end in the middle of a frame, or that do
 * not have the checksum they say, are never taken for the end (field failure C7): reading fails, and stays failed.
 * Whoever owns the file may then ask whether it {@link #isTorn}, and cut it off at {@link #position}. Not thread-safe.
 */
public final class RecordReader {

    private static final int CHUNK_BYTES = 1 << 13;

    private final InputStream in;
    private final RecordCodec codec = new RecordCodec();
    private final FieldReader fields = new FieldReader();
    private byte[] frame = new byte[CHUNK_BYTES];
    private int held; // bytes of the frame that were read
    private long position = LogHeader.BYTES;
    private long frameCount;
    private boolean hasFailed;
    private boolean mayBeTorn;

    private RecordReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the header of a log, and insists on its being that of the one looked for.
     *
     * @param in the log from its first byte; buffered here, and not closed
     * @param expected the header that it must have
     * @throws MalformedBytesException if there is no header, or another one
     * @throws IOException if reading fails
     */
    public static RecordReader of(InputStream in, LogHeader expected) throws IOException, MalformedBytesException {
        expected.requireSame(LogHeader.read(ByteBuffer.wrap(in.readNBytes(LogHeader.BYTES))));
        return new RecordReader(in);
    }

    /**
     * The records of the next frame, in order; null at the end of the log. Unmodifiable.
     *
     * @throws MalformedBytesException if what follows is no frame; the message says what is wrong where
     * @throws IOException if reading fails
     * @throws IllegalStateException if reading has failed before
     */
    public @Nullable List<GroupRecord> next() throws IOException, MalformedBytesException {
        List<GroupRecord> records = new ArrayList<>();
        return nextFrame(records::add) ? List.copyOf(records) : null;
    }

    /**
     * Hands out all records up to the end of the log. Of a frame that is not whole it hands out none.
     *
     * @throws MalformedBytesException if the log is not whole; what was handed out before is
     * @throws IOException if reading fails
     * @throws IllegalStateException if reading has failed before
     */
    public void forEachRecord(Consumer<? super GroupRecord> consumer) throws IOException, MalformedBytesException {
        Objects.requireNonNull(consumer, "consumer");
        boolean hasMore = true;
        while (hasMore) {
            hasMore = nextFrame(consumer);
        }
    }

    /** Where the last whole frame that was read ends, in bytes from the start of the log. */
    public long position() {
        return position;
    }

    /** How many frames were read. */
    public long frameCount() {
        return frameCount;
    }

    /**
     * Whether the log, which could not be read on, is only torn at its end: a frame is not whole, and no whole one
     * follows. Then what is torn was never acknowledged, if its writer made each frame durable before it wrote the next
     * one. Not if a whole frame follows, since then what is not whole once was; nor if a whole frame cannot be
     * understood, or reading failed for another reason. Reads to the end.
     *
     * @throws IOException if reading fails
     * @throws IllegalStateException if reading has not failed
     */
    public boolean isTorn() throws IOException {
        if (!hasFailed) {
            throw new IllegalStateException("isTorn must be asked of a log that could not be read");
        }
        if (!mayBeTorn) {
            return false;
        }
        byte[] rest = rest();
        if (rest.length > RecordWriter.MAX_BODY_BYTES + RecordWriter.BODY_AT) {
            return false; // no single frame has as much
        }
        for (int at = 1; at <= rest.length - RecordWriter.BODY_AT; at++) {
            if (isLaterFrame(ByteBuffer.wrap(rest, at, rest.length - at).slice(), frameCount + rest.length)) {
                return false;
            }
        }
        return true;
    }

    private byte[] rest() throws IOException {
        byte[] more = in.readNBytes(RecordWriter.MAX_BODY_BYTES + RecordWriter.BODY_AT + 1 - held);
        byte[] rest = Arrays.copyOf(frame, held + more.length);
        System.arraycopy(more, 0, rest, held, more.length);
        return rest;
    }

    private boolean isLaterFrame(ByteBuffer frame, long highestNumber) {
        int length = frame.getInt(RecordWriter.LENGTH_AT);
        long number = frame.getLong(RecordWriter.NUMBER_AT);
        boolean mayBe = number > frameCount
                && number <= highestNumber
                && length > RecordWriter.BODY_AT - RecordWriter.NUMBER_AT
                && length <= frame.limit() - RecordWriter.NUMBER_AT;
        if (!mayBe) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(RecordWriter.LENGTH_AT, RecordWriter.NUMBER_AT - RecordWriter.LENGTH_AT + length));
        return (int) crc.getValue() == frame.getInt(0);
    }

    private boolean nextFrame(Consumer<? super GroupRecord> consumer) throws IOException, MalformedBytesException {
        if (hasFailed) {
            throw new IllegalStateException("reading must not go on after it has failed");
        }
        hasFailed = true; // until it has not
        mayBeTorn = false; // if the storage fails
        held = 0;
        fill(RecordWriter.BODY_AT);
        mayBeTorn = true;
        if (held == 0) {
            hasFailed = false;
            return false;
        }
        if (held < RecordWriter.BODY_AT) {
            throw malformed("a frame begins with " + RecordWriter.BODY_AT + " bytes, " + held + " remain");
        }
        ByteBuffer head = ByteBuffer.wrap(frame);
        int size = size(head.getInt(RecordWriter.LENGTH_AT));
        mayBeTorn = false; // if the storage fails
        fill(size);
        mayBeTorn = true;
        if (held < size) {
            throw malformed("a frame claims " + size + " bytes, " + held + " remain");
        }
        if (RecordWriter.checksum(frame, size) != head.getInt(0)) {
            throw malformed("a frame does not have the checksum that it says");
        }
        mayBeTorn = false; // it is whole, whatever else it may be
        if (head.getLong(RecordWriter.NUMBER_AT) != frameCount) {
            throw malformed("a frame must have number " + frameCount + ", was " + head.getLong(RecordWriter.NUMBER_AT));
        }
        records(size).forEach(consumer);
        position += size;
        frameCount++;
        hasFailed = false;
        return true;
    }

    private int size(int length) throws MalformedBytesException {
        if (length <= RecordWriter.BODY_AT - RecordWriter.NUMBER_AT || length > RecordWriter.MAX_BODY_BYTES) {
            throw malformed("a frame claims a length of " + length);
        }
        return length + RecordWriter.NUMBER_AT;
    }

    /** Reads until so many bytes of the frame are held, or no more come; makes room as they do come. */
    private void fill(int size) throws IOException {
        while (held < size) {
            if (held == frame.length) {
                frame = Arrays.copyOf(frame, (int) Math.min(size, 2L * frame.length));
            }
            int read = in.read(frame, held, Math.min(size, frame.length) - held);
            if (read < 0) {
                return;
            }
            held += read;
        }
    }

    private List<GroupRecord> records(int size) throws MalformedBytesException {
        fields.over(frame, RecordWriter.BODY_AT, size);
        try {
            int count = fields.count(2, "records");
            List<GroupRecord> records = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                records.add(record());
            }
            if (fields.hasMore()) {
                throw fields.malformed("a frame must end here");
            }
            return records;
        } catch (MalformedBytesException e) {
            throw malformed(e.getMessage());
        }
    }

    private GroupRecord record() throws MalformedBytesException {
        int keySize = fields.count("key");
        int keyFrom = fields.position();
        fields.skip(keySize, "key");
        int more = fields.count("value");
        int valueFrom = fields.position();
        fields.skip(Math.max(more - 1, 0), "value");
        return codec.read(frame, keyFrom, keyFrom + keySize, more == 0 ? -1 : valueFrom, fields.position());
    }

    private MalformedBytesException malformed(@Nullable String what) {
        return new MalformedBytesException("frame " + frameCount + " at byte " + position + " of the log: " + what);
    }
}
