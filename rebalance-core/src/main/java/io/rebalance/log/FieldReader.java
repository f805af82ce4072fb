package io.rebalance.log;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.MalformedBytesException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Takes fields off bytes, and refuses what they cannot hold. Allocates nothing for a size that is only claimed.
 *
 * <p>A part of known size may be longer than what is read of it: the rest was written by a later version.
 */
final class FieldReader {

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_VARINT_SHIFT = 28;
    private static final int MAX_LAST_BITS = 7; // a size has 31 bits

    private final Recent recent = new Recent();
    private byte[] in = new byte[0];
    private int start;
    private int at;
    private int end;
    private int whole;

    /** Reads from here to there from now on. */
    void over(byte[] array, int from, int to) {
        in = array;
        start = from;
        at = from;
        end = to;
        whole = to;
    }

    boolean hasMore() {
        return at < end;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int int8(String field) throws MalformedBytesException {
        require(Byte.BYTES, field);
        return in[at++] & 0xff;
    }

    boolean bool(String field) throws MalformedBytesException {
        int value = int8(field);
        if (value > 1) {
            throw malformed(field + " must be 0 or 1, was " + value);
        }
        return value == 1;
    }

    int int32(String field) throws MalformedBytesException {
        require(Integer.BYTES, field);
        int value = (int) INT32.get(in, at);
        at += Integer.BYTES;
        return value;
    }

    long int64(String field) throws MalformedBytesException {
        require(Long.BYTES, field);
        long value = (long) INT64.get(in, at);
        at += Long.BYTES;
        return value;
    }

    /** A size or a count, in as few bytes as it takes: there is one way to write each. */
    int count(String field) throws MalformedBytesException {
        int value = 0;
        int shift = 0;
        int next = int8(field);
        while (next >= 0x80) {
            value |= (next & 0x7f) << shift;
            shift += 7;
            next = int8(field);
            boolean isTooLarge = shift == MAX_VARINT_SHIFT && next > MAX_LAST_BITS;
            if (next == 0 || isTooLarge) {
                throw malformed(field + " has a size that is not written as sizes are");
            }
        }
        return value | next << shift;
    }

    /** A count of elements, each of which has so many bytes at least. */
    int count(int minElementBytes, String field) throws MalformedBytesException {
        int count = count(field);
        if (count > remaining() / minElementBytes) {
            throw malformed(field + " claims " + count + " elements, " + remaining() + " bytes remain");
        }
        return count;
    }

    String text(String field) throws MalformedBytesException {
        return text(count(field), field);
    }

    @Nullable
    String nullableText(String field) throws MalformedBytesException {
        int more = count(field);
        return more == 0 ? null : text(more - 1, field);
    }

    private String text(int bytes, String field) throws MalformedBytesException {
        require(bytes, field);
        String text = recent.text(in, at, at + bytes);
        if (text == null) {
            throw malformed(field + " is no text");
        }
        at += bytes;
        return text;
    }

    Bytes bytes(String field) throws MalformedBytesException {
        int size = count(field);
        require(size, field);
        Bytes bytes = recent.bytes(in, at, at + size);
        at += size;
        return bytes;
    }

    /** All that remains. */
    Bytes rest() {
        Bytes bytes = recent.bytes(in, at, end);
        at = end;
        return bytes;
    }

    /** Goes into a part that has its size before it; gives what {@link #leave} needs. */
    int enter(String field) throws MalformedBytesException {
        int size = count(field);
        require(size, field);
        int outer = end;
        end = at + size;
        return outer;
    }

    /** Leaves the part, and what it has besides. */
    void leave(int outer) {
        at = end;
        end = outer;
    }

    /** Passes over bytes. */
    void skip(int bytes, String field) throws MalformedBytesException {
        require(bytes, field);
        at += bytes;
    }

    private void require(int bytes, String field) throws MalformedBytesException {
        if (remaining() < bytes) {
            throw malformed(field + " needs " + bytes + " bytes, " + remaining() + " remain");
        }
    }

    MalformedBytesException malformed(String what) {
        return new MalformedBytesException(what + " (at byte " + (at - start) + " of " + (whole - start) + ")");
    }
}
