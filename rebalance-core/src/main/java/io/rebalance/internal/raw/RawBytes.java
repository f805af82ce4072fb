package io.rebalance.internal.raw;

import io.rebalance.protocol.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arrays inside {@link Bytes}: what keeps millions of them keeps those, and makes the objects around them when
 * somebody asks. Whoever comes through here never writes into an array.
 */
public final class RawBytes {

    /** The way in and out, which {@link Bytes} opens. */
    public interface Door {
        /** The very array. */
        byte[] arrayOf(Bytes bytes);

        /** Bytes around the very array, which is not empty. */
        Bytes around(byte[] array);
    }

    private static @Nullable Door door;

    private RawBytes() {}

    /** For {@link Bytes}, before there are any. */
    public static void open(Door door) {
        RawBytes.door = door;
    }

    /** The very array inside. Not to be written into. */
    public static byte[] arrayOf(Bytes bytes) {
        return door().arrayOf(bytes);
    }

    /** Bytes around the very array, which nobody writes into any more. */
    public static Bytes around(byte[] array) {
        Bytes none = Bytes.EMPTY; // which opens the door
        return array.length == 0 ? none : door().around(array);
    }

    private static Door door() {
        return Objects.requireNonNull(door, "door");
    }
}
