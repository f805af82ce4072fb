package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Ways around what the front door promises, found shut. */
class BackDoorTest {

    private static final TopicCatalog FIVE = TopicCatalog.of(Map.of("orders", 5));

    // invariants S4, S16: whoever has no time to join ends the phase at once, but not while the log fails
    @Test
    void storeFailed_membersWithoutTime_hasNoRecords_andTheLogSaysWhatTheCoordinatorSays() {
        Driver driver = stableWithoutTime();
        Outcome changed = driver.coordinator.topicsChanged(FIVE);
        assertThat(changed.records()).isNotEmpty();

        Outcome failed = driver.coordinator.storeFailed(changed.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);

        assertThat(failed.records()).isEmpty();
        driver.release(failed);
        assertThat(texts(driver.coordinator.snapshot().toList())).isEqualTo(texts(compacted(driver.log)));
        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        assertThat(driver.pass(1).records()).hasSize(1);
        assertThat(driver.state()).isEqualTo("Empty");
        assertThat(texts(driver.coordinator.snapshot().toList())).isEqualTo(texts(compacted(driver.log)));
    }

    @Test
    void activate_membersWithoutTime_hasNoRecords_andSeesToThemAfterwards() {
        Driver driver = stableWithoutTime();
        driver.topics = FIVE;
        GroupCoordinator next = driver.coordinator();
        driver.log.forEach(next::replay);

        assertThat(next.activate().records()).isEmpty();
        driver.clock.advance(1);
        Outcome later = next.advance();
        assertThat(later.records()).hasSize(1);
        next.storeFailed(later.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(texts(next.snapshot().toList())).isEqualTo(texts(compacted(driver.log)));
        assertThat(next.nextDeadlineMs()).isEqualTo(driver.clock.nowMs() + 500);
    }

    @Test
    void activate_tooManyMembersWithoutTime_hasNoRecords() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        for (String instanceId : List.of("i1", "i2")) { // static members keep their places
            driver.ask(Driver.join("")
                    .groupInstanceId(instanceId)
                    .rebalanceTimeoutMs(0)
                    .build());
        }
        assertThat(driver.coordinator.groups().get(0).members()).hasSize(2);
        GroupCoordinator next = GroupCoordinator.builder()
                .clock(driver.clock)
                .config(CoordinatorConfig.builder().groupMaxSize(1).build())
                .build();
        driver.log.forEach(next::replay);

        assertThat(next.activate().records()).isEmpty();
        assertThat(next.groups().get(0).state()).isEqualTo("PreparingRebalance");
    }

    // invariant S19
    @Test
    void assignorThatCallsBack_isRefused_andNothingIsMixedUp() {
        List<Consumer<GroupCoordinator>> calls = List.of(
                c -> c.handle(99, Driver.join("").build()),
                GroupCoordinator::advance,
                GroupCoordinator::resign,
                c -> c.cancel(1),
                c -> c.topicsChanged(FIVE),
                c -> c.partitionsDeleted(List.of()),
                c -> c.storeFailed(1, ErrorCode.NOT_ENOUGH_REPLICAS));
        for (Consumer<GroupCoordinator> call : calls) {
            CallsBack assignor = new CallsBack(call);
            Driver driver = Driver.atOnce(assignor);
            assignor.coordinator = driver.coordinator;
            List<String> before = driver.coordinator.dump();

            Outcome outcome = driver.coordinator.handle(1, Driver.join("").build());

            assertThat(assignor.refusals)
                    .singleElement()
                    .asString()
                    .contains("whoever the coordinator calls must not call it back");
            assertThat(driver.coordinator.isActive()).isTrue();
            driver.coordinator.storeFailed(outcome.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
            assertThat(driver.coordinator.dump()).isEqualTo(before);
            assertThat(driver.coordinator.snapshot()).isEmpty();
            driver.coordinator.advance(); // serves on
        }
    }

    /** Calls its coordinator while it assigns. */
    private static final class CallsBack implements Assignor {

        private final Assignor dealer = Driver.dealer("range", RebalanceMode.EAGER);
        private final Consumer<GroupCoordinator> call;
        private final List<RuntimeException> refusals = new ArrayList<>();
        private GroupCoordinator coordinator;

        CallsBack(Consumer<GroupCoordinator> call) {
            this.call = call;
        }

        @Override
        public String name() {
            return "range";
        }

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            try {
                call.accept(coordinator);
            } catch (IllegalStateException e) {
                refusals.add(e);
            }
            return dealer.assign(input);
        }
    }

    // design law 11
    @Test
    void advance_nothingIsDue_leavesNothingThatWaits() {
        Driver driver = new Driver(
                CoordinatorConfig.builder().maxUnacknowledgedOutcomes(100).build());
        Outcome outcome = driver.coordinator.advance();
        for (int i = 0; i < 200; i++) {
            outcome = driver.coordinator.advance();
            driver.coordinator.cancel(i);
            driver.coordinator.topicsChanged(FIVE);
        }
        assertThat(driver.coordinator.isBackedUp()).isFalse();
        // yet it may be named as the first that is not durable
        assertThat(driver.coordinator
                        .storeFailed(outcome.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS)
                        .replies())
                .isEmpty();
    }

    // what came before is not forgotten while an answer may still be taken back
    @Test
    void cancel_nothingWaits_stillForgoesAnAnswerThatIsTakenBack() {
        Driver driver = Driver.atOnce();
        Outcome answered = driver.coordinator.handle(7, new HeartbeatRequest(Driver.GROUP, 1, "m", null));
        driver.coordinator.cancel(7);

        assertThat(driver.coordinator
                        .storeFailed(answered.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS)
                        .replies())
                .isEmpty();
    }

    @Test
    void topicsChanged_nobodyIsConcernedNow_isSeenToWhenWhatWasBeforeIsTakenBack() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        String id = driver.ask(Driver.join("").build()).memberId();
        driver.ask(SyncGroupRequest.of(Driver.GROUP, 1, id));
        Outcome left = driver.coordinator.handle(50, io.rebalance.protocol.LeaveGroupRequest.of(Driver.GROUP, id));
        assertThat(driver.state()).isEqualTo("Empty");
        driver.coordinator.topicsChanged(FIVE);

        driver.coordinator.storeFailed(left.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);

        assertThat(driver.state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void memberId_ofAClientIdThatIsCutInAPair_survivesTheWire() {
        Driver driver = Driver.atOnce();
        String clientId = "c".repeat(JoinGroupRequest.MAX_INSTANCE_ID_CHARS - 1) + "\uD83D\uDE00";
        String id = driver.ask(Driver.join("").clientId(clientId).build()).memberId();
        String overTheWire = new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(driver.ask(new HeartbeatRequest(Driver.GROUP, 1, overTheWire, null))
                        .error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(id).startsWith("c".repeat(JoinGroupRequest.MAX_INSTANCE_ID_CHARS - 1) + "-");
    }

    private static Driver stableWithoutTime() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.ask(Driver.join("").rebalanceTimeoutMs(0).build());
        assertThat(driver.state()).isEqualTo("Stable");
        return driver;
    }

    private static List<String> texts(List<GroupRecord> records) {
        return records.stream().map(GroupRecord::toString).toList();
    }

    private static List<GroupRecord> compacted(List<GroupRecord> log) {
        Map<String, GroupRecord> last = new TreeMap<>();
        log.forEach(record -> last.put(record.key().toString(), record));
        return last.values().stream().filter(record -> record.value() != null).toList();
    }
}
