package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static final int MAX = 1 << 20;

    @Test
    void frames_behindEachOther_comeInOrderThenNull() throws Exception {
        byte[] second = new byte[100_000];
        Arrays.fill(second, (byte) 7);
        Frames frames = new Frames(stream(frame(new byte[] {1, 2, 3}), frame(second), frame(new byte[0])), MAX);

        assertThat(frames.next()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(frames.next()).isEqualTo(ByteBuffer.wrap(second));
        assertThat(frames.next()).isEqualTo(ByteBuffer.allocate(0));
        assertThat(frames.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, MAX + 1, Integer.MAX_VALUE, 0x47455420 /* "GET " */})
    void length_outOfBounds_isGarbage(int length) {
        Frames frames = new Frames(stream(ByteBuffer.allocate(4).putInt(length).array()), MAX);

        assertThatThrownBy(frames::next)
                .isInstanceOf(GarbageException.class)
                .hasMessage("frame length must be 0 to 1048576, was " + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 20_000})
    void stream_endsWithinFrame_isGarbage(int cut) {
        byte[] whole = frame(new byte[30_000]);
        Frames frames = new Frames(stream(Arrays.copyOf(whole, cut)), MAX);

        assertThatThrownBy(frames::next).isInstanceOf(GarbageException.class).hasMessageContaining("ended");
    }

    @Test
    void length_claimsMuch_reservesOnlyWhatCame() {
        long claimed = 1L << 30;
        InputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(
                        ByteBuffer.allocate(4).putInt((int) claimed).array()),
                new ByteArrayInputStream(new byte[10]));
        CountingStream counting = new CountingStream(endless);

        assertThatThrownBy(new Frames(counting, Integer.MAX_VALUE)::next).isInstanceOf(GarbageException.class);
        assertThat(counting.largestPiece).isLessThanOrEqualTo(8 * 1024);
    }

    /** Remembers how large a piece it was asked for, which is how large the buffer was. */
    private static final class CountingStream extends InputStream {
        private final InputStream in;
        private int largestPiece;

        CountingStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            largestPiece = Math.max(largestPiece, buffer.length);
            return in.read(buffer, from, length);
        }
    }

    private static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static InputStream stream(byte[]... pieces) {
        InputStream all = InputStream.nullInputStream();
        for (byte[] piece : pieces) {
            all = new SequenceInputStream(all, new ByteArrayInputStream(piece));
        }
        return all;
    }
}
