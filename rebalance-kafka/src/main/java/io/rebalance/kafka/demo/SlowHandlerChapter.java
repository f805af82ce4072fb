package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.view.GroupEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A slow handler is expelled by its poll interval again and again, until the work moves to a pool. */
final class SlowHandlerChapter implements Chapter {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(900);
    private static final Duration COST = Duration.ofMillis(80);
    private static final int MAX_POLL_RECORDS = 25;
    private static final int EXPULSIONS = 3;
    private static final int LONG_BATCHES = 3;

    @Override
    public String title() {
        return "4. A slow handler is expelled, again and again";
    }

    @Override
    public String teaching() {
        return "Heartbeats come from a thread of their own, so a stuck handler would look alive. Hence"
                + " max.poll.interval.ms (" + POLL_INTERVAL.toMillis() + " ms here): a consumer that does not poll in"
                + " time leaves by itself. One at " + COST.toMillis() + " ms a record and up to " + MAX_POLL_RECORDS
                + " records a poll cannot keep to that: it is expelled, its commit is refused, its records are"
                + " processed twice, it comes back, and so on. The cure is not a longer timeout but to poll on while"
                + " workers do the work.";
    }

    @Override
    public void play(Stage stage) throws ChapterFailedException, InterruptedException {
        try (DemoGroup group = stage.group("reports", Style.FULL)) {
            group.start(ConsumerSettings.of("steady"));
            DemoConsumer slow = group.start(ConsumerSettings.of("slow")
                    .withCost(COST)
                    .withMaxPollInterval(POLL_INTERVAL)
                    .withMaxPollRecords(MAX_POLL_RECORDS));
            group.awaitShares(Duration.ofSeconds(15), 2, 2, 2);

            expelled(stage, group, 0);
            group.story().style(Style.MUTED); // once in full is enough
            for (int n = 1; n < EXPULSIONS; n++) {
                expelled(stage, group, n);
            }

            PooledWork pooled = slow.switchTo(consumer -> new PooledWork(consumer, 2, POLL_INTERVAL));
            group.await("slow to move its work to a pool", Duration.ofSeconds(15), slow::hasSwitched);
            stage.timeline().tell("slow", "moves its work to a pool of 2 threads: it pauses a partition while a batch of it"
                    + " is under way, polls on, and commits what is done");
            group.awaitShares(Duration.ofSeconds(15), 2, 2, 2);
            int expulsionsBefore = expulsions(group).size();
            long duplicatesBefore = group.ledger().duplicateCount();
            long start = System.nanoTime();
            group.source().burst(MAX_POLL_RECORDS * DemoGroup.PARTITIONS);
            stage.timeline().tell("producer", "sends " + MAX_POLL_RECORDS + " records more to each partition at once");
            group.await(
                    LONG_BATCHES + " batches longer than the poll interval",
                    Duration.ofSeconds(20),
                    () -> pooled.longBatchCount() >= LONG_BATCHES);
            double seconds = (System.nanoTime() - start) / 1e9;
            int expelledSince = expulsions(group).size() - expulsionsBefore;
            if (expelledSince > 0) {
                throw new ChapterFailedException(
                        "slow was to stay with its pool, and was expelled " + expelledSince + " times more");
            }
            stage.timeline().tell("slow", String.format(
                    Locale.ROOT,
                    "stays: %.1f s, %d batches longer than %.1f s (the longest %.1f s), expelled 0 times,"
                            + " %d records processed twice",
                    seconds,
                    pooled.longBatchCount(),
                    POLL_INTERVAL.toMillis() / 1e3,
                    pooled.longestBatch().toMillis() / 1e3,
                    group.ledger().duplicateCount() - duplicatesBefore));
            group.drain();
        }
    }

    /** Waits for one more expulsion, and for what it costs: records that were processed are processed again. */
    private static void expelled(Stage stage, DemoGroup group, int before)
            throws ChapterFailedException, InterruptedException {
        long duplicates = group.ledger().duplicateCount();
        group.await(
                "expulsion " + (before + 1) + " of slow",
                Duration.ofSeconds(20),
                () -> expulsions(group).size() > before);
        group.await(
                "the duplicates that an expulsion causes",
                Duration.ofSeconds(20),
                () -> group.ledger().duplicateCount() > duplicates);
        group.await(
                "slow to come back after expulsion " + (before + 1),
                Duration.ofSeconds(20),
                () -> group.story().isSettledWith(2) || expulsions(group).size() > before + 1);
        stage.timeline().tell(
                "slow",
                "expelled for the " + ordinal(before + 1) + " time, and back; "
                        + (group.ledger().duplicateCount() - duplicates) + " records were processed twice");
    }

    private static List<GroupEvent.MemberRemoved> expulsions(DemoGroup group) {
        return group.story().removalsOf("slow");
    }

    private static String ordinal(int n) {
        return switch (n) {
            case 1 -> "1st";
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> n + "th";
        };
    }
}
