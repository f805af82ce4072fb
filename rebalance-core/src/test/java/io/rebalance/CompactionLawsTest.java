package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordReader;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Replay of what is left of a log equals replay of the log: for every legal compaction of every prefix, also one that
 * goes on during the load, and through the bytes of a file (invariant S16, field failures C1 and C3).
 */
class CompactionLawsTest {

    /** Everything that can be written about one group, its offset and a transaction: two facts and a tombstone of each. */
    private static final List<GroupRecord> ALPHABET = alphabet();

    private static List<GroupRecord> alphabet() {
        RecordKey group = new RecordKey.Group("g");
        RecordKey offset = new RecordKey.Offset("g", "orders", 0);
        RecordKey open = new RecordKey.TransactionalOffset("g", 1, "orders", 0);
        RecordValue.ClassicMember member = new RecordValue.ClassicMember(
                "m",
                null,
                "c",
                "h",
                10_000,
                10_000,
                List.of(new JoinProtocol("range", Bytes.EMPTY)),
                Bytes.EMPTY,
                List.of());
        List<GroupRecord> alphabet = new ArrayList<>();
        alphabet.add(new GroupRecord(group, new ClassicGroup("consumer", null, 1, null, false, 0, List.of())));
        alphabet.add(new GroupRecord(group, new ClassicGroup("consumer", "range", 2, "m", false, 0, List.of(member))));
        alphabet.add(new GroupRecord(group, null));
        for (long value = 1; value <= 2; value++) {
            alphabet.add(new GroupRecord(offset, offset(value)));
            alphabet.add(new GroupRecord(open, new RecordValue.TransactionalOffset(0, offset(value))));
        }
        alphabet.add(new GroupRecord(offset, null));
        alphabet.add(new GroupRecord(open, null));
        return alphabet;
    }

    private static CommittedOffset offset(long offset) {
        return new CommittedOffset(offset, -1, "", 0, CommittedOffset.NEVER, offset);
    }

    // field failure C1: tombstones of nothing, offsets before and without their group, all in any order
    @Test
    void replay_everyCompactionOfEverySmallLog_isTheSame_c1() {
        List<GroupRecord> log = new ArrayList<>();
        Set<List<GroupRecord>> seen = new HashSet<>();
        tryAll(log, seen);
        assertThat(seen).hasSizeGreaterThan(5_000);
    }

    private static void tryAll(List<GroupRecord> log, Set<List<GroupRecord>> seen) {
        seen.add(List.copyOf(log));
        String expected = picture(log);
        for (int subset = 0; subset < 1 << log.size(); subset++) {
            int stays = subset;
            List<GroupRecord> compacted = Compaction.of(log, i -> (stays >> i & 1) != 0);
            if (compacted.size() < log.size()) {
                assertThat(picture(compacted))
                        .as("%s left of %s", compacted, log)
                        .isEqualTo(expected);
            }
        }
        if (log.size() < 4) {
            for (GroupRecord next : ALPHABET) {
                log.add(next);
                tryAll(log, seen);
                log.remove(log.size() - 1);
            }
        }
    }

    /** All that can be known of a coordinator that loaded the log. */
    private static String picture(List<GroupRecord> log) {
        GroupCoordinator coordinator =
                GroupCoordinator.builder().clock(new FakeClock(0)).build();
        log.forEach(coordinator::replay);
        List<GroupRecord> facts = coordinator.snapshot().toList();
        Outcome outcome = coordinator.activate();
        return facts + "\n" + coordinator.dump() + "\n" + coordinator.groups() + "\n" + coordinator.deadlines() + "\n"
                + coordinator.nextDeadlineMs() + outcome;
    }

    // invariant S16, over logs that a coordinator wrote; every prefix, so those that end within an outcome as well
    @Property(tries = 60)
    void replay_anyCompactionOfAnyPrefix_isTheSame(@ForAll long seed) throws IOException, MalformedBytesException {
        LawsTest.Chaos chaos = new LawsTest.Chaos(seed);
        Driver driver = LawsTest.driver();
        for (int round = 0; round < 4; round++) {
            LawsTest.play(driver, chaos, 1 + chaos.random.nextInt(40));
            if (chaos.random.nextInt(3) == 0) {
                driver.crash();
            }
        }
        List<GroupRecord> log = withTombstones(driver.log, chaos.random);
        for (int prefix = 0; prefix <= log.size(); prefix++) {
            List<GroupRecord> read = log.subList(0, prefix);
            String expected = picture(driver, read);
            int share = chaos.random.nextInt(5);
            List<GroupRecord> compacted = Compaction.of(read, i -> chaos.random.nextInt(4) < share);

            assertThat(picture(driver, compacted)).isEqualTo(expected);
            assertThat(picture(driver, throughBytes(compacted))).isEqualTo(expected);
            assertThat(picture(driver, loadedWhileCleaned(read, chaos.random))).isEqualTo(expected);
        }
    }

