package io.rebalance.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.rebalance.GroupCoordinator;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.Moves;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JDK's Flight Recorder has, read back from its file. */
class FlightEventsTest {

    private static final RebalanceCause CAUSE =
            new RebalanceCause(Rule.MEMBER_JOINED, Input.JOIN, 1_000, "a", RebalanceCause.NOTHING, "");

    @TempDir
    private Path directory;

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    @Test
    void generations_ofAService_areRecordedWithTheirPhasesAndMoves() throws IOException {
        List<RecordedEvent> events = record(() -> {
            GroupService service = service(allToTheFirst(), new MemoryJournal());
            service.submit(join("a"));
            nowMs.addAndGet(3_000);
            service.poll();
            service.submit(SyncGroupRequest.of("g", 1, "a-1"));
            service.submit(join("b"));
            nowMs.addAndGet(250);
            service.submit(rejoin("a-1"));
            nowMs.addAndGet(30);
            service.submit(SyncGroupRequest.of("g", 2, "a-1"));
            nowMs.addAndGet(10);
            service.submit(SyncGroupRequest.of("g", 2, "b-2"));
            service.submit(LeaveGroupRequest.of("g", "a-1"));
            service.submit(rejoin("b-2"));
            service.submit(LeaveGroupRequest.of("g", "b-2"));
            service.close();
        });

        List<RecordedEvent> generations = of("io.rebalance.Generation", events);
        assertThat(generations).extracting(e -> e.getInt("generation")).containsExactly(1, 2, 3, 4);
        assertThat(generations).extracting(e -> e.getString("group")).containsOnly("g");

        RecordedEvent second = generations.get(1);
        assertThat(second.getInt("members")).isEqualTo(2);
        assertThat(second.getString("protocol")).isEqualTo("range");
        assertThat(second.getString("leader")).isNull();
        assertThat(second.getString("causes")).isEqualTo("member joined b-2 by join");
        assertThat(second.getDuration("joinPhase")).isEqualTo(Duration.ofMillis(250));
        assertThat(second.getDuration("assignPhase")).isZero();
        assertThat(second.getDuration("settlePhase")).isEqualTo(Duration.ofMillis(40));
        assertThat(second.getInt("partitionsMoved")).isZero();
        assertThat(second.getString("firstMoves")).isEmpty();
        assertThat(second.getBoolean("settled")).isTrue();

        RecordedEvent third = generations.get(2);
        assertThat(third.getString("causes")).isEqualTo("member left a-1 by leave");
        assertThat(third.getInt("partitionsMoved")).isEqualTo(2);
        assertThat(third.getString("firstMoves")).isEqualTo("orders-0 a-1>b-2, orders-1 a-1>b-2");
        assertThat(third.getBoolean("settled"))
                .as("b left before it had its part")
                .isFalse();

        RecordedEvent empty = generations.get(3);
        assertThat(empty.getInt("members")).isZero();
        assertThat(empty.getString("protocol")).isNull();
        assertThat(empty.getString("firstMoves")).isEqualTo("orders-0 b-2>, orders-1 b-2>");
        assertThat(of("io.rebalance.MemberRemoved", events))
                .extracting(e -> e.getString("member") + " " + e.getString("reason"))
                .containsExactly("a-1 left", "b-2 left");
    }

    @Test
    void failures_ofJournalAndAssignor_areRecorded() throws IOException {
        List<RecordedEvent> events = record(() -> {
            ControlledJournal journal = new ControlledJournal();
            GroupService service = service(broken(), journal);
            service.submit(EmbedFixture.commit("other", 1));
            journal.append(0).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
            service.submit(join("a"));
            journal.append(1).keep();
            nowMs.addAndGet(3_000);
            service.poll();
            service.close();
        });

        assertThat(of("io.rebalance.StoreFailed", events)).singleElement().satisfies(e -> {
            assertThat(e.getString("error")).isEqualTo("NOT_ENOUGH_REPLICAS");
            assertThat(e.getInt("outcomes")).isEqualTo(1);
            assertThat(e.getInt("requests")).isEqualTo(1);
        });
        assertThat(of("io.rebalance.AssignorFailed", events)).singleElement().satisfies(e -> {
            assertThat(e.getString("group")).isEqualTo("g");
            assertThat(e.getString("protocol")).isEqualTo("range");
            assertThat(e.getString("detail")).isEqualTo("it broke");
        });
    }

    @Test
    void recording_thatBeginsWhileMembersAreJoining_hasTheirGeneration() throws IOException {
        Consumer<GroupEvent> listener = FlightEvents.listener();
        listener.accept(new GroupEvent.RebalanceStarted("g", 6, CAUSE));
        List<RecordedEvent> events = record(() -> {
            listener.accept(started(7, 20, CAUSE));
            listener.accept(assigned(7, Moves.UNKNOWN));
            listener.accept(new GroupEvent.Settled("g", 7, 3));
        });

        assertThat(of("io.rebalance.Generation", events)).singleElement().satisfies(e -> {
            assertThat(e.getInt("generation")).isEqualTo(7);
            assertThat(e.getInt("partitionsMoved")).isEqualTo(-1);
            assertThat(e.getDuration("assignPhase")).isEqualTo(Duration.ofMillis(2));
            assertThat(e.getString("causes")).isEqualTo("member joined a by join; and 19 more");
        });
    }

