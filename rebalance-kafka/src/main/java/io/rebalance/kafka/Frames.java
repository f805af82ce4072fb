package io.rebalance.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads frames: four bytes of length, then as many bytes. */
final class Frames {

    private static final int FIRST_PIECE_BYTES = 8 * 1024;

    private final InputStream in;
    private final int maxBytes;

    Frames(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * The next frame's content, or null if the stream ends before it begins.
     *
     * @throws GarbageException if the length cannot be that of a frame, or the stream ends within one
     */
    @Nullable
    ByteBuffer next() throws IOException, GarbageException {
        byte[] head = new byte[Integer.BYTES];
        int got = in.readNBytes(head, 0, head.length);
        if (got == 0) {
            return null;
        }
        if (got < head.length) {
            throw new GarbageException("the stream ended within the length of a frame");
        }
        int length = ByteBuffer.wrap(head).getInt();
        if (length < 0 || length > maxBytes) {
            throw new GarbageException("frame length must be 0 to " + maxBytes + ", was " + length);
        }
        return ByteBuffer.wrap(content(length));
    }

    /** Grows with what arrives: a length is but a claim, and must not reserve what it claims. */
    private byte[] content(int length) throws IOException, GarbageException {
        byte[] content = new byte[Math.min(length, FIRST_PIECE_BYTES)];
        int filled = 0;
        while (true) {
            filled += in.readNBytes(content, filled, content.length - filled);
            if (filled < content.length) {
                throw new GarbageException(
                        "the stream ended after " + filled + " bytes of a frame of " + length + " bytes");
            }
            if (filled == length) {
                return content;
            }
            content = Arrays.copyOf(content, (int) Math.min(length, 2L * content.length));
        }
    }
}
