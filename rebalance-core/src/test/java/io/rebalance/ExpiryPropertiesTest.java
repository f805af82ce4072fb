package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Each look for what is too old removes exactly what the table of reference 2.16 says, judged from outside: by the views
 * of the groups, and by the records.
 *
 * @kip 211
 */
class ExpiryPropertiesTest {

    private static final long RETENTION_MS = 50_000;
    private static final int CHECK_MS = 7_000;
    private static final List<String> GROUPS = List.of("consumers", "workers", "plain");
    private static final List<String> TOPICS = List.of("orders", "payments");

    private SplittableRandom random = new SplittableRandom(0);
    private Driver driver = driver();
    private final Map<String, Long> emptySinceMs = new TreeMap<>();
    private int expired;
    private int kept;

    private static Driver driver() {
        return new Driver(CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofSeconds(1))
                .offsetsRetention(Duration.ofMillis(RETENTION_MS))
                .offsetsRetentionCheckInterval(Duration.ofMillis(CHECK_MS))
                .build());
    }

    // reference 2.16 expiry-table
    @Property(tries = 300)
    void look_atAnyGroups_removesExactlyWhatTheTableSays(@ForAll long seed) {
        random = new SplittableRandom(seed);
        driver = driver();
        emptySinceMs.clear();
        for (int i = 0; i < 120; i++) {
            switch (random.nextInt(9)) {
                case 0 -> join(random.nextBoolean() ? "consumers" : "workers");
                case 1 -> rejoin();
                case 2, 3 -> sync();
                case 4 -> leave();
                case 5 -> commit();
                case 6 -> transact();
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        crash();
                    }
                }
                default -> pass(random.nextInt(25_000));
            }
            watch();
        }
        pass(2 * RETENTION_MS);
    }

    private void join(String group) {
        JoinGroupRequest.Builder join = JoinGroupRequest.builder(group)
                .clientId("c")
                .memberIdRequired(random.nextInt(4) == 0)
                .sessionTimeoutMs(20_001)
                .rebalanceTimeoutMs(9_003);
        if (group.equals("consumers")) {
            driver.submit(join.protocol("range", subscription()).build());
        } else {
            driver.submit(join.protocolType("connect")
                    .protocol("default", Bytes.EMPTY)
                    .build());
        }
    }

    /** Of a consumer; now and then one that nobody can read. */
    private Bytes subscription() {
        if (random.nextInt(8) == 0) {
            return Bytes.of(new byte[] {0, 0, 127});
        }
        List<String> topics = TOPICS.stream().filter(t -> random.nextBoolean()).toList();
        return Driver.metadata(ConsumerSubscription.of(topics));
    }

    private void rejoin() {
        MemberView member = anyMember("consumers");
        if (member != null) {
            driver.submit(JoinGroupRequest.builder("consumers")
                    .memberId(member.memberId())
                    .clientId("c")
                    .sessionTimeoutMs(20_001)
                    .rebalanceTimeoutMs(9_003)
                    .protocol("range", subscription())
                    .build());
        }
    }

    private MemberView anyMember(String group) {
        GroupView view = view(group);
        return view == null || view.members().isEmpty()
                ? null
                : view.members().get(random.nextInt(view.members().size()));
    }

    private void sync() {
        for (GroupView group : driver.coordinator.groups()) {
            for (MemberView member : group.members()) {
                List<MemberAssignment> nothing = member.memberId().equals(group.leader())
                        ? List.of(new MemberAssignment(member.memberId(), Bytes.EMPTY))
                        : List.of();
                driver.submit(SyncGroupRequest.of(group.groupId(), group.generationId(), member.memberId(), nothing));
            }
        }
    }

    private void leave() {
        String group = GROUPS.get(random.nextInt(2));
        GroupView view = view(group);
        if (view != null) {
            view.members().stream()
                    .filter(m -> random.nextInt(3) > 0)
                    .forEach(m -> driver.submit(LeaveGroupRequest.of(group, m.memberId())));
        }
    }

    private void commit() {
        String group = GROUPS.get(random.nextInt(GROUPS.size()));
        MemberView member = anyMember(group);
        driver.submit(new OffsetCommitRequest(
                group,
                member == null ? -1 : view(group).generationId(),
                member == null ? "" : member.memberId(),
                null,
                random.nextInt(4) == 0 ? random.nextInt(100_000) : -1,
                offset()));
    }

    private List<OffsetCommitRequest.Partition> offset() {
        TopicPartition partition = new TopicPartition(TOPICS.get(random.nextInt(2)), random.nextInt(2));
        return List.of(OffsetCommitRequest.Partition.of(partition, random.nextInt(100)));
    }

    private void transact() {
        if (random.nextBoolean()) {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            driver.submit(new TxnOffsetCommitRequest(group, random.nextInt(2), 0, -1, "", null, offset()));
        } else {
            driver.submit(new EndTransactionRequest(random.nextInt(2), 0, random.nextBoolean()));
        }
    }

    /** Lets time pass, from one deadline to the next. */
    private void pass(long ms) {
        long untilMs = driver.clock.nowMs() + ms;
        while (driver.coordinator.nextDeadlineMs() <= untilMs) {
            long dueMs = driver.coordinator.nextDeadlineMs();
            driver.clock.advance(dueMs - driver.clock.nowMs());
            List<String> due = driver.coordinator.deadlines().entrySet().stream()
                    .filter(deadline -> deadline.getValue() == dueMs)
                    .map(Map.Entry::getKey)
                    .toList();
            if (due.size() == 1 && due.get(0).startsWith(Timer.Kind.EXPIRY.name())) {
                look();
            } else {
                driver.pass(0); // several are due at once: what the look found cannot be told from outside
            }
            watch();
        }
        driver.clock.advance(untilMs - driver.clock.nowMs());
    }

    private void look() {
        TreeSet<String> overdue = new TreeSet<>();
        List<GroupRecord> before = driver.coordinator.snapshot().toList();
        for (GroupRecord record : before) {
            if (record.key() instanceof RecordKey.Offset key && record.value() instanceof CommittedOffset offset) {
                if (isOverdue(key, offset, before)) {
                    overdue.add(key.toString());
                } else {
                    kept++;
                }
            }
        }
        driver.pass(0);
        TreeSet<String> removed = new TreeSet<>();
        for (GroupRecord record : driver.last.records()) {
            assertThat(record.isTombstone()).isTrue();
            if (record.key() instanceof RecordKey.Offset) {
                removed.add(record.key().toString());
            } else {
                assertIsVoid(record.key().groupId());
            }
        }
        assertThat(removed).isEqualTo(overdue);
        expired += removed.size();
    }

    /** The table, read from outside. */
    private boolean isOverdue(RecordKey.Offset key, CommittedOffset offset, List<GroupRecord> all) {
        GroupView group = view(key.groupId());
        long sinceMs = offset.commitTimeMs();
        if (!group.protocolType().isEmpty()) {
            if (group.state().equals("Empty")) {
                sinceMs = emptySinceMs.get(key.groupId());
            } else if (!group.state().equals("Stable")
                    || !group.protocolType().equals("consumer")
                    || isRead(group, key.topic())) {
                return false;
            }
        }
        boolean isPending = all.stream()
                .anyMatch(r -> r.key() instanceof RecordKey.TransactionalOffset open
                        && open.groupId().equals(key.groupId())
                        && open.topic().equals(key.topic())
                        && open.partition() == key.partition());
        long nowMs = driver.clock.nowMs();
        boolean isOld = offset.expireTimeMs() == CommittedOffset.NEVER
                ? nowMs - sinceMs >= RETENTION_MS
                : nowMs >= offset.expireTimeMs();
        return isOld && !isPending;
    }

    private static boolean isRead(GroupView group, String topic) {
        for (MemberView member : group.members()) {
            try {
                if (ConsumerProtocol.readSubscription(member.metadata())
                        .topics()
                        .contains(topic)) {
                    return true;
                }
            } catch (MalformedBytesException e) {
                return true; // whoever cannot be read may read anything
            }
        }
        return false;
    }

    private void assertIsVoid(String group) {
        assertThat(driver.coordinator.groups()).extracting(GroupView::groupId).doesNotContain(group);
        assertThat(driver.coordinator.snapshot())
                .extracting(r -> r.key().groupId())
                .doesNotContain(group);
        assertThat(driver.coordinator.deadlines().keySet())
                .noneMatch(deadline -> List.of(deadline.split(" ")).contains(group));
    }

    /** A group whose members were not stored yet is as empty after a crash as it was before they came. */
    private void crash() {
        driver.crash();
        emptySinceMs.clear();
        for (GroupRecord record : driver.log) {
            if (record.value() instanceof RecordValue.ClassicGroup group) {
                emptySinceMs.put(record.key().groupId(), group.stateSinceMs());
            }
        }
    }

    private void watch() {
        for (String group : GROUPS) {
            GroupView view = view(group);
            if (view == null || !view.state().equals("Empty")) {
                emptySinceMs.remove(group);
            } else {
                emptySinceMs.putIfAbsent(group, driver.clock.nowMs());
            }
        }
    }

    private GroupView view(String group) {
        return driver.coordinator.groups().stream()
                .filter(g -> g.groupId().equals(group))
                .findFirst()
                .orElse(null);
    }

    // the generator does its work
    @Property(tries = 1)
    void look_overManySeeds_findsSomethingToRemoveAndSomethingToKeep() {
        expired = 0;
        kept = 0;
        for (long seed = 0; seed < 20; seed++) {
            look_atAnyGroups_removesExactlyWhatTheTableSays(seed);
        }
        assertThat(expired).isGreaterThan(50);
        assertThat(kept).isGreaterThan(50);
    }
}
