package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offsets through the front door, where a scenario would be too long or a host is at fault. */
class OffsetsTest {

    private static final int MANY = 2_500;

    private final Driver driver = new Driver(CoordinatorConfig.builder()
            .offsetsRetention(Duration.ofMinutes(1))
            .offsetsRetentionCheckInterval(Duration.ofMinutes(10))
            .build());

    private void commit(String group, int from, int to) {
        List<OffsetCommitRequest.Partition> offsets = new ArrayList<>();
        for (int p = from; p < to; p++) {
            offsets.add(OffsetCommitRequest.Partition.of(new TopicPartition("orders", p), p));
        }
        assertThat(driver.ask(OffsetCommitRequest.of(group, -1, "", offsets)).error())
                .isEqualTo(ErrorCode.NONE);
    }

    private List<RecordKey> removed() {
        return driver.last.records().stream()
                .filter(GroupRecord::isTombstone)
                .map(GroupRecord::key)
                .toList();
    }

    // design law 11: everything has a limit
    @Test
    void look_atMuchThatIsOverdue_removesItInSlicesInOrder() {
        commit("g", 0, MANY);
        commit("h", 0, 1);
        driver.pass(Duration.ofMinutes(10).toMillis());

        assertThat(removed()).hasSize(1_000).startsWith(new RecordKey.Offset("g", "orders", 0));
        assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(driver.clock.nowMs() + 1);
        driver.pass(1);
        assertThat(removed()).hasSize(1_000).startsWith(new RecordKey.Offset("g", "orders", 1_000));
        driver.pass(1);
        assertThat(removed())
                .hasSize(MANY - 2_000 + 1)
                .endsWith(new RecordKey.Offset("g", "orders", MANY - 1), new RecordKey.Offset("h", "orders", 0));
        assertThat(driver.last.events())
                .containsExactly(
                        new GroupEvent.OffsetsExpired("g", MANY - 2_000), new GroupEvent.OffsetsExpired("h", 1));
        assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(driver.coordinator.snapshot()).isEmpty();
    }

    // invariant S9: an acknowledged commit stays until it has expired itself
    @Test
    void look_interruptedByCommits_sparesWhatWasCommittedMeanwhile() {
        commit("g", 0, MANY);
        driver.pass(Duration.ofMinutes(10).toMillis());
        commit("g", MANY - 10, MANY);
        driver.pass(1);
        driver.pass(1);

        assertThat(driver.ask(OffsetFetchRequest.all("g")).partitions())
                .extracting(p -> p.topicPartition().partition())
                .hasSize(10)
                .startsWith(MANY - 10);
        assertThat(driver.coordinator.nextDeadlineMs())
                .isEqualTo(driver.clock.nowMs() + Duration.ofMinutes(10).toMillis());
    }

    @Test
    void look_whoseSliceTheLogRefuses_goesOnWhereItWas() {
        commit("g", 0, MANY);
        driver.pass(Duration.ofMinutes(10).toMillis());
        driver.hold();
        driver.pass(1);
        List<RecordKey> refused = removed();
        driver.failHeld();
        driver.pass(500);

        assertThat(removed()).isEqualTo(refused).hasSize(1_000);
    }

    @Test
    void partitionsDeleted_beforeTheCoordinatorIsActive_isDoneOnceItIs() {
        commit("g", 0, 2);
        driver.coordinator = driver.coordinator();
        driver.log.forEach(driver.coordinator::replay);
        Outcome told = driver.coordinator.partitionsDeleted(List.of(new TopicPartition("orders", 1)));
        driver.release(driver.coordinator.activate());

        assertThat(told.records()).isEmpty();
        assertThat(driver.last.records()).isEmpty();
        driver.pass(1);
        assertThat(removed()).containsExactly(new RecordKey.Offset("g", "orders", 1));
    }

    @Test
    void partitionsDeleted_afterResigning_changesNothing() {
        commit("g", 0, 2);
        driver.release(driver.coordinator.resign());

        assertThat(driver.coordinator
                        .partitionsDeleted(List.of(new TopicPartition("orders", 1)))
                        .records())
                .isEmpty();
    }

    @Test
    void partitionsDeleted_ofNothing_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> driver.coordinator.partitionsDeleted(Arrays.asList((TopicPartition) null)));
    }

    @Test
    void retention_outOfRange_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder().offsetsRetention(Duration.ZERO))
                .withMessage("offsetsRetention must be 1 ms to 365000 days, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder().offsetsRetention(Duration.ofDays(365_001)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoordinatorConfig.builder().offsetsRetentionCheckInterval(Duration.ZERO))
                .withMessageContaining("offsetsRetentionCheckInterval must be 1 ms");
        assertThat(CoordinatorConfig.builder().offsetsRetentionForever().build().offsetsRetentionMs())
                .isEqualTo(CoordinatorConfig.FOREVER);
        assertThat(CoordinatorConfig.defaults().offsetsRetentionMs())
                .isEqualTo(Duration.ofDays(7).toMillis());
    }

    // a retention so long that its end cannot be told is kept for ever, not since ever
    @Test
    void commit_withTheLongestRetention_staysForever() {
        driver.submit(new OffsetCommitRequest(
                "g",
                -1,
                "",
                null,
                Long.MAX_VALUE,
                List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 1))));
        driver.pass(Duration.ofMinutes(20).toMillis());

        assertThat(driver.ask(OffsetFetchRequest.all("g")).partitions()).hasSize(1);
    }
}
