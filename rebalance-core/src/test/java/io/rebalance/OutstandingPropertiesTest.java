package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Outcomes wait, are acknowledged a few at a time, and fail anywhere: everything is then as it was at that point. */
class OutstandingPropertiesTest {

    /** An outcome that waits, and how everything was before its input. */
    private record Held(
            Outcome outcome, List<String> dump, List<GroupRecord> facts, Map<String, Long> timers, Set<Long> waiting) {}

    /** A coordinator, whoever asks it, and its log. */
    private static final class World {
        final SplittableRandom random;
        final FakeClock clock = new FakeClock(1_000_000);
        final GroupCoordinator coordinator;
        final List<GroupRecord> log = new ArrayList<>();
        final ArrayDeque<Held> held = new ArrayDeque<>();
        final Map<Long, GroupRequest<?>> open = new TreeMap<>(); // asked, not cancelled, not answered for good
        final List<String> ids = new ArrayList<>();
        long ticket;
        int made;
        final Set<Long> cancelled = new HashSet<>();

        World(long seed) {
            random = new SplittableRandom(seed);
            coordinator = GroupCoordinator.builder()
                    .clock(clock)
                    .config(CoordinatorConfig.builder()
                            .groupInitialRebalanceDelay(Duration.ofMillis(random.nextInt(2) * 3_000))
                            .groupMaxSize(random.nextInt(3) == 0 ? 3 : 100)
                            .maxGenerationsKept(random.nextInt(4))
                            .offsetsRetention(Duration.ofSeconds(20))
                            .offsetsRetentionCheckInterval(Duration.ofSeconds(5))
                            .build())
                    .memberIds(prefix -> prefix + "-" + (random.nextInt(2) == 0 ? "0" : "0000000000000000") + made++)
                    .topics(TopicCatalog.of(Map.of("orders", 4)))
                    .assignors(
                            Driver.dealer("eager", RebalanceMode.EAGER),
                            Driver.dealer("coop", RebalanceMode.COOPERATIVE))
                    .build();
            coordinator.activate();
        }

        Set<Long> waiting() {
            Set<Long> waiting = new HashSet<>();
            for (long t = Math.max(1, ticket - 400); t <= ticket; t++) {
                if (coordinator.isWaiting(t)) {
                    waiting.add(t);
                }
            }
            return waiting;
        }

