package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a host gives that is out of bounds is refused in one form: which argument, what it must be, what it was. */
class BoundsTest {

    private static final RecordKey KEY = new RecordKey.Group("g");

    static Stream<Arguments> outOfBounds() {
        return Stream.of(protocol(), assignor(), log(), config(), coordinator()).flatMap(s -> s);
    }

    private static Stream<Arguments> protocol() {
        ConsumerSubscription longTopic = ConsumerSubscription.of(List.of("t".repeat(32_768)));
        return Stream.of(
                row(() -> new TopicPartition("t", -1), "partition must be 0 or more, was -1"),
                row(
                        () -> TopicPartitions.of("t", 3, Integer.MIN_VALUE),
                        "partitions[1] must be 0 or more, was -2147483648"),
                row(
                        () -> ConsumerProtocol.writeSubscription(ConsumerSubscription.of(List.of()), (short) 4),
                        "version must be 0 to 3, was 4"),
                row(
                        () -> ConsumerProtocol.writeAssignment(ConsumerAssignment.of(List.of()), (short) -1),
                        "version must be 0 to 3, was -1"),
                row(
                        () -> ConsumerProtocol.writeSubscription(longTopic, (short) 3),
                        "a string must have at most 32767 bytes, had 32768"));
    }

    private static Stream<Arguments> assignor() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("t", 2)
                .member("m", List.of("t"))
                .build();
        AssignmentInput.Builder endless = AssignmentInput.builder()
                .topic("t", Integer.MAX_VALUE)
                .topic("u", 1)
                .member("m", List.of("t", "u"));
        return Stream.of(
                row(() -> AssignmentInput.builder().topic("t", -1), "partitionCount of t must be 0 or more, was -1"),
                row(
                        () -> AssignmentInput.builder().member("m", List.of()).member("m", List.of()),
                        "memberId must be new, was there already: m"),
                row(endless::build, "partitions of all topics must be at most 2147483647, were 2147483648 or more"),
                row(() -> Assignment.of(new int[3]).toMap(input), "input must have 3 partitions, had 2"),
                row(() -> Assignment.of(new int[] {0, 1}).toMap(input), "input must have more than 1 members, had 1"),
                row(
                        () -> RevocationBarrier.of(input, Assignment.of(new int[3])),
                        "target must have 2 partitions, had 3"),
                row(() -> TopicCatalog.of(Map.of("t", -1)), "partition count of t must be 0 or more, was -1"));
    }

    private static Stream<Arguments> log() {
        RecordValue.CommittedOffset offset = new RecordValue.CommittedOffset(1, -1, "", 0, -1, 0);
        RecordValue.ClassicMember member =
                new RecordValue.ClassicMember("m", null, "c", "h", 1, 1, List.of(), Bytes.EMPTY, List.of());
        return Stream.of(
                row(() -> new RecordKey.Offset("g", "t", -1), "partition must be 0 or more, was -1"),
                row(() -> new RecordKey.TransactionalOffset("g", 1, "t", -2), "partition must be 0 or more, was -2"),
                row(() -> new RecordKey.Unknown(3, "g", Bytes.EMPTY), "kind must be 4 to 255, was 3"),
                row(() -> new RecordKey.Unknown(256, "g", Bytes.EMPTY), "kind must be 4 to 255, was 256"),
                row(() -> new GroupRecord(KEY, offset), "value must fit key Group[groupId=g], was a CommittedOffset"),
                row(
                        () -> new RecordValue.ClassicGroup("", null, -1, null, false, 0, List.of()),
                        "generationId must be 0 or more, was -1"),
                row(
                        () -> new RecordValue.ClassicGroup("t", null, 1, "m", false, 0, List.of(member)),
                        "protocolName must not be null in a group with members"),
                row(
                        () -> new RecordValue.ClassicGroup("t", "p", 1, "x", false, 0, List.of(member)),
                        "leader must be a member, was x"),
                row(
                        () -> new RecordValue.ClassicGroup("t", "p", 1, "m", false, 0, List.of(member, member)),
                        "members must have different ids, two have m"),
                row(() -> new LogHeader(0, 0), "shardCount must be 1 or more, was 0"),
                row(() -> new LogHeader(3, 3), "shard must be 0 to 2, was 3"),
                row(() -> new LogHeader(-1, 3), "shard must be 0 to 2, was -1"),
                row(() -> LogHeader.shardOf("g", 0), "shardCount must be 1 or more, was 0"),
                row(() -> new RecordWriter(-1), "number must be 0 or more, was -1"),
                row(() -> new RecordWriter().frame(List.of()), "records must not be empty"),
                row(() -> JournalException.notStored(ErrorCode.NONE, "why"), "code must not be NONE"));
    }

    // reference 6 bounds-of-the-config
    private static Stream<Arguments> config() {
        Duration tooLong = Duration.ofMillis(Integer.MAX_VALUE).plusNanos(1);
        Duration none = Duration.ZERO;
        return Stream.of(
                row(
                        c -> c.groupMinSessionTimeout(none),
                        "groupMinSessionTimeout must be 1 ms to 2147483647 ms, was PT0S"),
                row(
                        c -> c.groupMaxSessionTimeout(none),
                        "groupMaxSessionTimeout must be 1 ms to 2147483647 ms, was PT0S"),
                row(
                        c -> c.groupInitialRebalanceDelay(Duration.ofNanos(-1)),
                        "groupInitialRebalanceDelay must be 0 ms to 2147483647 ms, was PT-0.000000001S"),
                row(
                        c -> c.groupInitialRebalanceDelay(tooLong),
                        "groupInitialRebalanceDelay must be 0 ms to 2147483647 ms, was PT596H31M23.647000001S"),
                row(c -> c.newMemberJoinTimeout(none), "newMemberJoinTimeout must be 1 ms to 2147483647 ms, was PT0S"),
                row(c -> c.groupMaxSize(0), "groupMaxSize must be 1 or more, was 0"),
                row(c -> c.offsetMetadataMaxBytes(-1), "offsetMetadataMaxBytes must be 0 or more, was -1"),
                row(c -> c.offsetsRetention(none), "offsetsRetention must be 1 ms to 365000 days, was PT0S"),
                row(
                        c -> c.offsetsRetention(Duration.ofDays(365_000).plusNanos(1)),
                        "offsetsRetention must be 1 ms to 365000 days, was PT8760000H0.000000001S"),
                row(
                        c -> c.offsetsRetentionCheckInterval(none),
                        "offsetsRetentionCheckInterval must be 1 ms to 2147483647 ms, was PT0S"),
                row(c -> c.maxUnacknowledgedOutcomes(0), "maxUnacknowledgedOutcomes must be 1 or more, was 0"),
                row(c -> c.maxGroups(0), "maxGroups must be 1 or more, was 0"),
                row(c -> c.groupMaxPendingMembers(0), "groupMaxPendingMembers must be 1 or more, was 0"),
                row(c -> c.maxProtocolsPerMember(0), "maxProtocolsPerMember must be 1 or more, was 0"),
                row(c -> c.maxMemberBytes(-1), "maxMemberBytes must be 0 or more, was -1"),
                row(c -> c.maxTextChars(0), "maxTextChars must be 1 or more, was 0"),
                row(c -> c.maxTakeoversPerSession(0), "maxTakeoversPerSession must be 1 or more, was 0"));
    }

    @FunctionalInterface
    private interface Setting {
        CoordinatorConfig.Builder on(CoordinatorConfig.Builder config);
    }

    private static Arguments row(Setting setting, String message) {
        return row(() -> setting.on(CoordinatorConfig.builder()), message);
    }

    private static Arguments row(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    private static Stream<Arguments> coordinator() {
        GroupCoordinator coordinator = GroupCoordinator.builder().build();
        coordinator.activate();
        coordinator.stored(coordinator.advance().sequence());
        List<Arguments> rows = new ArrayList<>();
        for (long first : List.of(Long.MIN_VALUE, -1L, 0L, 1L, 2L, 3L, Long.MAX_VALUE)) {
            rows.add(row(
                    () -> coordinator.storeFailed(first, ErrorCode.KAFKA_STORAGE_ERROR),
                    "first must be an outcome that waits for stored (there is none), was " + first));
        }
        rows.add(row(() -> coordinator.stored(3), "sequence must be at most 2, was 3"));
        rows.add(row(() -> coordinator.storeFailed(2, ErrorCode.NONE), "error must not be NONE"));
        return rows.stream();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outOfBounds")
    void valueOutOfBounds_isRefusedByArgumentBoundAndValue(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    static Stream<GroupRequest<?>> requests() {
        return OneOfEach.of("m", 1);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void refusal_withoutError_isRefused(GroupRequest<?> request) {
        assertThatThrownBy(() -> request.refusedWith(ErrorCode.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("error must not be NONE");
        assertThat(request.refusedWith(ErrorCode.NOT_COORDINATOR).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    /** What the host may do wrong with a coordinator that has a group in it. */
    static Stream<Arguments> wrongCalls() {
        return Stream.of(
                wrong("replay after activate", d -> d.coordinator.replay(new GroupRecord(KEY, null))),
                wrong("activate twice", d -> d.coordinator.activate()),
                wrong(
                        "a ticket that waits",
                        d -> d.coordinator.handle(
                                d.ticket, OneOfEach.of("m", 1).findFirst().orElseThrow())),
                wrong("no request", d -> d.coordinator.handle(99, null)),
                wrong("no topics", d -> d.coordinator.topicsChanged(null)),
                wrong("no partitions", d -> d.coordinator.partitionsDeleted(null)),
                wrong("an outcome that there was not", d -> d.coordinator.storeFailed(99, ErrorCode.REQUEST_TIMED_OUT)),
                wrong("an outcome of the past", d -> d.coordinator.storeFailed(1, ErrorCode.REQUEST_TIMED_OUT)),
                wrong("no error", d -> d.coordinator.storeFailed(d.last.sequence(), null)),
                wrong("an outcome of the future", d -> d.coordinator.stored(Long.MAX_VALUE)));
    }

    @FunctionalInterface
    private interface WrongCall {
        void on(Driver driver);
    }

    private static Arguments wrong(String name, WrongCall call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCalls")
    void wrongCall_isRefusedAndChangesNothing(String name, WrongCall call) {
        Driver driver = Driver.atOnce();
        driver.submit(Driver.join("").build());
        driver.submit(Driver.join("").build()); // waits for the first one to join again
        List<String> groups = driver.coordinator.dump();
        List<GroupRecord> stored = driver.coordinator.snapshot().toList();
        Map<String, Long> deadlines = driver.coordinator.deadlines();
        long next = driver.last.sequence() + 1;

        assertThatThrownBy(() -> call.on(driver))
                .isInstanceOfAny(
                        NullPointerException.class, IllegalArgumentException.class, IllegalStateException.class);

        assertThat(driver.coordinator.dump()).isEqualTo(groups);
        assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
        assertThat(driver.coordinator.deadlines()).isEqualTo(deadlines);
        assertThat(driver.coordinator.advance().sequence())
                .as("no number is lost")
                .isEqualTo(next);
    }
}
