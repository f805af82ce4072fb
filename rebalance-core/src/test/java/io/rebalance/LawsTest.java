package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Laws of the whole coordinator, under random inputs that nobody would send: undo restores, replay equals live, a ticket
 * is answered once, nothing throws.
 */
class LawsTest {

    private static final List<String> GROUPS = List.of("g", "h");

    /** Random requests that mostly make sense: ids and generations are those that were answered before. */
    static final class Chaos {
        final SplittableRandom random;
        final Map<String, List<String>> memberIds = new TreeMap<>();

        Chaos(long seed) {
            random = new SplittableRandom(seed);
        }

        void learn(GroupRequest<?> request, GroupResponse response) {
            if (response instanceof JoinGroupResponse join && !join.memberId().isEmpty()) {
                List<String> known = memberIds.computeIfAbsent(request.groupId(), g -> new ArrayList<>());
                if (!known.contains(join.memberId())) {
                    known.add(join.memberId());
                }
            }
        }

        GroupRequest<?> request(GroupCoordinator coordinator) {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            int generation = coordinator.groups().stream()
                            .filter(g -> g.groupId().equals(group))
                            .mapToInt(g -> g.generationId())
                            .findFirst()
                            .orElse(0)
                    - (random.nextInt(10) == 0 ? 1 : 0);
            String member = member(group);
            return switch (random.nextInt(12)) {
                case 8, 9, 10, 11 -> OffsetChaos.request(random, group, generation, member);
                case 0, 1, 2 -> join(group, random.nextInt(3) == 0 ? "" : member);
                case 3, 4 ->
                    new SyncGroupRequest(
                            group,
                            generation,
                            member,
                            null,
                            "consumer",
                            null,
                            random.nextBoolean() ? List.of() : List.of(new MemberAssignment(member, Bytes.EMPTY)),
                            false);
                case 5 -> new HeartbeatRequest(group, generation, member, random.nextInt(3) == 0 ? "i0" : null);
                case 6 -> random.nextInt(3) == 0 ? leave(group, member) : OffsetFetchRequest.all(group);
                default ->
                    OffsetCommitRequest.of(
                            group,
                            random.nextInt(5) == 0 ? -1 : generation,
                            random.nextInt(5) == 0 ? "" : member,
                            List.of(OffsetCommitRequest.Partition.of(
                                    new TopicPartition("orders", random.nextInt(4)), random.nextInt(100))));
            };
        }

        private LeaveGroupRequest leave(String group, String member) {
            return random.nextInt(4) > 0
                    ? LeaveGroupRequest.of(group, member)
                    : new LeaveGroupRequest(group, List.of(new LeaveGroupRequest.Leaver("", "i1", null)));
        }

        private JoinGroupRequest join(String group, String member) {
            ConsumerSubscription subscription = new ConsumerSubscription(
                    random.nextBoolean() ? List.of("orders") : List.of("orders", "payments"),
                    null,
                    List.of(TopicPartitions.of("orders", random.nextInt(4))),
                    random.nextInt(6) - 1,
                    null);
            JoinGroupRequest.Builder join = JoinGroupRequest.builder(group)
                    .memberId(member)
                    .clientId("c")
                    .memberIdRequired(random.nextBoolean())
                    .groupInstanceId(random.nextInt(member.isEmpty() ? 2 : 6) == 0 ? "i" + random.nextInt(2) : null)
                    .canSkipAssignment(random.nextBoolean())
                    .sessionTimeoutMs(6_000 + random.nextInt(10_000))
                    .rebalanceTimeoutMs(random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(20_000) - 1);
            if (random.nextInt(6) > 0) {
                join.protocol("cooperative", Driver.metadata(subscription));
            }
            Bytes opaque = Bytes.of(new byte[] {(byte) random.nextInt(2)});
            return join.protocol("opaque", opaque).build();
        }

        private String member(String group) {
            List<String> known = memberIds.getOrDefault(group, List.of());
            return known.isEmpty() || random.nextInt(20) == 0 ? "nobody" : known.get(random.nextInt(known.size()));
        }
    }

