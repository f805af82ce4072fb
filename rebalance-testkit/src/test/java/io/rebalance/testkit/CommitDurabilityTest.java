package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.GroupCoordinator;
import io.rebalance.embed.GroupService;
import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordReader;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * A service on a journal that is slow, fails and dies at random: no acknowledged commit is ever lost, nothing that was
 * told is taken back, and no answer comes before what it stands on is durable (invariants S9 and S17).
 */
class CommitDurabilityTest {

    private static final List<String> GROUPS = List.of("g", "h");
    private static final int PARTITIONS = 2;

    /** What may become of a commit. */
    private enum Fate {
        /** It may be found, or not. */
        OPEN,
        /** It must be found, or a later one. */
        TOLD,
        /** It must not be found. */
        REFUSED
    }

    private static final class Commit {
        final long offset;
        Fate fate = Fate.OPEN;

        Commit(long offset) {
            this.offset = offset;
        }
    }

    /** Bytes that survive, and appends that wait for them. */
    private static final class SlowJournal implements Journal {

        private record Append(List<GroupRecord> records, CompletableFuture<Void> stage) {}

        private final ByteArrayOutputStream log = new ByteArrayOutputStream();
        private final RecordWriter writer = new RecordWriter();
        private List<Append> waiting = new ArrayList<>();

        SlowJournal() {
            log.writeBytes(LogHeader.SINGLE.toBytes());
        }

        @Override
        public CompletionStage<Void> append(List<GroupRecord> records) {
            Append append = new Append(records, new CompletableFuture<>());
            waiting.add(append);
            return append.stage;
        }

        /** The oldest appends become durable. */
        void write(int count) {
            for (Append append : waiting.subList(0, count)) {
                log.writeBytes(writer.frame(append.records).array());
            }
        }

        /** All that wait are done with; gives them. */
        List<Append> forget(int count) {
            List<Append> forgotten = List.copyOf(waiting.subList(0, count));
            waiting = new ArrayList<>(waiting.subList(count, waiting.size()));
            return forgotten;
        }

        void keep(int count) {
            write(count);
            forget(count).forEach(a -> a.stage.complete(null));
        }

        void fail(JournalException failure) {
            forget(waiting.size()).forEach(a -> a.stage.completeExceptionally(failure));
        }

        List<GroupRecord> replay() throws IOException, MalformedBytesException {
            List<GroupRecord> records = new ArrayList<>();
            RecordReader.of(new ByteArrayInputStream(log.toByteArray()), LogHeader.SINGLE)
                    .forEachRecord(records::add);
            return records;
        }
    }

    private static final class World {
        final SplittableRandom random;
        final ManualClock clock = new ManualClock(0);
        final SlowJournal journal = new SlowJournal();
        final Map<String, List<Commit>> commits = new LinkedHashMap<>(); // by group and partition, in order
        final Map<String, Integer> toldUpTo = new LinkedHashMap<>(); // how many commits of it the last one told ends
        GroupService service;
        long lastOffset;
        int told;
        int refused;
        int crashes;

        World(long seed) {
            random = new SplittableRandom(seed);
            service = start(List.of());
        }

        private GroupService start(List<GroupRecord> records) {
            GroupCoordinator coordinator =
                    GroupCoordinator.builder().clock(clock).build();
            records.forEach(coordinator::replay);
            GroupService started = GroupService.of(coordinator, journal);
            started.poll();
            return started;
        }

        void act() throws IOException, MalformedBytesException {
            int waiting = journal.waiting.size();
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3, 4 -> commit();
                case 5, 6, 7 -> fetch();
                case 8, 9, 10 -> journal.keep(random.nextInt(waiting + 1));
                case 11 -> {
                    journal.keep(random.nextInt(waiting + 1)); // those before the one that fails
                    journal.fail(JournalException.notStored(ErrorCode.NOT_ENOUGH_REPLICAS, "refused"));
                }
                case 12 -> {
                    journal.write(random.nextInt(waiting + 1)); // nobody hears which were kept
                    journal.fail(JournalException.unknown("timed out", null));
                    restartIfResigned(waiting > 0);
                }
                default -> crash();
            }
        }

        private void commit() {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            int partition = random.nextInt(PARTITIONS);
            String name = name(group, partition);
            Commit commit = new Commit(++lastOffset);
            commits.computeIfAbsent(name, n -> new ArrayList<>()).add(commit);
            int number = commits.get(name).size();
            GroupService asked = service;
            service.submit(OffsetCommitRequest.of(
                            group,
                            -1,
                            "",
                            List.of(OffsetCommitRequest.Partition.of(
                                    new TopicPartition("orders", partition), commit.offset))))
                    .thenAccept(response -> {
                        if (asked == service) { // else it was on its way when the process died
                            answered(name, number, commit, response);
                        }
                    });
        }

