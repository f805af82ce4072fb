package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of several things that are wrong with a request, the first one in Kafka's order is told: each row breaks a check and the
 * next one as well.
 *
 * <p>The group has a dynamic leader ({@code c-1}) and a static follower ({@code i-1}, instance {@code i}), and is full; its
 * leader has not assigned generation 2 yet.
 */
class CheckOrderTest {

    private static final int NO_SESSION = 1;
    private static final List<OffsetCommitRequest.Partition> OFFSETS =
            List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 1));

    static Stream<Arguments> requests() {
        return Stream.of(joins(), syncs(), heartbeats(), leaves(), commits(), transactionalCommits())
                .flatMap(s -> s);
    }

    // reference 2.4 order-of-checks, 2.4 check-2-group-id, 2.4 check-6-group, 2.4 check-11-instance
    private static Stream<Arguments> joins() {
        return Stream.of(
                row(ErrorCode.INVALID_GROUP_ID, join("", "nobody", null, "consumer", NO_SESSION)),
                row(ErrorCode.INVALID_SESSION_TIMEOUT, join("none", "nobody", null, "", NO_SESSION)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, join("none", "nobody", null, "", 10_000)),
                row(ErrorCode.GROUP_MAX_SIZE_REACHED, join(Driver.GROUP, "nobody", null, "connect", 10_000)),
                row(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, join(Driver.GROUP, "c-1", "i", "connect", 10_000)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, join(Driver.GROUP, "c-1", "nobody's", "consumer", 10_000)),
                row(ErrorCode.FENCED_INSTANCE_ID, join(Driver.GROUP, "c-1", "i", "consumer", 10_000)));
    }

    // reference 2.9 order-of-checks, 2.9 check-1-group-id, 2.9 check-2-group, 2.9 check-4-identity, 2.9
    // check-5-generation
    private static Stream<Arguments> syncs() {
        return Stream.of(
                row(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, sync("", 7, "nobody", null, null, true)),
                row(ErrorCode.INVALID_GROUP_ID, sync("", 7, "nobody", null, "sticky", false)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, sync("none", 7, "c-1", null, "sticky", false)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, sync(Driver.GROUP, 7, "c-1", "nobody's", "sticky", false)),
                row(ErrorCode.FENCED_INSTANCE_ID, sync(Driver.GROUP, 7, "nobody", "i", "sticky", false)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, sync(Driver.GROUP, 7, "nobody", null, "sticky", false)),
                row(ErrorCode.ILLEGAL_GENERATION, sync(Driver.GROUP, 7, "c-1", null, "sticky", false)),
                row(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, sync(Driver.GROUP, 2, "c-1", null, "sticky", false)));
    }

    // reference 2.10 order-of-checks
    private static Stream<Arguments> heartbeats() {
        return Stream.of(
                row(ErrorCode.INVALID_GROUP_ID, new HeartbeatRequest("", 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, new HeartbeatRequest("none", 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, new HeartbeatRequest(Driver.GROUP, 7, "c-1", "nobody's")),
                row(ErrorCode.FENCED_INSTANCE_ID, new HeartbeatRequest(Driver.GROUP, 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, new HeartbeatRequest(Driver.GROUP, 7, "nobody", null)),
                row(ErrorCode.ILLEGAL_GENERATION, new HeartbeatRequest(Driver.GROUP, 7, "c-1", null)));
    }

    // reference 2.15 order-of-checks, 2.15 group-id-is-needed, 2.15 others-are-identified
    private static Stream<Arguments> leaves() {
        return Stream.of(
                row(ErrorCode.INVALID_GROUP_ID, leave("", "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, leave("none", "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, leave(Driver.GROUP, "c-1", "nobody's")),
                row(ErrorCode.FENCED_INSTANCE_ID, leave(Driver.GROUP, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, leave(Driver.GROUP, "nobody", null)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, leave(Driver.GROUP, "", "nobody's")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, leave(Driver.GROUP, "", null)));
    }

    // reference 2.16 commit-order-of-checks, 2.16 commit-is-identified
    private static Stream<Arguments> commits() {
        return Stream.of(
                row(ErrorCode.GROUP_ID_NOT_FOUND, commit("none", 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, commit(Driver.GROUP, 7, "c-1", "nobody's")),
                row(ErrorCode.FENCED_INSTANCE_ID, commit(Driver.GROUP, 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, commit(Driver.GROUP, 7, "nobody", null)),
                row(ErrorCode.ILLEGAL_GENERATION, commit(Driver.GROUP, 1, "c-1", null)),
                row(ErrorCode.ILLEGAL_GENERATION, commit(Driver.GROUP, -1, "c-1", null)),
                row(ErrorCode.UNKNOWN_MEMBER_ID, commit(Driver.GROUP, -1, "", null)),
                row(ErrorCode.REBALANCE_IN_PROGRESS, commit(Driver.GROUP, 2, "c-1", null)));
    }

    // reference 2.16 transactional-commit-is-identified
    private static Stream<Arguments> transactionalCommits() {
        return Stream.of(
                row(ErrorCode.INVALID_GROUP_ID, transactional("", -1, 7, "nobody", "i")),
                row(ErrorCode.INVALID_REQUEST, transactional("none", -1, 7, "nobody", "i")),
                row(ErrorCode.ILLEGAL_GENERATION, transactional("none", 7, 7, "nobody", "i")),
                row(ErrorCode.FENCED_INSTANCE_ID, transactional(Driver.GROUP, 7, 7, "nobody", "i")),
                row(ErrorCode.UNKNOWN_MEMBER_ID, transactional(Driver.GROUP, 7, 7, "nobody", null)),
                row(ErrorCode.ILLEGAL_GENERATION, transactional(Driver.GROUP, 7, 7, "c-1", null)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestThatIsWrongInTwoWays_isToldTheFirst(ErrorCode expected, GroupRequest<?> request) {
        Driver driver = driver();
        List<String> before = driver.coordinator.dump();
        List<GroupRecord> stored = driver.coordinator.snapshot().toList();

        assertThat(verdict(driver, request)).isEqualTo(expected);

        assertThat(driver.coordinator.dump()).isEqualTo(before);
        assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
    }

    private static ErrorCode verdict(Driver driver, GroupRequest<?> request) {
        return driver.ask(request) instanceof LeaveGroupResponse left
                        && left.error().isNone()
                ? left.members().get(0).error()
                : driver.answers.get(driver.ticket).error();
    }

    private static Driver driver() {
        Driver driver = new Driver(CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ZERO)
                .groupMaxSize(2)
                .build());
        driver.submit(Driver.join("").build());
        driver.submit(Driver.join("").groupInstanceId("i").build());
        driver.submit(Driver.join("c-1").build());
        assertThat(driver.state()).isEqualTo("CompletingRebalance");
        assertThat(driver.generation()).isEqualTo(2);
        return driver;
    }

    private static Arguments row(ErrorCode expected, GroupRequest<?> request) {
        return Arguments.of(expected, request);
    }

    private static JoinGroupRequest join(
            String groupId, String memberId, @Nullable String instanceId, String type, int sessionTimeoutMs) {
        return JoinGroupRequest.builder(groupId)
                .memberId(memberId)
                .groupInstanceId(instanceId)
                .protocolType(type)
                .protocol("range", Bytes.EMPTY)
                .sessionTimeoutMs(sessionTimeoutMs)
                .build();
    }

    private static SyncGroupRequest sync(
            String groupId,
            int generationId,
            String memberId,
            @Nullable String instanceId,
            @Nullable String protocolName,
            boolean protocolRequired) {
        return new SyncGroupRequest(
                groupId, generationId, memberId, instanceId, "consumer", protocolName, List.of(), protocolRequired);
    }

    private static LeaveGroupRequest leave(String groupId, String memberId, @Nullable String instanceId) {
        return new LeaveGroupRequest(groupId, List.of(new LeaveGroupRequest.Leaver(memberId, instanceId, null)));
    }

    private static OffsetCommitRequest commit(
            String groupId, int generationId, String memberId, @Nullable String instanceId) {
        return new OffsetCommitRequest(groupId, generationId, memberId, instanceId, OFFSETS);
    }

    private static TxnOffsetCommitRequest transactional(
            String groupId, long producerId, int generationId, String memberId, @Nullable String instanceId) {
        return new TxnOffsetCommitRequest(groupId, producerId, 0, generationId, memberId, instanceId, OFFSETS);
    }
}
