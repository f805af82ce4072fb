package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final Inbox inbox = new Inbox();

    @Test
    void frames_putIn_comeOutInOrder_andAfterTheEndNull() throws Exception {
        inbox.put(frame(1));
        inbox.put(frame(2));
        inbox.end();
        inbox.put(frame(3));

        assertThat(inbox.take()).isEqualTo(frame(1));
        assertThat(inbox.take()).isEqualTo(frame(2));
        assertThat(inbox.take()).isNull();
    }

    @Test
    void frame_largerThanTheRoom_isTakenIfItIsTheOnlyOne() throws Exception {
        inbox.put(frame(5_000_000));

        assertThat(inbox.take().remaining()).isEqualTo(5_000_000);
    }

    @Test
    void reader_tooFarAhead_waitsUntilAFrameIsTaken() throws Exception {
        inbox.put(frame(900_000));
        CountDownLatch done = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try {
                inbox.put(frame(200_000));
                done.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            assertThat(done.getCount()).as("the reader did not wait").isEqualTo(1);
            Thread.onSpinWait();
        }

        inbox.take();

        reader.join();
        assertThat(done.getCount()).isZero();
        assertThat(inbox.take().remaining()).isEqualTo(200_000);
    }

    @Test
    void reader_thatWaits_isLetGoByTheEnd() throws Exception {
        inbox.put(frame(900_000));
        Thread reader = new Thread(() -> {
            try {
                inbox.put(frame(200_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();

        inbox.end();

        reader.join();
        assertThat(inbox.take().remaining()).isEqualTo(900_000);
        assertThat(inbox.take()).isNull();
    }

    private static ByteBuffer frame(int bytes) {
        return ByteBuffer.allocate(bytes);
    }
}
