package io.rebalance.log;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Frames for a flat file: what is appended together is one frame, and is there as a whole or not at all.
 *
 * <p>A file begins with a {@link LogHeader}. A frame is a checksum of four bytes (CRC32C of all that follows), the number
 * of bytes after the next field (four bytes), the number of the frame (eight bytes: the first has 0, each has one more
 * than the one before), and the records: how many, and of each its key and its value, with their sizes before them. A
 * value's size is one more than it is, and 0 for a tombstone. The bytes of keys and values are those of {@link
 * RecordCodec}. {@link RecordReader} reads them.
 *
 * <p>Whoever makes a frame durable before it writes the next one has no more than one frame at the end of the file that
 * a crash may have torn, and {@link RecordReader#isTorn} tells such an end from damage. Not thread-safe.
 */
public final class RecordWriter {

    /** How many bytes the records of a frame may have. */
    public static final int MAX_BODY_BYTES = 1 << 30;

    static final int LENGTH_AT = 4;
    static final int NUMBER_AT = 8;
    static final int BODY_AT = 16;

    private final FieldWriter out = new FieldWriter();
    private long number;

    /** Writes the first frame of a log next. */
    public RecordWriter() {
        this(0);
    }

    /**
     * Goes on with a log.
     *
     * @param number the number of the next frame: {@link RecordReader#frameCount} of what was read
     * @throws IllegalArgumentException if {@code number} is negative
     */
    public RecordWriter(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("number must be 0 or more, was " + number);
        }
        this.number = number;
    }

    /**
     * The next frame. A buffer of its own, from its first byte to its last.
     *
     * @param records what is appended together, in order; not empty
     * @throws IllegalArgumentException if there are no records, or if they have more than {@value #MAX_BODY_BYTES} bytes
     */
    public ByteBuffer frame(List<GroupRecord> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("records must not be empty");
        }
        out.clear();
        out.int32(0); // the checksum, once it is known
        out.int32(0); // the length, likewise
        out.int64(number);
        out.count(records.size());
        for (GroupRecord record : records) {
            write(record);
            requireRoom();
        }
        out.setInt32(LENGTH_AT, out.size() - NUMBER_AT);
        out.setInt32(0, checksum(out.array(), out.size()));
        number++;
        return ByteBuffer.wrap(out.toArray());
    }

    private void write(GroupRecord record) {
        int key = out.begin();
        RecordCodec.write(out, record.key());
        out.end(key);
        RecordValue value = record.value();
        if (value == null) {
            out.count(0);
        } else {
            int start = out.begin();
            RecordCodec.write(out, value);
            out.endNullable(start);
        }
    }

    private void requireRoom() {
        if (out.size() > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("records must have at most " + MAX_BODY_BYTES + " bytes together");
        }
    }

    /** The checksum of a frame of so many bytes, at the start of the array. */
    static int checksum(byte[] frame, int size) {
        CRC32C crc = new CRC32C();
        crc.update(frame, LENGTH_AT, size - LENGTH_AT);
        return (int) crc.getValue();
    }
}