    // design law 4: what a failed append takes back is as if it had not been
    @Property(tries = 400)
    void storeFailed_anyInputs_restoresAllButTheClock(@ForAll long seed) {
        Chaos chaos = new Chaos(seed);
        Driver driver = driver();
        for (int round = 0; round < 12; round++) {
            play(driver, chaos, 1 + chaos.random.nextInt(15));
            List<String> before = driver.coordinator.dump();
            List<GroupRecord> stored = driver.coordinator.snapshot().toList();
            Map<String, Long> timers = driver.coordinator.deadlines();
            Set<Long> waiting = waiting(driver);

            long first = -1;
            Set<Long> handedIn = new HashSet<>();
            for (int i = chaos.random.nextInt(8); i >= 0; i--) {
                driver.clock.advance(chaos.random.nextInt(5) == 0 ? chaos.random.nextInt(9_000) : 0);
                Outcome outcome;
                if (chaos.random.nextInt(4) == 0) {
                    outcome = driver.coordinator.advance();
                } else {
                    outcome = driver.coordinator.handle(++driver.ticket, chaos.request(driver.coordinator));
                    handedIn.add(driver.ticket);
                }
                first = first < 0 ? outcome.sequence() : first;
            }
            Outcome failed = driver.coordinator.storeFailed(first, ErrorCode.NOT_ENOUGH_REPLICAS);

            assertThat(driver.coordinator.dump()).isEqualTo(before);
            assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
            assertThat(failed.records()).isEmpty();
            assertThat(failed.replies()).extracting(Reply::ticket).containsExactlyInAnyOrderElementsOf(handedIn);
            Map<String, Long> after = driver.coordinator.deadlines();
            assertThat(after.keySet()).isEqualTo(timers.keySet());
            after.forEach((name, deadlineMs) -> assertThat(deadlineMs)
                    .as("%s is not due earlier than before", name)
                    .isGreaterThanOrEqualTo(timers.get(name)));
            assertThat(waiting(driver)).isEqualTo(waiting);
            driver.release(failed);
            driver.pass(0);
            assertThat(driver.coordinator.nextDeadlineMs()).isGreaterThan(driver.clock.nowMs());
        }
    }

    // invariant S16: replay(log) equals live, and so does replay(compact(log))
    @Property(tries = 300)
    void replay_anyInputs_equalsLive(@ForAll long seed) {
        Chaos chaos = new Chaos(seed);
        Driver driver = driver();
        for (int round = 0; round < 6; round++) {
            play(driver, chaos, 1 + chaos.random.nextInt(25));
            GroupCoordinator replayed = driver.coordinator();
            driver.log.forEach(replayed::replay);
            GroupCoordinator compacted = driver.coordinator();
            driver.coordinator.snapshot().forEach(compacted::replay);

            assertThat(replayed.snapshot())
                    .isEqualTo(driver.coordinator.snapshot().toList());
            assertThat(compacted.snapshot())
                    .isEqualTo(driver.coordinator.snapshot().toList());
            replayed.activate();
            compacted.activate();
            assertThat(replayed.dump()).isEqualTo(compacted.dump());
            assertSettledGroupsSurvive(driver.coordinator, replayed);
            if (chaos.random.nextInt(3) == 0) {
                driver.crash();
            }
        }
    }

    // what the world does cannot be taken back; and a failure may reach behind an earlier one
    @Property(tries = 300)
    void storeFailed_twiceAndWithCancels_answersWhoIsLeft(@ForAll long seed) {
        Chaos chaos = new Chaos(seed);
        Driver driver = driver();
        for (int round = 0; round < 12; round++) {
            play(driver, chaos, 1 + chaos.random.nextInt(15));
            Set<Long> waiting = waiting(driver);
            Set<Long> open = new HashSet<>();
            List<Long> sequences = new ArrayList<>();
            for (int i = chaos.random.nextInt(10); i >= 0; i--) {
                sequences.add(disturb(driver, chaos, waiting, open).sequence());
            }
            int half = chaos.random.nextInt(sequences.size());
            Outcome later = driver.coordinator.storeFailed(sequences.get(half), ErrorCode.KAFKA_STORAGE_ERROR);
            long first = half == 0 ? later.sequence() : sequences.get(0);
            for (int i = chaos.random.nextInt(4); i > 0; i--) {
                disturb(driver, chaos, waiting, open);
            }
            Outcome failed = driver.coordinator.storeFailed(first, ErrorCode.NOT_ENOUGH_REPLICAS);

            assertThat(later.records()).isEmpty();
            assertThat(failed.records()).isEmpty();
            assertThat(failed.replies()).extracting(Reply::ticket).containsExactlyInAnyOrderElementsOf(open);
            assertThat(waiting(driver)).isEqualTo(waiting);
            driver.release(failed);
            driver.pass(0);
            assertThat(driver.coordinator.nextDeadlineMs()).isGreaterThan(driver.clock.nowMs());
        }
    }

