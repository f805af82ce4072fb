package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.kafka.demo.Ledger.Handling;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A consumer dies without a word; its session runs out, and another goes on from what was committed. */
final class DeathChapter implements Chapter {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int UNCOMMITTED = 6;

    @Override
    public String title() {
        return "3. A consumer dies without a word";
    }

    @Override
    public String teaching() {
        return "A process that is killed sends no LeaveGroup. The coordinator notices its silence only when the session"
                + " timeout (" + ConsumerSettings.SESSION_TIMEOUT.toSeconds() + " s here) has passed; until then its"
                + " partitions stand still. Then another consumer goes on from the committed offset, and what the dead"
                + " one had processed after its last commit is processed again: at least once, never lost.";
    }

    @Override
    public void play(Stage stage) throws ChapterFailedException, InterruptedException {
        try (DemoGroup group = stage.group("invoices", Style.FULL)) {
            DemoConsumer heir = group.start(ConsumerSettings.of("c1"));
            DemoConsumer victim = group.start(ConsumerSettings.of("c2"));
            group.awaitShares(LIMIT, 2, 2, 2);
            group.awaitProgress(LIMIT, 10);

            long leaves = stage.counters().requestCount("LeaveGroup");
            List<Legacy> legacies = die(stage, group, victim);
            long deathNanos = System.nanoTime();
            awaitEndOfSession(stage, group, leaves);
            group.awaitShares(LIMIT, 1, 4);
            for (Legacy legacy : legacies) {
                takeOver(stage, group, heir, legacy);
            }
            stage.timeline()
                    .tell(
                            "c1",
                            String.format(
                                    Locale.ROOT,
                                    "has taken over %.1f s after the death",
                                    (System.nanoTime() - deathNanos) / 1e9));
            group.drain();
        }
    }

    /**
     * What a dead consumer leaves behind.
     *
     * @param processed the offset after the last one that it processed
     * @param committed the offset that it committed last
     * @param mark where the ledger stood when it was dead
     */
    private record Legacy(int partition, long processed, long committed, int mark) {}

    private static List<Legacy> die(Stage stage, DemoGroup group, DemoConsumer victim)
            throws ChapterFailedException, InterruptedException {
        List<Integer> orphans = group.ownership().heldBy(victim.memberId());
        FatalWork unused = victim.switchTo(consumer -> new FatalWork(consumer, UNCOMMITTED));
        group.await("the death of c2", LIMIT, victim::hasEnded);
        stage.timeline()
                .tell(
                        "c2",
                        "dies: no heartbeat, no poll, no LeaveGroup, " + UNCOMMITTED
                                + " records processed and not committed");
        int mark = group.ledger().mark();
        List<Handling> handlings = group.ledger().since(0);
        Map<Integer, Long> committed = committed(stage, group, orphans);
        List<Legacy> legacies = orphans.stream()
                .map(p -> new Legacy(p, next(handlings, p), committed.getOrDefault(p, 0L), mark))
                .toList();
        legacies.forEach(legacy -> stage.timeline()
                .tell(
                        "c2",
                        "leaves partition " + legacy.partition() + " behind: processed up to offset "
                                + (legacy.processed() - 1) + ", committed " + legacy.committed()));
        return legacies;
    }

    private static void awaitEndOfSession(Stage stage, DemoGroup group, long leavesBefore)
            throws ChapterFailedException, InterruptedException {
        group.await(
                "the end of c2's session",
                LIMIT,
                () -> !group.story().removalsOf("c2").isEmpty());
        GroupEvent.MemberRemoved removal = group.story().removalsOf("c2").get(0);
        long leaves = stage.counters().requestCount("LeaveGroup") - leavesBefore;
        if (removal.why() != Departure.SESSION_EXPIRED || leaves != 0) {
            throw new ChapterFailedException(
                    "c2 was to die in silence; it went by " + removal.why() + ", LeaveGroup requests: " + leaves);
        }
        stage.timeline()
                .tell("server", "has taken " + leaves + " LeaveGroup requests meanwhile: silence alone told it");
    }

    private static void takeOver(Stage stage, DemoGroup group, DemoConsumer heir, Legacy legacy)
            throws ChapterFailedException, InterruptedException {
        int partition = legacy.partition();
        group.await(
                "c1 to process partition " + partition,
                LIMIT,
                () -> first(group.ledger().since(legacy.mark()), heir, partition) >= 0);
        long resumed = first(group.ledger().since(legacy.mark()), heir, partition);
        if (resumed != legacy.committed()) {
            throw new ChapterFailedException("c1 was to go on at the committed offset " + legacy.committed()
                    + " of partition " + partition + ", and went on at " + resumed);
        }
        long again = legacy.processed() - legacy.committed();
        String range = again == 1 ? resumed + " is" : resumed + " to " + (legacy.processed() - 1) + " are";
        stage.timeline()
                .tell(
                        "c1",
                        "goes on with partition " + partition + " at offset " + resumed + ", the committed one"
                                + (again <= 0 ? "" : "; " + range + " processed again"));
    }

    /** The offset after the last one of the partition that was processed; 0 if none was. */
    private static long next(List<Handling> handlings, int partition) {
        return handlings.stream()
                        .filter(handling -> handling.partition() == partition)
                        .mapToLong(Handling::offset)
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** The first offset of the partition that the consumer processed; -1 if it has processed none. */
    private static long first(List<Handling> handlings, DemoConsumer consumer, int partition) {
        return handlings.stream()
                .filter(handling ->
                        handling.partition() == partition && handling.memberId().equals(consumer.memberId()))
                .mapToLong(Handling::offset)
                .findFirst()
                .orElse(-1);
    }

    /** By partition, what the coordinator keeps; asked without any socket. 0 where nothing was committed. */
    private static Map<Integer, Long> committed(Stage stage, DemoGroup group, List<Integer> partitions)
            throws ChapterFailedException, InterruptedException {
        List<TopicPartition> wanted = partitions.stream()
                .map(p -> new TopicPartition(group.name(), p))
                .toList();
        try {
            OffsetFetchResponse answer = stage.service()
                    .submit(new OffsetFetchRequest(group.name(), wanted))
                    .get(10, TimeUnit.SECONDS);
            Map<Integer, Long> committed = new TreeMap<>();
            answer.partitions()
                    .forEach(found -> committed.put(found.topicPartition().partition(), Math.max(found.offset(), 0)));
            return committed;
        } catch (ExecutionException | TimeoutException e) {
            throw new ChapterFailedException("the coordinator did not tell what is committed: " + e);
        }
    }
}