    /** Deletions, as an administrator or expiry would write them, between what was written. */
    private static List<GroupRecord> withTombstones(List<GroupRecord> log, SplittableRandom random) {
        List<GroupRecord> mixed = new ArrayList<>();
        for (GroupRecord record : log) {
            mixed.add(record);
            while (random.nextInt(4) == 0) {
                RecordKey key = log.get(random.nextInt(log.size())).key();
                mixed.add(new GroupRecord(key, null));
            }
        }
        return mixed;
    }

    private static String picture(Driver driver, List<GroupRecord> log) {
        GroupCoordinator coordinator = driver.coordinator();
        log.forEach(coordinator::replay);
        List<GroupRecord> facts = coordinator.snapshot().toList();
        coordinator.activate();
        requireFollowUp(driver, coordinator, facts);
        return facts + "\n" + coordinator.dump();
    }

    // field failure C8: after a load no partition waits for an owner without anything that will give it one
    private static void requireFollowUp(Driver driver, GroupCoordinator coordinator, List<GroupRecord> facts) {
        Set<String> timers = coordinator.deadlines().keySet();
        for (GroupView view : coordinator.groups()) {
            view.members()
                    .forEach(m -> assertThat(timers)
                            .contains(Timer.Kind.SESSION + " " + view.groupId() + " " + m.memberId()));
            if (view.state().equals("PreparingRebalance")) {
                assertThat(timers).contains(Timer.Kind.JOIN_PHASE + " " + view.groupId() + " ");
            } else if (view.state().equals("Stable") && isCoordinatorAssigned(view, facts)) {
                assertThat(assigned(view)).as(view.toString()).isEqualTo(wanted(driver, view));
            }
        }
    }

    private static boolean isCoordinatorAssigned(GroupView view, List<GroupRecord> facts) {
        return facts.stream()
                .anyMatch(r -> r.key().equals(new RecordKey.Group(view.groupId()))
                        && r.value() instanceof ClassicGroup group
                        && group.coordinatorAssigned());
    }

    private static Set<TopicPartition> assigned(GroupView view) {
        Set<TopicPartition> assigned = new TreeSet<>();
        view.members().forEach(m -> {
            try {
                ConsumerProtocol.readAssignment(m.assignment())
                        .partitions()
                        .forEach(t -> t.stream().forEach(assigned::add));
            } catch (MalformedBytesException e) {
                throw new AssertionError(e);
            }
        });
        return assigned;
    }

    private static Set<TopicPartition> wanted(Driver driver, GroupView view) {
        Set<TopicPartition> wanted = new TreeSet<>();
        view.members().forEach(m -> {
            try {
                ConsumerSubscription subscription = ConsumerProtocol.readSubscription(m.metadata());
                for (String topic : subscription.topics()) {
                    for (int p = 0; p < driver.topics.partitionCount(topic).orElse(0); p++) {
                        wanted.add(new TopicPartition(topic, p));
                    }
                }
            } catch (MalformedBytesException e) {
                throw new AssertionError(e);
            }
        });
        return wanted;
    }

