package io.rebalance.internal.raw;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.MalformedBytesException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of Kafka's consumer bytes off an array, one after the other, and refuses what the bytes cannot hold.
 * Never allocates for more than what the bytes can hold. Not thread-safe.
 */
public final class FieldReader {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int end;
    private int position;

    /** Reads from the first byte on. */
    public FieldReader(Bytes bytes) {
        this.array = RawBytes.arrayOf(bytes);
        this.end = array.length;
    }

    private FieldReader(byte[] array, int position, int end) {
        this.array = array;
        this.position = position;
        this.end = end;
    }

    /** A reader of the field of bytes that comes next, which this one skips; or null if it is null. */
    public @Nullable FieldReader nullableReader(String field) throws MalformedBytesException {
        int length = int32(field);
        if (length == -1) {
            return null;
        }
        requireLength(length, field);
        position += length;
        return new FieldReader(array, position - length, position);
    }

    /** Where the next field begins. */
    public int position() {
        return position;
    }

    /** Whether there are bytes left. */
    public boolean hasMore() {
        return position < end;
    }

    /** A number of two bytes. */
    public int int16(String field) throws MalformedBytesException {
        require(Short.BYTES, field);
        int value = (short) SHORT.get(array, position);
        position += Short.BYTES;
        return value;
    }

    /** A number of four bytes. */
    public int int32(String field) throws MalformedBytesException {
        require(Integer.BYTES, field);
        int value = (int) INT.get(array, position);
        position += Integer.BYTES;
        return value;
    }

    /** The number of a partition: not negative. */
    public int partition(String field) throws MalformedBytesException {
        int partition = int32(field);
        if (partition < 0) {
            throw malformed("a partition in " + field + " must be 0 or more, was " + partition);
        }
        return partition;
    }

    /** Some numbers of four bytes, so many that {@link #count} found room for them. */
    public void int32s(int[] into, int at, int count) {
        int from = position;
        for (int i = 0; i < count; i++) {
            into[at + i] = (int) INT.get(array, from + i * Integer.BYTES);
        }
        position = from + count * Integer.BYTES;
    }

    /** How many elements follow, each of at least so many bytes. */
    public int count(int minElementBytes, String field) throws MalformedBytesException {
        int count = int32(field);
        if (count < 0 || count > remaining() / minElementBytes) {
            throw malformed(field + " claims " + count + " elements, " + remaining() + " bytes remain");
        }
        return count;
    }

    /** A string. */
    public String string(String field) throws MalformedBytesException {
        return text(stringLength(field), field);
    }

    /** A string, or null. */
    public @Nullable String nullableString(String field) throws MalformedBytesException {
        require(Short.BYTES, field);
        if ((short) SHORT.get(array, position) == -1) {
            position += Short.BYTES;
            return null;
        }
        return string(field);
    }

    /**
     * The length of a string, which begins where this ends. Whoever calls this goes on with {@link #text}, or with {@link
     * #skip} if he knows the string.
     *
     * @throws MalformedBytesException if it is null, or longer than what there is
     */
    public int stringLength(String field) throws MalformedBytesException {
        int length = int16(field);
        if (length == -1) {
            throw malformed(field + " must not be null");
        }
        requireLength(length, field);
        return length;
    }

    /** Some bytes, or null. */
    public @Nullable Bytes nullableBytes(String field) throws MalformedBytesException {
        int length = int32(field);
        if (length == -1) {
            return null;
        }
        requireLength(length, field);
        position += length;
        return RawBytes.around(Arrays.copyOfRange(array, position - length, position));
    }

    /** Goes on so many bytes later, which are known to be there. */
    public void skip(int bytes) {
        position += bytes;
    }

    /** Goes back, or forward, to where a field begins. */
    public void position(int position) {
        this.position = position;
    }

    /** What stands between a position and here. */
    public Region regionFrom(int from) {
        return new Region(array, from, position);
    }

    /** Whether what comes next is what stood in the region. */
    public boolean startsWith(Region region) {
        return startsWith(region.array, region.from, region.length());
    }

    /** Whether the next bytes are equal to some others. */
    public boolean startsWith(byte[] other, int from, int length) {
        if (length >= Long.BYTES && length <= 2 * Long.BYTES && length <= remaining()) { // as most names are
            int last = length - Long.BYTES;
            return (long) LONG.get(array, position) == (long) LONG.get(other, from)
                    && (long) LONG.get(array, position + last) == (long) LONG.get(other, from + last);
        }
        return length <= remaining() && Arrays.equals(array, position, position + length, other, from, from + length);
    }

    /** Copies the next bytes. */
    public void copyTo(byte[] target, int at, int length) {
        System.arraycopy(array, position, target, at, length);
    }

    /** A hash of the next bytes. */
    public int hash(int length) {
        return hash(array, position, position + length);
    }

    private static int hash(byte[] array, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(array, at)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        if (at < to && to - from >= Long.BYTES) {
            hash = (hash ^ (long) LONG.get(array, to - Long.BYTES)) * 0x9E37_79B9_7F4A_7C15L;
        } else {
            for (; at < to; at++) {
                hash = hash * 31 + array[at];
            }
        }
        hash *= 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> 32);
    }

    /** The string of so many bytes, which are known to be there. */
    public String text(int length, String field) throws MalformedBytesException {
        int from = position;
        int to = from + length;
        position = to;
        for (int i = from; i < to; i++) {
            if (array[i] < 0) {
                return decoded(from, to, field);
            }
        }
        return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decoded(int from, int to, String field) throws MalformedBytesException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(field + " is not UTF-8");
        }
    }

    private void requireLength(int length, String field) throws MalformedBytesException {
        if (length < 0) {
            throw malformed(field + " claims a length of " + length);
        }
        require(length, field);
    }

    private void require(int bytes, String field) throws MalformedBytesException {
        if (remaining() < bytes) {
            throw malformed(field + " needs " + bytes + " bytes, " + remaining() + " remain");
        }
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** An error that says where it is. */
    public MalformedBytesException malformed(String what) {
        return new MalformedBytesException(what + " (at byte " + position + " of " + end + ")");
    }

    /** Some bytes of an array, compared by content; in the order of unsigned bytes, so that maps have no bad case. */
    public static final class Region implements Comparable<Region> {

        private final byte[] array;
        private final int from;
        private final int to;
        private final int hash;

        private Region(byte[] array, int from, int to) {
            this.array = array;
            this.from = from;
            this.to = to;
            this.hash = FieldReader.hash(array, from, to);
        }

        /** How many bytes these are. */
        public int length() {
            return to - from;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Region that
                    && hash == that.hash
                    && Arrays.equals(array, from, to, that.array, that.from, that.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public int compareTo(Region that) {
            return Arrays.compareUnsigned(array, from, to, that.array, that.from, that.to);
        }
    }
}
