package io.rebalance.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames that were read from a connection and not yet answered, oldest first. Whoever reads is ahead of whoever
 * answers, so that the end of a connection is seen while a request of it is parked; but not far ahead. Thread-safe.
 */
final class Inbox {

    /** More than a client has in flight; kafkajs was seen with three, the Java producer with five. */
    private static final int MAX_FRAMES = 256;

    private static final int MAX_BYTES = 1024 * 1024;

    private final Deque<ByteBuffer> frames = new ArrayDeque<>();
    private long bytes;
    private boolean ended;

    /** Adds a frame; waits for room, of which there always is enough for one frame. Dropped after the end. */
    synchronized void put(ByteBuffer frame) throws InterruptedException {
        while (!ended && !frames.isEmpty() && (frames.size() >= MAX_FRAMES || bytes + frame.remaining() > MAX_BYTES)) {
            wait();
        }
        if (!ended) {
            frames.addLast(frame);
            bytes += frame.remaining();
            notifyAll();
        }
    }

    /** The oldest frame, once there is one; null if there will be none any more. */
    synchronized @Nullable ByteBuffer take() throws InterruptedException {
        while (frames.isEmpty() && !ended) {
            wait();
        }
        ByteBuffer frame = frames.pollFirst();
        if (frame != null) {
            bytes -= frame.remaining();
            notifyAll();
        }
        return frame;
    }

    /** No frame will be added any more. Those that were are still to be had. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
