package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A host that breaks the contract is told argument, bound and value, and nothing has changed. */
class HostErrorsTest {

    private final Driver driver = new Driver(CoordinatorConfig.defaults());

    @Test
    void handle_nothing_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> driver.coordinator.handle(1, null))
                .withMessage("request");
    }

    @Test
    void handle_ticketThatWaits_isRefused() {
        long ticket = driver.submit(Driver.join("").build());
        List<String> before = driver.coordinator.dump();

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> driver.coordinator.handle(ticket, Driver.join("").build()))
                .withMessageContaining("ticket")
                .withMessageContaining("was " + ticket);
        assertThat(driver.coordinator.dump()).isEqualTo(before);
    }

    // design law 11: everything has a limit
    @Test
    void handle_tooManyUnacknowledged_isRefusedUntilStored() {
        Driver small = new Driver(
                CoordinatorConfig.builder().maxUnacknowledgedOutcomes(2).build());
        HeartbeatRequest request = HeartbeatRequest.of("g", 1, "m");
        small.coordinator.handle(1, request);
        Outcome second = small.coordinator.handle(2, request);

        assertThat(small.coordinator.isBackedUp()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> small.coordinator.handle(3, request))
                .withMessageContaining("at most 2");

        small.coordinator.stored(second.sequence());
        assertThat(small.coordinator.handle(3, request).replies()).hasSize(1);
    }

    @Test
    void handle_idThatIsNotNew_isRefusedAndUndone() {
        GroupCoordinator coordinator = GroupCoordinator.builder()
                .clock(driver.clock)
                .memberIds(prefix -> "same")
                .build();
        coordinator.activate();
        coordinator.handle(1, Driver.join("").build());
        List<String> before = coordinator.dump();

        assertThatIllegalStateException()
                .isThrownBy(() -> coordinator.handle(2, Driver.join("").build()))
                .withMessageContaining("memberIds must give an id that is new, gave \"same\"");
        assertThat(coordinator.dump()).isEqualTo(before);
    }

    @Test
    void replay_afterActivate_isRefused() {
        GroupRecord record = new GroupRecord(new RecordKey.Group("g"), null);

        assertThatIllegalStateException()
                .isThrownBy(() -> driver.coordinator.replay(record))
                .withMessageContaining("ACTIVE");
    }

    @Test
    void activate_twice_isRefused() {
        assertThatIllegalStateException().isThrownBy(() -> driver.coordinator.activate());
    }

    @Test
    void storeFailed_ofWhatIsStored_isRefused() {
        Outcome outcome = driver.coordinator.handle(1, Driver.join("").build());
        driver.coordinator.stored(outcome.sequence());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> driver.coordinator.storeFailed(outcome.sequence(), ErrorCode.KAFKA_STORAGE_ERROR))
                .withMessageContaining("there is none")
                .withMessageContaining("was " + outcome.sequence());
    }

    @Test
    void storeFailed_withoutError_isRefused() {
        Outcome outcome = driver.coordinator.handle(1, Driver.join("").build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> driver.coordinator.storeFailed(outcome.sequence(), ErrorCode.NONE));
    }

    @Test
    void stored_ofTheFuture_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> driver.coordinator.stored(99))
                .withMessage("sequence must be at most 1, was 99");
    }

    @Test
    void resign_twice_doesNothingMore() {
        driver.submit(Driver.join("").build());

        assertThat(driver.release(driver.coordinator.resign()).replies()).hasSize(1);
        assertThat(driver.release(driver.coordinator.resign()).replies()).isEmpty();
    }

    // a reply that was decided but not released is void: the host may not send it
    @Test
    void resign_withUnacknowledgedReplies_answersThemAnew() {
        driver.coordinator.handle(7, HeartbeatRequest.of("g", 1, "m"));

        Outcome outcome = driver.coordinator.resign();

        assertThat(outcome.replies()).singleElement().satisfies(reply -> {
            assertThat(reply.ticket()).isEqualTo(7);
            assertThat(reply.response().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        });
    }

    @Test
    void clock_thatGoesBack_isTakenForTheLatestTime() {
        driver.clock.advance(1_000);
        long nowMs = driver.coordinator.nowMs();
        driver.clock.set(0);

        assertThat(driver.coordinator.nowMs()).isEqualTo(nowMs);
    }

    @Test
    void builder_assignorsOfOneName_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupCoordinator.builder()
                        .assignors(
                                Driver.dealer("range", RebalanceMode.EAGER),
                                Driver.dealer("range", RebalanceMode.EAGER)))
                .withMessageContaining("two have range");
    }

    @Test
    void config_outOfBounds_namesArgumentBoundAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder().groupMaxSize(0))
                .withMessage("groupMaxSize must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder().groupInitialRebalanceDelay(Duration.ofMillis(-1)))
                .withMessage("groupInitialRebalanceDelay must be 0 ms to 2147483647 ms, was PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder()
                        .groupMaxSessionTimeout(Duration.ofSeconds(1))
                        .build())
                .withMessageContaining("at most groupMaxSessionTimeout (1000 ms), was 6000 ms");
        assertThatNullPointerException()
                .isThrownBy(() -> CoordinatorConfig.builder().newMemberJoinTimeout(null))
                .withMessage("newMemberJoinTimeout");
    }

    @Test
    void config_defaults_areKafkas() {
        CoordinatorConfig config = CoordinatorConfig.defaults();

        assertThat(config.groupMinSessionTimeoutMs()).isEqualTo(6_000);
        assertThat(config.groupMaxSessionTimeoutMs()).isEqualTo(1_800_000);
        assertThat(config.groupInitialRebalanceDelayMs()).isEqualTo(3_000);
        assertThat(config.groupMaxSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.offsetMetadataMaxBytes()).isEqualTo(4_096);
        assertThat(config.newMemberJoinTimeoutMs()).isEqualTo(300_000);
    }

    @Test
    void catalog_negativeCount_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalog.of(Map.of("orders", -1)))
                .withMessage("partition count of orders must be 0 or more, was -1");
    }

    @Test
    void request_nullText_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(
                        () -> JoinGroupRequest.builder("g").protocolType(null).build())
                .withMessage("protocolType");
    }

    // invariant S11: a cancel hits only what was handed in before it
    @Test
    void storeFailed_ticketReusedAfterItsCancel_isAnswered() {
        Outcome first = driver.coordinator.handle(7, HeartbeatRequest.of("g", 1, "m"));
        driver.coordinator.cancel(7);
        driver.coordinator.handle(7, Driver.join("").build());

        Outcome failed = driver.coordinator.storeFailed(first.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);

        assertThat(failed.replies()).extracting(Reply::ticket).containsExactly(7L);
        assertThat(failed.replies().get(0).request()).isInstanceOf(JoinGroupRequest.class);
    }

    @Test
    void storeFailed_twiceOfTheSameOutcome_isRefused_andAnswersNobodyTwice() {
        Outcome first = driver.coordinator.handle(7, HeartbeatRequest.of("g", 1, "m"));
        Outcome failed = driver.coordinator.storeFailed(first.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(failed.replies()).hasSize(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> driver.coordinator.storeFailed(first.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS))
                .withMessage("first must not be an outcome that was taken back, was " + first.sequence());
        // yet the outcome that told of the failure may fail itself
        assertThat(driver.coordinator
                        .storeFailed(failed.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS)
                        .replies())
                .extracting(Reply::ticket)
                .containsExactly(7L);
    }

    @Test
    void resign_ticketCancelledAfterItsAnswer_isNotAnswered() {
        driver.coordinator.handle(7, HeartbeatRequest.of("g", 1, "m"));
        driver.coordinator.cancel(7);

        assertThat(driver.coordinator.resign().replies()).isEmpty();
    }

    @Test
    void resigned_neverAcknowledged_goesOnRefusing() {
        Driver small = new Driver(
                CoordinatorConfig.builder().maxUnacknowledgedOutcomes(1).build());
        small.coordinator.resign();

        for (long ticket = 1; ticket <= 5; ticket++) {
            Outcome outcome = small.coordinator.handle(ticket, HeartbeatRequest.of("g", 1, "m"));
            assertThat(outcome.replies().get(0).response().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        }
        assertThat(small.coordinator
                        .storeFailed(1, ErrorCode.KAFKA_STORAGE_ERROR)
                        .replies())
                .isEmpty();
    }

    // what was promised before a shorter session was asked for does not come back with an undo
    @Test
    void storeFailed_leaveOfAMemberWithAShorterSession_restoresThatSession() {
        Driver atOnce = Driver.atOnce();
        atOnce.submit(Driver.join("").clientId("a").sessionTimeoutMs(45_000).build());
        atOnce.submit(SyncGroupRequest.of(Driver.GROUP, 1, "a-1"));
        atOnce.clock.advance(1);
        atOnce.submit(HeartbeatRequest.of(Driver.GROUP, 1, "a-1"));
        atOnce.submit(Driver.join("a-1").sessionTimeoutMs(6_000).build());
        atOnce.submit(SyncGroupRequest.of(Driver.GROUP, 2, "a-1"));
        long deadlineMs = sessionEndsMs(atOnce);
        Outcome leave = atOnce.coordinator.handle(99, LeaveGroupRequest.of(Driver.GROUP, "a-1"));

        atOnce.release(atOnce.coordinator.storeFailed(leave.sequence(), ErrorCode.REQUEST_TIMED_OUT));

        assertThat(sessionEndsMs(atOnce)).isEqualTo(deadlineMs);
    }

    // a session that a failed outcome had ended or renewed goes on where it stood
    @Test
    void storeFailed_longAfterTheInput_leavesTheMemberWhatItHadLeft() {
        Driver atOnce = Driver.atOnce();
        atOnce.submit(Driver.join("").clientId("a").build());
        atOnce.submit(SyncGroupRequest.of(Driver.GROUP, 1, "a-1"));
        atOnce.clock.advance(7_000); // of 10,000
        Outcome leave = atOnce.coordinator.handle(99, LeaveGroupRequest.of(Driver.GROUP, "a-1"));
        atOnce.clock.advance(20_000);

        atOnce.release(atOnce.coordinator.storeFailed(leave.sequence(), ErrorCode.REQUEST_TIMED_OUT));

        assertThat(sessionEndsMs(atOnce)).isEqualTo(atOnce.clock.nowMs() + 3_000);
    }

    // reference 2.13 timeouts-alone-do-not
    // field failure A21, where nothing else changed
    @Test
    void join_unchangedButForItsSession_lastsAsLongAsItSays() {
        Driver atOnce = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        atOnce.submit(Driver.join("").clientId("a").build());
        atOnce.submit(SyncGroupRequest.of(Driver.GROUP, 1, "a-1"));

        atOnce.submit(Driver.join("a-1").sessionTimeoutMs(30_000).build());

        assertThat(atOnce.generation()).isEqualTo(1);
        assertThat(sessionEndsMs(atOnce)).isEqualTo(atOnce.clock.nowMs() + 30_000);
    }

    private static long sessionEndsMs(Driver driver) {
        return driver.coordinator.deadlines().get("SESSION " + Driver.GROUP + " a-1");
    }

    @Test
    void record_groupWithMembersButWithoutLeader_isRefused() {
        RecordValue.ClassicMember member =
                new RecordValue.ClassicMember("m", null, "c", "h", 10_000, 10_000, List.of(), Bytes.EMPTY, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordValue.ClassicGroup("consumer", "range", 3, null, true, 0, List.of(member)))
                .withMessage("leader must be a member, was null");
    }

    // design law 11: an id must fit into what every version writes
    @Test
    void join_overlongClientId_isCutInTheMemberId() {
        Driver atOnce = Driver.atOnce();
        JoinGroupResponse joined =
                atOnce.ask(Driver.join("").clientId("c".repeat(32_767)).build());

        assertThat(joined.memberId()).isEqualTo("c".repeat(249) + "-1");
    }

    @Test
    void join_overlongInstanceId_isRefused() {
        Driver atOnce = Driver.atOnce();
        String longest = "i".repeat(JoinGroupRequest.MAX_INSTANCE_ID_CHARS);

        assertThat(atOnce.ask(Driver.join("").groupInstanceId(longest + "i").build())
                        .error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(atOnce.ask(Driver.join("").groupInstanceId("").build()).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(atOnce.ask(Driver.join("").groupInstanceId(longest).build()).error())
                .isEqualTo(ErrorCode.NONE);
    }
}