    @Test
    void recording_thatBeginsAfterAGenerationBegan_doesNotMakeItUp() throws IOException {
        Consumer<GroupEvent> listener = FlightEvents.listener();
        listener.accept(new GroupEvent.RebalanceStarted("g", 6, CAUSE));
        listener.accept(started(7, 1, CAUSE));
        List<RecordedEvent> events = record(() -> {
            listener.accept(assigned(7, Moves.of(0, List.of())));
            listener.accept(new GroupEvent.Settled("g", 7, 3));
            listener.accept(new GroupEvent.RebalanceStarted("g", 7, CAUSE));
            listener.accept(new GroupEvent.GroupRemoved("g", GroupEvent.Removal.DELETED));
        });

        assertThat(events).isEmpty();
    }

    @Test
    void nothing_isAskedOfAnEvent_whileNobodyRecords() {
        Consumer<GroupEvent> listener = FlightEvents.listener();
        Moves moves = Moves.later(() -> {
            throw new AssertionError("nobody records this");
        });

        listener.accept(new GroupEvent.RebalanceStarted("g", 6, CAUSE));
        listener.accept(started(7, 1, CAUSE));
        listener.accept(assigned(7, moves));
        listener.accept(new GroupEvent.Emptied("g", 8, List.of(), 0, moves, 1));
        assertThatNullPointerException().isThrownBy(() -> listener.accept(null)).withMessage("event");
    }

    @Test
    void followUps_andLongLists_areToldInBrief() throws IOException {
        RebalanceCause followUp = new RebalanceCause(Rule.FOLLOW_UP, Input.TIMER, 1_000, "", 6, "range");
        List<Moves.Move> first = IntStream.range(0, Moves.MAX_LISTED)
                .mapToObj(p -> new Moves.Move(new TopicPartition("t", p), "a", ""))
                .toList();
        Consumer<GroupEvent> listener = FlightEvents.listener();
        List<RecordedEvent> events = record(() -> {
            listener.accept(started(7, 1, followUp));
            listener.accept(assigned(7, Moves.of(500, first)));
            listener.accept(new GroupEvent.RebalanceStarted("g", 7, CAUSE));
        });

        assertThat(of("io.rebalance.Generation", events)).singleElement().satisfies(e -> {
            assertThat(e.getString("causes")).isEqualTo("follow up by timer, follows generation 6 (range)");
            assertThat(e.getInt("partitionsMoved")).isEqualTo(500);
            assertThat(e.getString("firstMoves").split(", "))
                    .hasSize(10)
                    .startsWith("t-0 a>")
                    .endsWith("t-9 a>");
            assertThat(e.getDuration("settlePhase")).isNegative();
            assertThat(e.getBoolean("settled")).isFalse();
        });
    }

    @Test
    void eventTypes_sayWhatTheyAre() throws IOException {
        List<RecordedEvent> events = record(() -> FlightEvents.listener()
                .accept(new GroupEvent.MemberRemoved("g", "a", GroupEvent.Departure.SESSION_EXPIRED, "")));

        assertThat(events).singleElement().satisfies(e -> {
            assertThat(e.getEventType().getLabel()).isEqualTo("Member Removed");
            assertThat(e.getEventType().getCategoryNames()).containsExactly("Rebalance");
            assertThat(e.getString("reason")).isEqualTo("session expired");
            assertThat(e.getStackTrace()).isNull();
        });
    }

    private static GroupEvent started(int generation, int causeCount, RebalanceCause cause) {
        return new GroupEvent.GenerationStarted(
                "g", generation, "range", "a", List.of("a", "b"), List.of(cause), causeCount, 5);
    }

    private static GroupEvent assigned(int generation, Moves moves) {
        return new GroupEvent.Assigned("g", generation, List.of(), List.of(), 0, moves, 2);
    }

    private GroupService service(Assignor assignor, Journal journal) {
        AtomicInteger ids = new AtomicInteger();
        GroupCoordinator coordinator = GroupCoordinator.builder()
                .clock(nowMs::get)
                .memberIds(prefix -> prefix + "-" + ids.incrementAndGet())
                .topics(TopicCatalog.of(Map.of("orders", 2)))
                .assignors(assignor)
                .build();
        GroupService service = GroupService.of(coordinator, journal).onEvent(FlightEvents.listener());
        service.poll();
        return service;
    }

    private static JoinGroupRequest join(String clientId) {
        return request().clientId(clientId).build();
    }

    private static JoinGroupRequest rejoin(String memberId) {
        return request().memberId(memberId).build();
    }

    private static JoinGroupRequest.Builder request() {
        Bytes orders = ConsumerProtocol.writeSubscription(ConsumerSubscription.of(List.of("orders")), (short) 0);
        return JoinGroupRequest.builder("g").memberIdRequired(false).protocol("range", orders);
    }

    private static Assignor allToTheFirst() {
        return assignor(input -> {
            int[] owners = new int[input.partitionCount()];
            Arrays.fill(owners, 0);
            return Assignment.of(owners);
        });
    }

    private static Assignor broken() {
        return assignor(input -> {
            throw new AssignorException("it broke");
        });
    }

    private interface Strategy {
        Assignment assign(AssignmentInput input) throws AssignorException;
    }

    private static Assignor assignor(Strategy strategy) {
        return new Assignor() {
            @Override
            public String name() {
                return "range";
            }

            @Override
            public Assignment assign(AssignmentInput input) throws AssignorException {
                return strategy.assign(input);
            }
        };
    }

    /** The library's events of a recording that lasts as long as {@code action} does, in order. */
    private List<RecordedEvent> record(Runnable action) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().startsWith("io.rebalance."))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals(name))
                .toList();
    }
}
