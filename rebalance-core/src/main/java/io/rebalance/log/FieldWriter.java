package io.rebalance.log;

import io.rebalance.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts fields one after the other. */
final class FieldWriter {

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_VARINT_BYTES = 5;

    private byte[] out = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void int8(int value) {
        room(Byte.BYTES);
        out[size++] = (byte) value;
    }

    void bool(boolean value) {
        int8(value ? 1 : 0);
    }

    void int32(int value) {
        room(Integer.BYTES);
        INT32.set(out, size, value);
        size += Integer.BYTES;
    }

    void int64(long value) {
        room(Long.BYTES);
        INT64.set(out, size, value);
        size += Long.BYTES;
    }

    /** A size or a count: seven bits a byte, the lowest first, in as few bytes as it takes. */
    void count(int value) {
        room(MAX_VARINT_BYTES);
        size += putCount(size, value);
    }

    private int putCount(int at, int value) {
        int rest = value;
        int end = at;
        while ((rest & ~0x7f) != 0) {
            out[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[end++] = (byte) rest;
        return end - at;
    }

    void text(String value) {
        int bytes = Text.byteCount(value);
        count(bytes);
        textBytes(value, bytes);
    }

    /** A text's size is one more than it is, so that null can be zero. */
    void nullableText(@Nullable String value) {
        if (value == null) {
            count(0);
        } else {
            int bytes = Text.byteCount(value);
            count(Math.addExact(bytes, 1));
            textBytes(value, bytes);
        }
    }

    private void textBytes(String value, int bytes) {
        room(bytes);
        Text.put(value, out, size);
        size += bytes;
    }

    void bytes(Bytes value) {
        count(value.size());
        verbatim(value);
    }

    /** Bytes without their size. */
    void verbatim(Bytes value) {
        room(value.size());
        value.toBuffer().get(out, size, value.size());
        size += value.size();
    }

    /** Where a part begins whose size will stand before it once it is complete. */
    int begin() {
        return size;
    }

    /** The part that began there is complete: its size is put before it. */
    void end(int start) {
        end(start, 0);
    }

    /** The same for a part that might have been null: its size plus one is put before it. */
    void endNullable(int start) {
        end(start, 1);
    }

    private void end(int start, int more) {
        int bytes = size - start;
        room(MAX_VARINT_BYTES);
        int prefix = countBytes(bytes + more);
        System.arraycopy(out, start, out, start + prefix, bytes);
        putCount(start, bytes + more);
        size += prefix;
    }

    private static int countBytes(int value) {
        return value == 0 ? 1 : (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** Overwrites four bytes. */
    void setInt32(int at, int value) {
        INT32.set(out, at, value);
    }

    /** The array with what was written, from 0 to {@link #size}; not to be kept. */
    byte[] array() {
        return out;
    }

    byte[] toArray() {
        return Arrays.copyOf(out, size);
    }

    private void room(int bytes) {
        if (out.length - size < bytes) {
            int needed = Math.addExact(size, bytes);
            out = Arrays.copyOf(out, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * out.length)));
        }
    }
}
