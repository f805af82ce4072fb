package io.rebalance.log;

import io.rebalance.protocol.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts and bytes that were read lately, so that equal ones become one object: a log names few groups and topics, and
 * members that subscribe to the same send the same bytes, a thousand times.
 *
 * <p>A slot for each hash, in which the latest wins: bounded, and no input makes it slow.
 */
final class Recent {

    private static final int TEXT_SLOTS = 1 << 12;
    private static final int MAX_TEXT_BYTES = 256;
    private static final int BYTES_SLOTS = 1 << 10;

    private final byte[][] textBytes = new byte[TEXT_SLOTS][];
    private final String[] texts = new String[TEXT_SLOTS];
    private final Bytes[] bytes = new Bytes[BYTES_SLOTS];

    /** The text that these bytes are; null if they are none. */
    @Nullable
    String text(byte[] in, int from, int to) {
        if (to - from > MAX_TEXT_BYTES) {
            return Text.read(in, from, to);
        }
        int slot = hash(in, from, to) & (TEXT_SLOTS - 1);
        byte[] known = textBytes[slot];
        if (known != null && Arrays.equals(known, 0, known.length, in, from, to)) {
            return texts[slot];
        }
        String text = Text.read(in, from, to);
        if (text != null) {
            textBytes[slot] = Arrays.copyOfRange(in, from, to);
            texts[slot] = text;
        }
        return text;
    }

    /** These bytes. */
    Bytes bytes(byte[] in, int from, int to) {
        if (from == to) {
            return Bytes.EMPTY;
        }
        ByteBuffer read = ByteBuffer.wrap(in, from, to - from);
        int slot = hash(in, from, to) & (BYTES_SLOTS - 1);
        Bytes known = bytes[slot];
        if (known != null && known.size() == to - from && known.toBuffer().equals(read)) {
            return known;
        }
        bytes[slot] = Bytes.of(read);
        return bytes[slot];
    }

    private static int hash(byte[] in, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + in[i];
        }
        return hash ^ hash >>> 16;
    }
}
