package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChangesTest {

    private final Changes changes = new Changes();

    @Test
    void await_whatHoldsAlready_doesNotWait() throws InterruptedException {
        assertThat(changes.await(Duration.ZERO, () -> true)).isTrue();
    }

    @Test
    void await_whatNeverHolds_endsWithTheTime() throws InterruptedException {
        assertThat(changes.await(Duration.ofMillis(1), () -> false)).isFalse();
    }

    @Test
    @Timeout(60)
    void await_aChangeByAnotherThread_seesIt() throws InterruptedException {
        AtomicBoolean holds = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            holds.set(true);
            changes.happened();
        });
        other.start();

        boolean came = changes.await(Duration.ofSeconds(50), () -> {
            asked.countDown();
            return holds.get();
        });
        other.join();

        assertThat(came).isTrue();
    }

    @Test
    @Timeout(60)
    void await_aChangeWhileTheConditionIsAsked_isNotMissed() throws InterruptedException {
        AtomicBoolean holds = new AtomicBoolean();

        boolean came = changes.await(Duration.ofSeconds(50), () -> {
            if (!holds.getAndSet(true)) {
                changes.happened();
                return false;
            }
            return true;
        });

        assertThat(came).isTrue();
    }
}