        String id() {
            return ids.isEmpty() || random.nextInt(15) == 0
                    ? "nobody"
                    : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(8)));
        }

        int generation() {
            return coordinator.groups().stream()
                    .filter(g -> g.groupId().equals("g"))
                    .mapToInt(g -> g.generationId())
                    .findFirst()
                    .orElse(0);
        }

        GroupRequest<?> request() {
            String id = id();
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3, 4 -> {
                    boolean isNew = random.nextInt(3) == 0;
                    JoinGroupRequest.Builder join = JoinGroupRequest.builder("g")
                            .memberId(isNew ? "" : id)
                            .clientId("c" + random.nextInt(2))
                            .groupInstanceId(random.nextInt(isNew ? 2 : 5) == 0 ? "i" + random.nextInt(3) : null)
                            .memberIdRequired(random.nextInt(4) == 0)
                            .canSkipAssignment(random.nextBoolean())
                            .sessionTimeoutMs(6_000 + 1_000 * random.nextInt(4))
                            .rebalanceTimeoutMs(new int[] {0, 1, 4_000, 9_000}
                                    [random.nextInt(8) == 0 ? random.nextInt(2) : 2 + random.nextInt(2)]);
                    Bytes says = Driver.metadata(ConsumerSubscription.of(
                            random.nextInt(4) > 0 ? List.of("orders") : List.of("orders", "x")));
                    String[] names = {"eager", "coop", "own"};
                    int first = random.nextInt(3);
                    for (int i = 0; i < 3; i++) {
                        if (i == 2 || random.nextBoolean()) {
                            join.protocol(names[(first + i) % 3], says);
                        }
                    }
                    return join.build();
                }
                case 5, 6, 7 -> {
                    List<MemberAssignment> parts = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        parts.add(new MemberAssignment(id(), Bytes.of(new byte[] {(byte) random.nextInt(3)})));
                    }
                    return new SyncGroupRequest("g", generation(), id, null, null, null, parts, false);
                }
                case 8, 9 -> {
                    return new HeartbeatRequest("g", generation(), id, null);
                }
                case 10 -> {
                    List<LeaveGroupRequest.Leaver> leavers = new ArrayList<>();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        leavers.add(
                                random.nextInt(3) == 0
                                        ? new LeaveGroupRequest.Leaver("", "i" + random.nextInt(3), "why")
                                        : new LeaveGroupRequest.Leaver(id(), null, null));
                    }
                    return new LeaveGroupRequest("g", leavers);
                }
                case 11 -> {
                    return random.nextInt(3) == 0
                            ? new DeleteGroupRequest("g")
                            : new HeartbeatRequest("g", generation(), id, "i" + random.nextInt(3));
                }
                default -> {
                    return OffsetCommitRequest.of(
                            "g",
                            generation(),
                            id,
                            List.of(OffsetCommitRequest.Partition.of(
                                    new TopicPartition("orders", random.nextInt(4)), 7)));
                }
            }
        }

        void inputUnchecked() {
            Outcome outcome;
            if (random.nextInt(6) == 0) {
                clock.advance(random.nextInt(3_000));
                outcome = coordinator.advance();
            } else {
                GroupRequest<?> request = request();
                open.put(++ticket, request);
                outcome = coordinator.handle(ticket, request);
                outcome.replies().forEach(reply -> {
                    if (reply.response() instanceof JoinGroupResponse join
                            && !join.memberId().isEmpty()) {
                        ids.remove(join.memberId());
                        ids.add(join.memberId());
                    }
                });
            }
            hold(outcome);
        }

        void hold(Outcome outcome) {
            held.add(new Held(outcome, List.of(), List.of(), Map.of(), Set.of()));
        }

        void input() {
            List<String> dump = coordinator.dump();
            List<GroupRecord> facts = coordinator.snapshot().toList();
            Map<String, Long> timers = coordinator.deadlines();
            Set<Long> waiting = waiting();
            Outcome outcome;
            switch (random.nextInt(8)) {
                case 0 -> {
                    clock.advance(random.nextInt(4) == 0 ? random.nextInt(9_000) : random.nextInt(500));
                    outcome = coordinator.advance();
                }
                case 1 -> {
                    clock.advance(Math.min(20_000, Math.max(0, coordinator.nextDeadlineMs() - clock.nowMs())));
                    outcome = coordinator.advance();
                }
                default -> {
                    GroupRequest<?> request = request();
                    open.put(++ticket, request);
                    outcome = coordinator.handle(ticket, request);
                    outcome.replies().forEach(reply -> {
                        if (reply.response() instanceof JoinGroupResponse join
                                && !join.memberId().isEmpty()) {
                            ids.remove(join.memberId());
                            ids.add(join.memberId());
                        }
                    });
                }
            }
            assertThat(coordinator.nextDeadlineMs()).isGreaterThan(clock.nowMs());
            sessionsAreWatched();
            held.add(new Held(outcome, dump, facts, timers, waiting));
        }

        void sessionsAreWatched() {
            long earliest = coordinator.deadlines().values().stream()
                    .mapToLong(l -> l)
                    .min()
                    .orElse(Long.MAX_VALUE);
            assertThat(coordinator.nextDeadlineMs()).as("next deadline").isLessThanOrEqualTo(earliest);
        }

        void acknowledge(int n) {
            for (int i = 0; i < n && !held.isEmpty(); i++) {
                Outcome outcome = held.remove().outcome;
                log.addAll(outcome.records());
                for (Reply reply : outcome.replies()) {
                    assertThat(open.remove(reply.ticket()))
                            .as("ticket %d waits", reply.ticket())
                            .isNotNull();
                }
                coordinator.stored(outcome.sequence());
            }
        }

        void changeTheWorld() {
            if (random.nextInt(6) == 0 && !open.isEmpty()) {
                List<Long> all = new ArrayList<>(open.keySet());
                long ticket = all.get(random.nextInt(all.size()));
                hold(coordinator.cancel(ticket));
                cancelled.add(ticket);
            }
            if (random.nextInt(8) == 0) {
                hold(coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 3 + random.nextInt(3)))));
            }
        }

        void failUnchecked() {
            if (held.isEmpty()) {
                return;
            }
            int keep = random.nextInt(held.size());
            List<Held> all = new ArrayList<>(held);
            Outcome failed = coordinator.storeFailed(all.get(keep).outcome.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
            assertThat(failed.records()).isEmpty();
            held.clear();
            held.addAll(all.subList(0, keep));
            hold(failed);
        }

        /** The log tells another coordinator the same, and who was not answered is answered now. */
        void end() {
            acknowledge(Integer.MAX_VALUE);
            GroupCoordinator replayed = GroupCoordinator.builder().clock(clock).build();
            log.forEach(replayed::replay);
            assertThat(replayed.snapshot().toList())
                    .isEqualTo(coordinator.snapshot().toList());
            Set<Long> left = new HashSet<>(open.keySet());
            left.removeAll(cancelled);
            assertThat(coordinator.resign().replies())
                    .extracting(Reply::ticket)
                    .containsExactlyInAnyOrderElementsOf(left);
        }

        void fail() {
            if (held.isEmpty()) {
                return;
            }
            int keep = random.nextInt(held.size());
            List<Held> all = new ArrayList<>(held);
            Held first = all.get(keep);
            Outcome failed = coordinator.storeFailed(first.outcome.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
            assertThat(failed.records()).isEmpty();
            assertThat(coordinator.dump()).isEqualTo(first.dump);
            assertThat(coordinator.snapshot().toList()).isEqualTo(first.facts);
            assertThat(waiting()).isEqualTo(first.waiting);
            Map<String, Long> after = coordinator.deadlines();
            assertThat(after.keySet()).isEqualTo(first.timers.keySet());
            after.forEach((name, ms) -> assertThat(ms).as(name).isGreaterThanOrEqualTo(first.timers.get(name)));
            sessionsAreWatched();
            held.clear();
            held.addAll(all.subList(0, keep));
            held.add(new Held(failed, coordinator.dump(), coordinator.snapshot().toList(), after, waiting()));
        }
    }

    // design law 4, invariant S13
    @Property(tries = 300)
    void storeFailed_anywhereAmongOutcomesThatWait_isAsItWasThere_andTheLogIsRight(@ForAll long seed) {
        World world = new World(seed);
        play(world, world::input, world::fail);
    }

    // with cancels and topics that change nothing is as it was
    @Property(tries = 300)
    void worldChangesMeanwhile_everyRequestIsAnsweredOnce_andTheLogIsRight(@ForAll long seed) {
        World world = new World(seed);
        play(
                world,
                () -> {
                    world.inputUnchecked();
                    world.changeTheWorld();
                    assertThat(world.coordinator.nextDeadlineMs()).isGreaterThan(world.clock.nowMs());
                    world.sessionsAreWatched();
                },
                world::failUnchecked);
    }

    private static void play(World world, Runnable input, Runnable failure) {
        for (int i = 0; i < 150; i++) {
            input.run();
            switch (world.random.nextInt(12)) {
                case 0 -> failure.run();
                case 1, 2, 3 -> world.acknowledge(world.random.nextInt(6));
                case 4 -> world.acknowledge(Integer.MAX_VALUE);
                default -> {
                    // they wait
                }
            }
        }
        world.end();
    }

    // events and histories are worked out when somebody asks, from what can change no more
    @Property(tries = 150)
    void whatIsToldLate_isWhatWouldHaveBeenToldAtOnce(@ForAll long seed) {
        assertThat(told(seed, false)).isEqualTo(told(seed, true));
    }

    private static List<String> told(long seed, boolean atOnce) {
        World world = new World(seed);
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            world.inputUnchecked();
            List<Object> now = new ArrayList<>(world.held.getLast().outcome.events());
            if (i % 3 == 0) {
                now.addAll(world.coordinator.history("g"));
            }
            if (atOnce) {
                now.forEach(event -> assertThat(event.toString()).isNotEmpty());
            }
            all.addAll(now);
            switch (world.random.nextInt(12)) {
                case 0 -> world.failUnchecked();
                case 1, 2, 3, 4 -> world.acknowledge(world.held.size() - 1);
                default -> {
                    // they wait
                }
            }
        }
        return all.stream().map(Object::toString).toList();
    }
}
