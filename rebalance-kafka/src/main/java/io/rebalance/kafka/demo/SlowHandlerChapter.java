package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.view.GroupEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A slow handler is expelled by its poll interval again and again, until the work moves to a pool. */
final class SlowHandlerChapter implements Chapter {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(900);
    private static final Duration COST = Duration.ofMillis(100);
    private static final int MAX_POLL_RECORDS = 20;
    private static final int EXPULSIONS = 3;
    private static final int BURST = 15;
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
            group.awaitShares(LIMIT, 2, 2, 2);

            int costly = 0;
            for (int n = 0; costly < EXPULSIONS; n++) {
                costly += expelled(stage, group, slow, n) ? 1 : 0;
                group.story().style(Style.MUTED); // once in full is enough
            }

            PooledWork pooled = slow.switchTo(consumer -> new PooledWork(consumer, 2, POLL_INTERVAL));
            group.await("slow to move its work to a pool", LIMIT, slow::hasSwitched);
            stage.timeline()
                    .tell(
                            "slow",
                            "moves its work to a pool of 2 threads: it pauses a partition while a batch of it"
                                    + " is under way, polls on, and commits what is done");
            group.awaitShares(LIMIT, 2, 2, 2);
            int expulsionsBefore = expulsions(group).size();
            long duplicatesBefore = group.ledger().duplicateCount();
            long start = System.nanoTime();
            group.source().burst(BURST * DemoGroup.PARTITIONS);
            stage.timeline().tell("producer", "sends " + BURST + " records more to each partition at once");
            group.await(
                    LONG_BATCHES + " batches longer than the poll interval",
                    LIMIT,
                    () -> pooled.longBatchCount() >= LONG_BATCHES);
            double seconds = (System.nanoTime() - start) / 1e9;
            int expelledSince = expulsions(group).size() - expulsionsBefore;
            if (expelledSince > 0) {
                throw new ChapterFailedException(
                        "slow was to stay with its pool, and was expelled " + expelledSince + " times more");
            }
            stage.timeline()
                    .tell(
                            "slow",
                            String.format(
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

    /**
     * Waits for one more expulsion, and for what it costs: records that were processed are processed again.
     *
     * @return whether it cost anything
     */
    private static boolean expelled(Stage stage, DemoGroup group, DemoConsumer slow, int before)
            throws ChapterFailedException, InterruptedException {
        long refused = slow.refusedRecordCount();
        long duplicates = group.ledger().duplicateCount();
        group.await(
                "expulsion " + (before + 1) + " of slow",
                LIMIT,
                () -> expulsions(group).size() > before);
        String expelledId = expulsions(group).get(before).memberId();
        group.await("slow to come back", LIMIT, () -> !slow.memberId().equals(expelledId));
        long again = slow.refusedRecordCount() - refused;
        group.await(
                "the " + again + " records of the refused commit to be processed again",
                LIMIT,
                () -> group.ledger().duplicateCount() >= duplicates + again);
        stage.timeline()
                .tell(
                        "slow",
                        "expelled for the " + ordinal(before + 1) + " time, and back; "
                                + (again == 0
                                        ? "its commit came just in time"
                                        : again + " records were processed twice"));
        return again > 0;
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
