package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.CoordinatorConfig;
import io.rebalance.CoordinatorProbe;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordCodec;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A coordinator to which anybody may say anything, and a host that keeps the contract but has a bad time: appends are
 * slow and fail, callers hang up, the coordinator crashes. Each input is made from one number and from what there is.
 */
final class BadInputWorld {

    private static final int SHOWN_CHARS = 300;
    private static final int LATE_REQUESTS = 4;

    /** What must be as it was after a request that was refused. */
    private record Picture(List<String> groups, List<GroupRecord> stored, Map<String, Long> deadlines) {
        static Picture of(GroupCoordinator coordinator) {
            return new Picture(
                    CoordinatorProbe.dump(coordinator),
                    coordinator.snapshot().toList(),
                    CoordinatorProbe.deadlines(coordinator));
        }
    }

    private final ManualClock clock = new ManualClock(1_000_000);
    private final CountingMemberIds memberIds = new CountingMemberIds();
    private final CoordinatorConfig config;
    private final List<Assignor> assignors;
    private final BadInputTally tally;
    private final List<GroupRecord> log = new ArrayList<>();
    private final Deque<Outcome> undurable = new ArrayDeque<>();
    private final Map<Long, GroupRequest<?>> open = new TreeMap<>();
    private final Set<Long> answered = new HashSet<>();
    private final Set<Long> mayBeAnsweredYet = new HashSet<>(); // decided, then cancelled
    private final List<String> idsSeen = new ArrayList<>();
    private final List<Object> told = new ArrayList<>();
    private TopicCatalog topics = TopicCatalog.of(Map.of("orders", 4, "payments", 2));
    private GroupCoordinator coordinator;
    private boolean holds;
    private long lastTicket;