    private static List<GroupRecord> throughBytes(List<GroupRecord> log) throws IOException, MalformedBytesException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(LogHeader.SINGLE.toBytes());
        RecordWriter writer = new RecordWriter();
        for (GroupRecord record : log) {
            out.writeBytes(writer.frame(List.of(record)).array());
        }
        List<GroupRecord> read = new ArrayList<>();
        RecordReader.of(new ByteArrayInputStream(out.toByteArray()), LogHeader.SINGLE)
                .forEachRecord(read::add);
        assertThat(read).isEqualTo(log);
        return read;
    }

    /** Reads the log while its cleaner works. */
    private static List<GroupRecord> loadedWhileCleaned(List<GroupRecord> log, SplittableRandom random) {
        Compaction.Topic topic = new Compaction.Topic(log);
        for (int i = random.nextInt(3); i > 0; i--) {
            topic.clean(random.nextInt(log.size() + 1), topic.cleanings() + 1);
        }
        int began = topic.cleanings();
        List<GroupRecord> read = new ArrayList<>();
        int next = 0;
        while (next >= 0) {
            if (random.nextInt(4) == 0) {
                topic.clean(random.nextInt(log.size() + 1), began);
            }
            next = topic.read(next, read);
        }
        return read;
    }

    // why tombstones must outlive a load (docs/embedding.md): Kafka's delete.retention.ms is a day
    @Test
    void load_slowerThanTombstonesLive_bringsBackWhatWasDeleted() {
        List<GroupRecord> log = List.of(
                ALPHABET.get(3),
                ALPHABET.get(0),
                new GroupRecord(ALPHABET.get(3).key(), null));
        Compaction.Topic topic = new Compaction.Topic(log);
        List<GroupRecord> read = new ArrayList<>();
        int next = topic.read(0, read);
        topic.clean(3, Integer.MAX_VALUE);
        topic.clean(3, Integer.MAX_VALUE); // the tombstone goes, although the load has read what it ends
        while (next >= 0) {
            next = topic.read(next, read);
        }

        assertThat(picture(read)).isNotEqualTo(picture(log));
        assertThat(picture(Compaction.of(log, i -> false))).isEqualTo(picture(log));
    }

    // field failure C8: all of a topic was withheld, so that nothing in the assignment speaks of it
    @Test
    void load_ofAGroupWithATopicThatNobodyHas_rebalances_c8() {
        RecordValue.ClassicMember member = new RecordValue.ClassicMember(
                "m",
                null,
                "c",
                "h",
                10_000,
                10_000,
                List.of(new JoinProtocol("range", Driver.metadata(ConsumerSubscription.of(List.of("orders", "none"))))),
                Bytes.EMPTY,
                List.of());
        GroupRecord stored = new GroupRecord(
                new RecordKey.Group("g"), new ClassicGroup("consumer", "range", 2, "m", true, 0, List.of(member)));

        assertThat(loaded(Map.of("orders", 1), stored).groups().get(0).state()).isEqualTo("PreparingRebalance");
        assertThat(loaded(Map.of("orders", 0), stored).groups().get(0).state()).isEqualTo("Stable");
        assertThat(loaded(Map.of(), stored).groups().get(0).state()).isEqualTo("Stable");
    }

    // one group that cannot be read must not keep the others from being loaded
    @Test
    void load_ofAnAssignmentThatCannotBeRead_rebalancesThatGroup() {
        RecordValue.ClassicMember member = new RecordValue.ClassicMember(
                "m",
                null,
                "c",
                "h",
                10_000,
                10_000,
                List.of(new JoinProtocol("range", Bytes.of(new byte[] {1}))),
                Bytes.EMPTY,
                List.of());
        GroupRecord stored = new GroupRecord(
                new RecordKey.Group("g"), new ClassicGroup("consumer", "range", 2, "m", true, 0, List.of(member)));

        GroupCoordinator coordinator = loaded(
                Map.of(),
                stored,
                new GroupRecord(
                        new RecordKey.Group("h"), new ClassicGroup("consumer", null, 1, null, false, 0, List.of())));

        assertThat(coordinator.groups()).extracting(GroupView::state).containsExactly("PreparingRebalance", "Empty");
        assertThat(coordinator.nextDeadlineMs()).isEqualTo(10_000);
    }

    private static GroupCoordinator loaded(Map<String, Integer> topics, GroupRecord... log) {
        GroupCoordinator coordinator = GroupCoordinator.builder()
                .clock(new FakeClock(0))
                .topics(TopicCatalog.of(topics))
                .build();
        List.of(log).forEach(coordinator::replay);
        coordinator.activate();
        return coordinator;
    }

    // field failure C3: the name of a removed group lives on in plain offsets
    @Test
    void groupTombstone_thenOffsets_loadsAGroupOfOffsets_c3() {
        List<GroupRecord> log = List.of(ALPHABET.get(1), ALPHABET.get(2), ALPHABET.get(3));
        GroupCoordinator coordinator =
                GroupCoordinator.builder().clock(new FakeClock(0)).build();
        log.forEach(coordinator::replay);
        coordinator.activate();

        assertThat(coordinator.groups()).singleElement().satisfies(g -> {
            assertThat(g.state()).isEqualTo("Empty");
            assertThat(g.members()).isEmpty();
        });
        assertThat(coordinator.snapshot()).containsExactly(ALPHABET.get(3));
    }

    // what a later version wrote is passed over, told, and not lost
    @Test
    void unknownRecords_areKeptBySnapshots_andTold() {
        GroupRecord one = unknown(9, "b");
        GroupRecord two = unknown(9, "a");
        GroupRecord three = unknown(4, "a");
        GroupRecord ended = unknown(200, "a");
        GroupCoordinator coordinator =
                GroupCoordinator.builder().clock(new FakeClock(0)).build();
        List.of(one, ended, two, three, ALPHABET.get(3), new GroupRecord(ended.key(), null))
                .forEach(coordinator::replay);
        Outcome outcome = coordinator.activate();

        assertThat(outcome.events())
                .hasToString("[UnknownRecordsKept[counts={4=1, 9=2}]]")
                .allSatisfy(e -> assertThat(e.groupId()).isEmpty());
        assertThat(coordinator.snapshot()).containsExactly(ALPHABET.get(3), three, two, one);
        assertThat(coordinator.groups()).hasSize(1);
    }

    private static GroupRecord unknown(int kind, String groupId) {
        return new GroupRecord(
                new RecordKey.Unknown(kind, groupId, Bytes.EMPTY),
                new RecordValue.Unknown(Bytes.of(new byte[] {(byte) kind})));
    }
}
