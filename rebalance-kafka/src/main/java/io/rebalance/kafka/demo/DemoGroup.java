package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of real consumers with a topic of its own, whose name is the group's id; records arrive on it until it is
 * drained.
 */
final class DemoGroup implements AutoCloseable {

    /** How many partitions each topic here has. */
    static final int PARTITIONS = 4;

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Stage stage;
    private final String name;
    private final Ledger ledger = new Ledger(PARTITIONS);
    private final Ownership ownership = new Ownership(PARTITIONS);
    private final GroupStory story;
    private final RecordSource source;
    private final List<DemoConsumer> consumers = new CopyOnWriteArrayList<>();
    private volatile boolean isDrained;

    /** Made by {@link Stage#group}. */
    DemoGroup(Stage stage, String name, Style style, Duration pace) {
        this.stage = stage;
        this.name = name;
        this.story = new GroupStory(stage, ownership, PARTITIONS, style);
        this.source = stage.produce(name, PARTITIONS, pace, ledger);
    }

    String name() {
        return name;
    }

    Stage stage() {
        return stage;
    }

    Changes changes() {
        return stage.changes();
    }

    Ledger ledger() {
        return ledger;
    }

    Ownership ownership() {
        return ownership;
    }

    GroupStory story() {
        return story;
    }

    RecordSource source() {
        return source;
    }

    DemoConsumer start(ConsumerSettings settings) {
        DemoConsumer consumer = new DemoConsumer(this, settings);
        consumers.add(consumer);
        consumer.start();
        return consumer;
    }

    /** Tells a consumer to leave, and waits until its thread has ended. */
    void stop(DemoConsumer consumer) throws ChapterFailedException, InterruptedException {
        consumer.stop();
        if (!consumer.join(STOP_LIMIT)) {
            throw new ChapterFailedException(
                    consumer.name() + " did not end within " + STOP_LIMIT.toSeconds() + " s of being told to");
        }
    }

    /**
     * Waits for something.
     *
     * @param what what it is, to follow "waited in vain for"
     */
    void await(String what, Duration limit, BooleanSupplier condition)
            throws ChapterFailedException, InterruptedException {
        boolean came = changes().await(limit, () -> condition.getAsBoolean() || broken() != null);
        String broken = broken();
        if (broken != null) {
            throw new ChapterFailedException(broken);
        }
        if (!came) {
            throw new ChapterFailedException("waited in vain for " + what + ", " + limit.toSeconds() + " s long");
        }
    }

    private @Nullable String broken() {
        for (DemoConsumer consumer : consumers) {
            if (consumer.failure() != null) {
                return consumer.name() + " broke: " + consumer.failure();
            }
        }
        List<String> rivalries = rivalries();
        if (!rivalries.isEmpty()) {
            return rivalries.get(0);
        }
        return source.failure() == null ? null : "a record could not be produced: " + source.failure();
    }

    /** Waits until the group has so many members, and the shares of the four partitions, sorted, are these. */
    void awaitShares(Duration limit, int members, Integer... shares)
            throws ChapterFailedException, InterruptedException {
        List<Integer> wanted = List.of(shares);
        await(
                members + " members that share the partitions as " + wanted,
                limit,
                () -> story.isSettledWith(members) && ownership.shares().equals(wanted));
    }

    /** Waits until each partition has seen so many more records processed. */
    void awaitProgress(Duration limit, int records) throws ChapterFailedException, InterruptedException {
        int mark = ledger.mark();
        await("every partition to go on by " + records + " records", limit, () -> {
            int[] counts = new int[PARTITIONS];
            ledger.since(mark).forEach(handling -> counts[handling.partition()]++);
            for (int count : counts) {
                if (count < records) {
                    return false;
                }
            }
            return true;
        });
    }

    /**
     * Produces no more, and waits until all that was produced was processed.
     *
     * @throws ChapterFailedException if something was not: it is lost
     */
    void drain() throws ChapterFailedException, InterruptedException {
        source.stop();
        await("the fate of all records", DRAIN_LIMIT, source::isAnswered);
        try {
            await(
                    "all records to be processed",
                    DRAIN_LIMIT,
                    () -> ledger.discrepancies().isEmpty());
        } finally {
            isDrained = true;
        }
    }

    /** Whether all that was produced had its time to be processed. */
    boolean isDrained() {
        return isDrained;
    }

    /** The first few cases of a partition that had two owners, by whatever account. */
    List<String> rivalries() {
        List<String> rivalries = new ArrayList<>(ownership.violations());
        rivalries.addAll(ledger.rivals());
        return rivalries;
    }

    // What the consumers report, on their threads

    void assigned(long nanos, DemoConsumer consumer, List<Integer> added, List<Integer> all) {
        ownership.took(nanos, consumer.memberId(), all);
        ownership.stated(consumer.name() + " itself", consumer.generation(), consumer.memberId(), all);
        if (story.style() == Style.FULL) {
            consumer.tell(added.isEmpty() ? "gets nothing" : "gets " + Members.partitions(added));
        }
        changes().happened();
    }

    void revoked(long nanos, DemoConsumer consumer, List<Integer> partitions) {
        ownership.letGo(nanos, consumer.memberId(), partitions);
        if (story.style() == Style.FULL && !partitions.isEmpty()) {
            consumer.tell("lets go of " + Members.partitions(partitions));
        }
        changes().happened();
    }

    void lost(long nanos, DemoConsumer consumer, List<Integer> partitions) {
        ownership.letGo(nanos, consumer.memberId(), partitions);
        if (story.style() == Style.FULL && !partitions.isEmpty()) {
            consumer.tell("learns that it has lost " + Members.partitions(partitions));
        }
        changes().happened();
    }

    /** Ends all consumers that still run, silently. */
    @Override
    public void close() {
        story.end();
        source.stop();
        consumers.forEach(DemoConsumer::stop);
        try {
            for (DemoConsumer consumer : consumers) {
                if (!consumer.join(STOP_LIMIT)) {
                    stage.problem(consumer.name() + " did not end within " + STOP_LIMIT.toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stage.problem("interrupted while the consumers of " + name + " ended");
        }
    }
}