    /**
     * @param isAssigning whether the coordinator assigns where members choose one of the strategies that there are
     * @param initialDelayMs how long an empty group gathers its first members
     * @param tally told what was reached
     */
    BadInputWorld(boolean isAssigning, int initialDelayMs, BadInputTally tally) {
        this.tally = tally;
        config = CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(initialDelayMs))
                .groupMaxSize(3)
                .maxGroups(2)
                .groupMaxPendingMembers(2)
                .maxTakeoversPerSession(2)
                .offsetsRetention(Duration.ofSeconds(60))
                .offsetsRetentionCheckInterval(Duration.ofSeconds(20))
                .build();
        assignors = isAssigning ? Assignors.all() : List.of();
        coordinator = newCoordinator();
        take(coordinator.activate());
    }

    private GroupCoordinator newCoordinator() {
        return GroupCoordinator.builder()
                .clock(clock)
                .config(config)
                .memberIds(memberIds)
                .topics(topics)
                .assignors(assignors)
                .build();
    }

    /** Does what the number says; tells all that was done before if anything is wrong with it. */
    void input(long number) {
        try {
            input(new SplittableRandom(number));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + "\nafter:\n" + transcript(), e);
        }
    }

    private void input(SplittableRandom random) {
        int kind = random.nextInt(100);
        if (kind < 76) {
            request(badRequests(random).next());
        } else if (kind < 85) {
            pass(random);
        } else if (kind < 88) {
            cancel(random);
        } else if (kind < 90) {
            topicsChange(random);
        } else if (kind < 92) {
            partitionsGo(badRequests(random).somePartitions());
        } else if (kind < 94) {
            holds = true;
        } else if (kind < 96) {
            flush();
            holds = false;
        } else if (kind < 98) {
            failAppend(random);
        } else {
            crash(random);
        }
        for (long ticket : open.keySet()) {
            boolean isDecided = isDecided(ticket);
            assertThat(CoordinatorProbe.isWaiting(coordinator, ticket))
                    .as("ticket %s waits, or its answer is under way", ticket)
                    .isEqualTo(!isDecided);
        }
    }

    private BadRequests badRequests(SplittableRandom random) {
        return new BadRequests(random, coordinator.groups(), idsSeen);
    }

    private boolean isDecided(long ticket) {
        return undurable.stream().flatMap(o -> o.replies().stream()).anyMatch(r -> r.ticket() == ticket);
    }

    private void request(GroupRequest<?> request) {
        String state = state(request.groupId());
        Picture before = Picture.of(coordinator);
        Outcome outcome = handle(request);
        long ticket = lastTicket;
        outcome.replies().stream().filter(r -> r.ticket() == ticket).forEach(own -> {
            Change change = change(own);
            if (change != Change.ANY) {
                Picture after = Picture.of(coordinator);
                assertThat(after.groups).isEqualTo(before.groups);
                assertThat(after.stored).isEqualTo(before.stored);
                assertThat(after.deadlines.keySet()).isEqualTo(before.deadlines.keySet());
                if (change == Change.NOTHING) {
                    assertThat(after.deadlines).isEqualTo(before.deadlines);
                }
                assertThat(outcome.records()).isEmpty();
                assertThat(outcome.replies()).containsExactly(own);
                assertThat(outcome.events()).allMatch(GroupEvent.TakeoverRefused.class::isInstance);
            }
        });
        tally.asked(request.api(), state);
        take(outcome);
    }

    private Outcome handle(GroupRequest<?> request) {
        long ticket = ++lastTicket;
        told.add(request);
        Outcome outcome = coordinator.handle(ticket, request);
        open.put(ticket, request);
        return outcome;
    }

    /** What a request may change that was answered at once. */
    private enum Change {
        NOTHING,
        /** A session lasts longer: its member has been heard. */
        SESSION,
        ANY
    }

    private static Change change(Reply reply) {
        ErrorCode error = reply.response().error();
        return switch (reply.request().api()) {
            case DESCRIBE_GROUPS, LIST_GROUPS, OFFSET_FETCH -> Change.NOTHING;
            // an id is handed out; who is told that the group is full loses his place
            case JOIN_GROUP ->
                error.isNone() || error == ErrorCode.MEMBER_ID_REQUIRED || error == ErrorCode.GROUP_MAX_SIZE_REACHED
                        ? Change.ANY
                        : Change.NOTHING;
            case HEARTBEAT ->
                error.isNone() || error == ErrorCode.REBALANCE_IN_PROGRESS ? Change.SESSION : Change.NOTHING;
            case LEAVE_GROUP -> isRefusedToAll((LeaveGroupResponse) reply.response()) ? Change.NOTHING : Change.ANY;
            case SYNC_GROUP, OFFSET_COMMIT, TXN_OFFSET_COMMIT, WRITE_TXN_MARKERS, OFFSET_DELETE, DELETE_GROUPS ->
                error.isNone() ? Change.ANY : Change.NOTHING;
        };
    }

    private static boolean isRefusedToAll(LeaveGroupResponse response) {
        return response.members().stream().noneMatch(m -> m.error().isNone());
    }

    private String state(String groupId) {
        return coordinator.groups().stream()
                .filter(g -> g.groupId().equals(groupId))
                .map(g -> g.protocolType().isEmpty() && g.members().isEmpty() ? "simple or new" : g.state())
                .findFirst()
                .orElse("none");
    }

    private void pass(SplittableRandom random) {
        long ms = switch (random.nextInt(40)) {
            case 0 -> Duration.ofDays(3_650).toMillis();
            case 1, 2, 3, 4 -> random.nextInt(30_000);
            default -> random.nextInt(4_000);
        };
        clock.advance(Duration.ofMillis(ms));
        advance();
    }

    private void advance() {
        told.add("advance at " + clock.nowMs());
        take(coordinator.advance());
        assertThat(coordinator.nextDeadlineMs())
                .as("S12: what was done is due no more")
                .isGreaterThan(clock.nowMs());
    }

    private void cancel(SplittableRandom random) {
        List<Long> tickets = new ArrayList<>(open.keySet());
        tickets.addAll(List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, lastTicket));
        long ticket = tickets.get(random.nextInt(tickets.size()));
        told.add("cancel " + ticket);
        if (open.remove(ticket) != null) {
            boolean isDecided = isDecided(ticket);
            tally.happened(isDecided ? "a cancel came too late" : "a cancel came in time");
            if (isDecided) {
                mayBeAnsweredYet.add(ticket);
            }
        }
        take(coordinator.cancel(ticket));
    }

    private void topicsChange(SplittableRandom random) {
        Map<String, Integer> counts = new HashMap<>();
        counts.put("orders", random.nextInt(6));
        if (random.nextInt(3) > 0) {
            counts.put("payments", random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            counts.put("endless", Integer.MAX_VALUE); // more than the members' other topics leave room for
        }
        topics = TopicCatalog.of(counts);
        told.add(topics);
        take(coordinator.topicsChanged(topics));
    }

    private void partitionsGo(List<TopicPartition> partitions) {
        told.add("deleted " + partitions);
        take(coordinator.partitionsDeleted(partitions));
    }

    private void take(Outcome outcome) {
        told.add(outcome);
        outcome.events().forEach(BadInputWorld::checkEvent);
        undurable.add(outcome);
        if (!holds) {
            flush();
        }
    }

    /** Only what members say, or topics that are too many for anybody, may keep a strategy from assigning. */
    private static void checkEvent(GroupEvent event) {
        if (event instanceof GroupEvent.AssignorFailed failed) {
            assertThat(failed.detail())
                    .matches(detail -> detail.startsWith("subscription of ")
                            || detail.contains("partitions of all topics must be at most")
                            || detail.contains("OutOfMemoryError"));
        }
    }

    private void flush() {
        for (Outcome outcome = undurable.poll(); outcome != null; outcome = undurable.poll()) {
            log.addAll(outcome.records());
            outcome.replies().forEach(this::answered);
            coordinator.stored(outcome.sequence());
        }
    }

    private void answered(Reply reply) {
        assertThat(answered.add(reply.ticket()))
                .as("S11: ticket %s is answered once", reply.ticket())
                .isTrue();
        boolean isExpected = open.remove(reply.ticket()) != null || mayBeAnsweredYet.remove(reply.ticket());
        assertThat(isExpected)
                .as("S11: ticket %s was handed in, and not cancelled before", reply.ticket())
                .isTrue();
        if (reply.response() instanceof JoinGroupResponse join
                && !join.memberId().isEmpty()) {
            idsSeen.remove(join.memberId());
            idsSeen.add(join.memberId());
        }
        tally.answered(reply.request().api(), reply.response());
    }

    private void failAppend(SplittableRandom random) {
        if (undurable.isEmpty()) {
            return;
        }
        tally.happened("an append failed");
        List<Outcome> held = List.copyOf(undurable);
        int kept = random.nextInt(held.size());
        ErrorCode[] errors = ErrorCode.values();
        ErrorCode error = errors[random.nextInt(errors.length)];
        if (error.isNone()) {
            error = ErrorCode.KAFKA_STORAGE_ERROR;
        }
        while (undurable.size() > kept) {
            undurable.removeLast();
        }
        told.add("append of " + held.get(kept).sequence() + " fails: " + error);
        take(coordinator.storeFailed(held.get(kept).sequence(), error));
    }

    /** What was not durable is lost, and with it whoever waited; requests come before the log is read. */
    private void crash(SplittableRandom random) {
        told.add("crash");
        if (undurable.isEmpty()) {
            assertThat(replayed(coordinator.snapshot().toList()).snapshot())
                    .isEqualTo(coordinator.snapshot().toList());
            assertThat(replayed(log).snapshot())
                    .isEqualTo(coordinator.snapshot().toList());
        }
        undurable.clear();
        open.clear();
        mayBeAnsweredYet.clear();
        holds = false;
        coordinator = replayed(log);
        for (int i = random.nextInt(3); i > 0; i--) {
            GroupRequest<?> request = badRequests(random).next();
            take(handle(request));
            tally.asked(request.api(), "loading");
        }
        take(coordinator.activate());
        advance();
    }

    /** A coordinator that read the records from bytes. */
    private GroupCoordinator replayed(List<GroupRecord> records) {
        GroupCoordinator replayed = newCoordinator();
        RecordCodec codec = new RecordCodec();
        for (GroupRecord record : records) {
            replayed.replay(readBack(codec, record));
        }
        return replayed;
    }

    private static GroupRecord readBack(RecordCodec codec, GroupRecord record) {
        try {
            ByteBuffer key = ByteBuffer.wrap(RecordCodec.writeKey(record.key()));
            ByteBuffer value = record.value() == null ? null : ByteBuffer.wrap(RecordCodec.writeValue(record.value()));
            return codec.read(key, value);
        } catch (MalformedBytesException e) {
            throw new AssertionError("what was written cannot be read", e);
        }
    }

    /** All is durable, the log says what there is, and when the coordinator goes nobody is left without an answer. */
    void end() {
        try {
            flush();
            List<GroupRecord> stored = coordinator.snapshot().toList();
            assertThat(replayed(log).snapshot()).as("S16: replay of the log").isEqualTo(stored);
            assertThat(replayed(stored).snapshot())
                    .as("S16: replay of the snapshot")
                    .isEqualTo(stored);
            take(coordinator.resign());
            SplittableRandom random = new SplittableRandom(lastTicket);
            for (int i = 0; i < LATE_REQUESTS; i++) {
                GroupRequest<?> late = badRequests(random).next();
                take(handle(late));
                tally.asked(late.api(), "resigned");
            }
            flush();
            assertThat(open).as("S11: nobody is left waiting").isEmpty();
            assertThat(coordinator.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
            assertThat(coordinator.groups()).extracting(GroupView::state).isSubsetOf("Dead", "Empty");
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + "\nat the end of:\n" + transcript(), e);
        }
    }

    private String transcript() {
        StringBuilder transcript = new StringBuilder();
        for (Object what : told) {
            String text = what.toString();
            transcript.append(text, 0, Math.min(text.length(), SHOWN_CHARS)).append('\n');
        }
        return transcript.toString();
    }
}
