package io.rebalance.protocol;

import io.rebalance.internal.raw.RawBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes, compared by content.
 *
 * <p>The protocol carries member metadata and assignments without reading them; this is what they are kept in.
 * Immutable and thread-safe.
 */
public final class Bytes {

    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_BYTES = 16;

    static {
        RawBytes.open(new RawBytes.Door() {
            @Override
            public byte[] arrayOf(Bytes bytes) {
                return bytes.array;
            }

            @Override
            public Bytes around(byte[] array) {
                return new Bytes(array);
            }
        });
    }

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /**
     * A copy of {@code array}.
     *
     * @throws NullPointerException if {@code array} is null
     */
    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /**
     * A copy of what remains in {@code buffer}, whose position is left where it is.
     *
     * @throws NullPointerException if {@code buffer} is null
     */
    public static Bytes of(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy.length == 0 ? EMPTY : new Bytes(copy);
    }

    /** How many bytes these are. */
    public int size() {
        return array.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return array.length == 0;
    }

    /** A read-only view, positioned at the first byte, in big-endian order. Costs no copy. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return array.clone();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(array, that.array));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** The size, and the first sixteen bytes in hexadecimal. */
    @Override
    public String toString() {
        if (array.length <= SHOWN_BYTES) {
            return array.length + ":" + HexFormat.of().formatHex(array);
        }
        return array.length + ":" + HexFormat.of().formatHex(array, 0, SHOWN_BYTES) + "..";
    }
}
