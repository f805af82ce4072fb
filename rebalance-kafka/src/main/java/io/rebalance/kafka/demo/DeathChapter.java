package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.kafka.demo.Ledger.Handling;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A consumer dies without a word; its session runs out, and another goes on from what was committed. */
final class DeathChapter implements Chapter {

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
            group.awaitShares(Duration.ofSeconds(15), 2, 2, 2);
            group.awaitProgress(Duration.ofSeconds(10), 10);

            String victimId = victim.memberId();
            List<Integer> orphans = group.ownership().heldBy(victimId);
            long leavesBefore = stage.counters().requestCount("LeaveGroup");
            int mark = group.ledger().mark();
            victim.switchTo(consumer -> new FatalWork(consumer, UNCOMMITTED));
            group.await("the death of c2", Duration.ofSeconds(10), victim::hasEnded);
            long deathNanos = System.nanoTime();
            Map<Integer, Long> processed = next(group.ledger().since(0), victimId);
            Map<Integer, Long> committed = committed(stage, group, orphans);
            stage.timeline().tell("c2", "dies: no heartbeat, no poll, no LeaveGroup, " + UNCOMMITTED
                    + " records processed and not committed");
            for (int p : orphans) {
                stage.timeline().tell("c2", "leaves partition " + p + " behind: processed up to offset "
                        + (processed.getOrDefault(p, 0L) - 1) + ", committed " + committed.get(p));
            }

            group.await("the end of c2's session", Duration.ofSeconds(15), () ->
                    !group.story().removalsOf("c2").isEmpty());
            GroupEvent.MemberRemoved removal = group.story().removalsOf("c2").get(0);
            long leaves = stage.counters().requestCount("LeaveGroup") - leavesBefore;
            if (removal.why() != Departure.SESSION_EXPIRED || leaves != 0) {
                throw new ChapterFailedException(
                        "c2 was to die in silence; it went by " + removal.why() + ", LeaveGroup requests: " + leaves);
            }
            group.awaitShares(Duration.ofSeconds(15), 1, 4);
            group.await("c1 to process what c2 left", Duration.ofSeconds(10), () ->
                    first(group.ledger().since(mark), heir.memberId()).keySet().containsAll(orphans));
            double seconds = (System.nanoTime() - deathNanos) / 1e9;
            stage.timeline().tell(
                    "server", "took no LeaveGroup request meanwhile: " + leaves + "; the silence alone told it");
            Map<Integer, Long> resumed = first(group.ledger().since(mark), heir.memberId());
            for (int p : orphans) {
                tellTakeOver(stage, p, committed.get(p), processed.getOrDefault(p, 0L), resumed.get(p));
            }
            stage.timeline().tell("c1", String.format(
                    Locale.ROOT, "has taken over %.1f s after the death", seconds));
            group.drain();
        }
    }

    private static void tellTakeOver(Stage stage, int partition, Long committed, long processed, Long resumed)
            throws ChapterFailedException {
        if (!committed.equals(resumed)) {
            throw new ChapterFailedException("c1 was to go on at the committed offset " + committed + " of partition "
                    + partition + ", and went on at " + resumed);
        }
        long again = processed - committed;
        stage.timeline().tell("c1", "goes on with partition " + partition + " at offset " + resumed + ", the committed one"
                + (again == 0 ? "" : again == 1
                        ? "; " + committed + " is processed again"
                        : "; " + committed + " to " + (processed - 1) + " are processed again"));
    }

    /** By partition, the offset after the last one that the member processed. */
    private static Map<Integer, Long> next(List<Handling> handlings, String memberId) {
        Map<Integer, Long> next = new TreeMap<>();
        handlings.stream()
                .filter(handling -> handling.memberId().equals(memberId))
                .forEach(handling -> next.merge(handling.partition(), handling.offset() + 1, Math::max));
        return next;
    }

    /** By partition, the first offset that the member processed. */
    private static Map<Integer, Long> first(List<Handling> handlings, String memberId) {
        Map<Integer, Long> first = new TreeMap<>();
        handlings.stream()
                .filter(handling -> handling.memberId().equals(memberId))
                .forEach(handling -> first.putIfAbsent(handling.partition(), handling.offset()));
        return first;
    }

    /** By partition, what the coordinator keeps; asked without any socket. 0 where nothing was committed. */
    private static Map<Integer, Long> committed(Stage stage, DemoGroup group, List<Integer> partitions)
            throws ChapterFailedException, InterruptedException {
        List<TopicPartition> wanted = new ArrayList<>();
        partitions.forEach(p -> wanted.add(new TopicPartition(group.name(), p)));
        try {
            OffsetFetchResponse answer = stage.service()
                    .submit(new OffsetFetchRequest(group.name(), wanted))
                    .get(10, TimeUnit.SECONDS);
            Map<Integer, Long> committed = new TreeMap<>();
            answer.partitions().forEach(found -> committed.put(
                    found.topicPartition().partition(), Math.max(found.offset(), 0)));
            return committed;
        } catch (ExecutionException | TimeoutException e) {
            throw new ChapterFailedException("the coordinator did not tell what is committed: " + e);
        }
    }
}