    private static Outcome disturb(Driver driver, Chaos chaos, Set<Long> waiting, Set<Long> open) {
        driver.clock.advance(chaos.random.nextInt(5) == 0 ? chaos.random.nextInt(9_000) : 0);
        switch (chaos.random.nextInt(7)) {
            case 0 -> {
                return driver.coordinator.advance();
            }
            case 3 -> {
                return driver.coordinator.partitionsDeleted(OffsetChaos.partitions(chaos.random));
            }
            case 1 -> {
                List<Long> cancellable = new ArrayList<>(waiting);
                cancellable.addAll(open);
                long ticket = cancellable.isEmpty() ? 1 : cancellable.get(chaos.random.nextInt(cancellable.size()));
                waiting.remove(ticket);
                open.remove(ticket);
                return driver.coordinator.cancel(ticket);
            }
            case 2 -> {
                return driver.coordinator.topicsChanged(TopicCatalog.of(
                        Map.of("orders", 4 + chaos.random.nextInt(2), "payments", chaos.random.nextInt(3))));
            }
            default -> {
                open.add(++driver.ticket);
                return driver.coordinator.handle(driver.ticket, chaos.request(driver.coordinator));
            }
        }
    }

    /** A group that is between no two generations is after a crash what it was before. */
    private static void assertSettledGroupsSurvive(GroupCoordinator live, GroupCoordinator replayed) {
        Map<String, GroupView> after = new TreeMap<>();
        replayed.groups().forEach(g -> after.put(g.groupId(), g));
        for (GroupView before : live.groups()) {
            if (before.state().equals("Empty") || before.state().equals("Stable")) {
                GroupView loaded = after.get(before.groupId());
                assertThat(loaded.generationId()).isEqualTo(before.generationId());
                assertThat(loaded.members()).isEqualTo(before.members());
                assertThat(loaded.leader()).isEqualTo(before.leader());
                assertThat(loaded.protocolName()).isEqualTo(before.protocolName());
            }
        }
    }

    // field failure A23; invariants S11, S12, S19: one answer a ticket, no deadline in the past, no exception
    @Property(tries = 300)
    void inputs_anyOrder_answerEveryTicketOnce(@ForAll long seed) {
        Chaos chaos = new Chaos(seed);
        Driver driver = driver();
        play(driver, chaos, 120);
        driver.release(driver.coordinator.resign());

        assertThat(driver.answers).hasSize((int) driver.ticket);
        assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    // the inputs above are worth nothing for static members if they do not restart in every way
    @Test
    void inputs_reachRestartsOfStaticMembers() {
        int[] restarts = new int[3];
        for (long seed = 0; seed < 200; seed++) {
            Driver driver = driver();
            Chaos chaos = new Chaos(seed);
            for (int i = 0; i < 120; i++) {
                play(driver, chaos, 1);
                if (driver.last.events().stream().anyMatch(GroupEvent.MemberReplaced.class::isInstance)) {
                    boolean begins =
                            driver.last.events().stream().anyMatch(GroupEvent.RebalanceStarted.class::isInstance);
                    restarts[begins ? 0 : driver.last.records().isEmpty() ? 1 : 2]++;
                }
            }
        }

        assertThat(restarts[0]).as("restarts that rebalance").isGreaterThan(10);
        assertThat(restarts[1]).as("restarts of members that are not stored").isGreaterThan(10);
        assertThat(restarts[2]).as("restarts that are stored, no more").isGreaterThan(10);
    }

    // invariant S15
    @Property(tries = 100)
    void inputs_same_giveSameOutcomes(@ForAll long seed) {
        assertThat(transcript(seed)).isEqualTo(transcript(seed));
    }

    private static List<String> transcript(long seed) {
        Driver driver = driver();
        List<String> transcript = new ArrayList<>();
        Chaos chaos = new Chaos(seed);
        for (int i = 0; i < 60; i++) {
            play(driver, chaos, 1);
            transcript.add(driver.last.toString());
        }
        return transcript;
    }

    static Driver driver() {
        return new Driver(
                CoordinatorConfig.builder()
                        .offsetsRetention(Duration.ofSeconds(20))
                        .offsetsRetentionCheckInterval(Duration.ofSeconds(5))
                        .build(),
                Driver.dealer("cooperative", RebalanceMode.COOPERATIVE));
    }

    static void play(Driver driver, Chaos chaos, int inputs) {
        for (int i = 0; i < inputs; i++) {
            switch (chaos.random.nextInt(12)) {
                case 0, 2 -> {
                    driver.pass(chaos.random.nextInt(6_000));
                    assertThat(driver.coordinator.nextDeadlineMs()).isGreaterThan(driver.clock.nowMs());
                }
                case 1 -> driver.pass(0);
                case 3 -> driver.release(driver.coordinator.partitionsDeleted(OffsetChaos.partitions(chaos.random)));
                default -> {
                    GroupRequest<?> request = chaos.request(driver.coordinator);
                    driver.submit(request);
                    driver.last.replies().forEach(reply -> chaos.learn(reply.request(), reply.response()));
                }
            }
        }
    }

    private static Set<Long> waiting(Driver driver) {
        Set<Long> waiting = new HashSet<>();
        for (long t = 1; t <= driver.ticket; t++) {
            if (driver.coordinator.isWaiting(t)) {
                waiting.add(t);
            }
        }
        return waiting;
    }
}
