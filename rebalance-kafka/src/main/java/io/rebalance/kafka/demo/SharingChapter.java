package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import java.time.Duration;

/** Two consumers share four partitions. */
final class SharingChapter implements Chapter {

    @Override
    public String title() {
        return "1. Two consumers share four partitions";
    }

    @Override
    public String teaching() {
        return "A group hands each partition to exactly one of its members. Both consumers ask to join; the coordinator"
                + " waits a moment for more, then begins generation 1 and tells each its part. Watch for two partitions"
                + " each, without a word between the consumers.";
    }

    @Override
    public void play(Stage stage) throws ChapterFailedException, InterruptedException {
        try (DemoGroup group = stage.group("orders", Style.FULL)) {
            group.start(ConsumerSettings.of("c1"));
            group.start(ConsumerSettings.of("c2"));
            group.awaitShares(Duration.ofSeconds(15), 2, 2, 2);
            group.awaitProgress(Duration.ofSeconds(10), 5);
            stage.timeline().tell("both", "two partitions each, and records flow through all four");
            group.drain();
        }
    }
}