        private void answered(String name, int number, Commit commit, OffsetCommitResponse response) {
            ErrorCode error = response.partitions().get(0).error();
            switch (error) {
                case NONE -> tell(name, number);
                case COORDINATOR_NOT_AVAILABLE -> { // the append was refused for certain
                    commit.fate = Fate.REFUSED;
                    refused++;
                }
                case NOT_COORDINATOR -> {} // the service does not know
                default -> throw new AssertionError("a commit is answered " + error);
            }
        }

        /** Somebody was told of a commit: from now on it, or a later one, is what there is, in the log too. */
        private void tell(String name, int number) {
            told++;
            commits.get(name).get(number - 1).fate = Fate.TOLD;
            toldUpTo.merge(name, number, Math::max);
            requireDurable(name, "when it is told");
        }

        private void fetch() {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            int partition = random.nextInt(PARTITIONS);
            String name = name(group, partition);
            int toldBefore = toldUpTo.getOrDefault(name, 0);
            GroupService asked = service;
            service.submit(new OffsetFetchRequest(group, List.of(new TopicPartition("orders", partition))))
                    .thenAccept(response -> {
                        if (asked == service && response.error().isNone()) {
                            seen(name, toldBefore, response);
                        }
                    });
        }

        private void seen(String name, int toldBefore, OffsetFetchResponse response) {
            int number = number(name, response.partitions().get(0).offset());
            assertThat(number)
                    .as("a fetch of %s that was asked after commit %d was told", name, toldBefore)
                    .isGreaterThanOrEqualTo(toldBefore);
            if (number > 0) {
                assertThat(commits.get(name).get(number - 1).fate).isNotEqualTo(Fate.REFUSED);
                tell(name, number);
            }
        }

        private void crash() throws IOException, MalformedBytesException {
            journal.write(random.nextInt(journal.waiting.size() + 1)); // some may have reached the disk
            journal.forget(journal.waiting.size());
            restart();
        }

        private void restartIfResigned(boolean mustBe) throws IOException, MalformedBytesException {
            assertThat(service.resigned().toCompletableFuture().isDone()).isEqualTo(mustBe);
            if (mustBe) {
                restart();
            }
        }

        private void restart() throws IOException, MalformedBytesException {
            crashes++;
            service = start(journal.replay());
            for (Map.Entry<String, List<Commit>> entry : commits.entrySet()) {
                int number = requireDurable(entry.getKey(), "after a crash");
                List<Commit> all = entry.getValue();
                all.subList(number, all.size()).forEach(c -> c.fate = Fate.REFUSED); // lost: they must not come back
                if (number > 0) {
                    all.get(number - 1).fate = Fate.TOLD;
                    toldUpTo.put(entry.getKey(), number);
                }
            }
        }

        /** Insists on the log having what was told of the partition or a later commit, and none that was refused. */
        private int requireDurable(String name, String when) {
            try {
                GroupCoordinator loaded =
                        GroupCoordinator.builder().clock(clock).build();
                journal.replay().forEach(loaded::replay);
                loaded.activate();
                String[] parts = name.split(" ");
                TopicPartition partition = new TopicPartition("orders", Integer.parseInt(parts[1]));
                OffsetFetchResponse response =
                        (OffsetFetchResponse) loaded.handle(1, new OffsetFetchRequest(parts[0], List.of(partition)))
                                .replies()
                                .get(0)
                                .response();
                int number = number(name, response.partitions().get(0).offset());
                assertThat(number)
                        .as("the commit of %s that the log has %s", name, when)
                        .isGreaterThanOrEqualTo(toldUpTo.getOrDefault(name, 0));
                assertThat(number == 0 ? Fate.TOLD : commits.get(name).get(number - 1).fate)
                        .isNotEqualTo(Fate.REFUSED);
                return number;
            } catch (IOException | MalformedBytesException e) {
                throw new AssertionError(e);
            }
        }

        private int number(String name, long offset) {
            List<Commit> all = commits.getOrDefault(name, List.of());
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).offset == offset) {
                    return i + 1;
                }
            }
            assertThat(offset).as("an offset that nobody committed").isEqualTo(-1);
            return 0;
        }

        private static String name(String group, int partition) {
            return group + " " + partition;
        }
    }

    @Property(tries = 300)
    void commits_delayedFailedOrCrashed_areKeptIfTheyWereTold(@ForAll long seed)
            throws IOException, MalformedBytesException {
        play(seed);
    }

    /** The days are worth nothing if they are quiet. Always the same days: no chance is in it. */
    @Property(tries = 300, seed = "88")
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void days_alwaysTheSame_areFullOfTrouble(@ForAll long seed) throws IOException, MalformedBytesException {
        World world = play(seed);

        Statistics.label("told, refused and crashed")
                .collect(world.told > 5 && world.refused > 0 && world.crashes > 1)
                .coverage(c -> c.check(true).percentage(p -> p > 50));
    }

    private static World play(long seed) throws IOException, MalformedBytesException {
        World world = new World(seed);
        for (int i = 0; i < 120; i++) {
            world.act();
        }
        world.restart();
        return world;
    }
}
