package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.MemberView;
import io.rebalance.view.RebalanceCause;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Everything has a limit (design law 11): up to it all is well; beyond it there is a clear verdict, and nothing changes. */
class LimitsTest {

    @Test
    void groups_moreThanThereMayBe_areRefusedUntilLater() {
        Driver driver = driver(config -> config.maxGroups(2));
        assertThat(error(driver, join("g1"))).isEqualTo(ErrorCode.NONE);
        assertThat(error(driver, join("g2"))).isEqualTo(ErrorCode.NONE);

        assertRefused(driver, join("g3"), ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(driver.coordinator.groups()).hasSize(2);
    }

    // invariant S14; field failure A5
    @Test
    void pendingIds_moreThanThereMayBe_areRefusedToTheNewcomer() {
        Driver driver = driver(config -> config.groupMaxPendingMembers(2));
        JoinGroupRequest newcomer = Driver.join("").memberIdRequired(true).build();
        driver.submit(newcomer);
        driver.submit(newcomer);

        assertRefused(driver, newcomer, ErrorCode.COORDINATOR_NOT_AVAILABLE);

        assertThat(driver.ask(Driver.join("c-1").memberIdRequired(true).build()))
                .as("who has an id joins, and waits for nobody where there is no delay")
                .isNotNull();
        assertThat(error(driver, newcomer)).as("and makes room").isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    }

    @Test
    void pendingIds_thatExpire_makeRoom() {
        Driver driver = driver(config -> config.groupMaxPendingMembers(1));
        JoinGroupRequest newcomer = Driver.join("").memberIdRequired(true).build();
        driver.submit(newcomer);
        assertRefused(driver, newcomer, ErrorCode.COORDINATOR_NOT_AVAILABLE);

        assertThat(driver.coordinator.groups().get(0).pendingCount()).isEqualTo(1);
        driver.pass(10_000);
        assertThat(driver.coordinator.groups().get(0).pendingCount()).isZero();

        assertThat(error(driver, newcomer)).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    }

    @Test
    void protocols_moreThanAMemberMayOffer_areRefused() {
        Driver driver = driver(config -> config.maxProtocolsPerMember(2));
        JoinGroupRequest.Builder two = Driver.join("").protocol("sticky", Bytes.EMPTY);

        assertThat(error(driver, two.build())).isEqualTo(ErrorCode.NONE);
        assertRefused(driver, two.protocol("roundrobin", Bytes.EMPTY).build(), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void metadata_ofAllProtocolsTogether_isLimited() {
        Driver driver = driver(config -> config.maxMemberBytes(100));
        JoinGroupRequest.Builder join = JoinGroupRequest.builder(Driver.GROUP)
                .memberIdRequired(false)
                .protocol("a", Bytes.of(new byte[60]))
                .protocol("b", Bytes.of(new byte[40]));

        assertThat(error(driver, join.build())).isEqualTo(ErrorCode.NONE);
        assertRefused(driver, join.protocol("c", Bytes.of(new byte[1])).build(), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void assignment_ofAMember_isLimited() {
        Driver driver = driver(config -> config.maxMemberBytes(100));
        driver.submit(Driver.join("").build());

        assertRefused(driver, sync(101), ErrorCode.INVALID_REQUEST);
        assertThat(error(driver, sync(100))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void texts_thatDecide_areRefusedWhereTheyAreTooLong() {
        Driver driver = driver(config -> config.maxTextChars(20));
        String most = "x".repeat(20);

        assertThat(error(
                        driver,
                        JoinGroupRequest.builder(most)
                                .memberIdRequired(false)
                                .protocolType(most)
                                .protocol(most, Bytes.EMPTY)
                                .build()))
                .isEqualTo(ErrorCode.NONE);
        assertRefused(driver, join(most + "x"), ErrorCode.INVALID_GROUP_ID);
        assertRefused(driver, Driver.join("").protocolType(most + "x").build(), ErrorCode.INVALID_REQUEST);
        assertRefused(driver, Driver.join("").protocol(most + "x", Bytes.EMPTY).build(), ErrorCode.INVALID_REQUEST);
    }

    // each offset is stored with both: one request must not write ten thousand times its size
    @Test
    void textsOfCommits_areRefusedWhereTheyAreTooLong() {
        Driver driver = driver(config -> config.maxTextChars(20));
        String most = "x".repeat(20);

        assertThat(driver.ask(commit(most, most)).partitions().get(0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.ask(commitInTransaction(most, most))
                        .partitions()
                        .get(0)
                        .error())
                .isEqualTo(ErrorCode.NONE);
        assertRefused(driver, commit(most + "x", most), ErrorCode.INVALID_GROUP_ID);
        assertRefused(driver, commitInTransaction(most + "x", most), ErrorCode.INVALID_GROUP_ID);
        assertThat(driver.ask(commit(most, most + "x")).partitions().get(0).error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(driver.last.records()).isEmpty();
        assertThat(driver.ask(commitInTransaction(most, most + "x"))
                        .partitions()
                        .get(0)
                        .error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(driver.last.records()).isEmpty();
    }

    private static OffsetCommitRequest commit(String groupId, String topic) {
        return OffsetCommitRequest.of(
                groupId, -1, "", List.of(OffsetCommitRequest.Partition.of(new TopicPartition(topic, 0), 1)));
    }

    private static TxnOffsetCommitRequest commitInTransaction(String groupId, String topic) {
        return new TxnOffsetCommitRequest(
                groupId, 7, 0, -1, "", null, commit(groupId, topic).partitions());
    }

    @Test
    void texts_forPeopleToRead_areCut() {
        Driver driver = driver(config -> config.maxTextChars(20));
        String tooLong = "y".repeat(500);
        driver.submit(Driver.join("").clientId(tooLong).clientHost(tooLong).build());

        MemberView member = driver.coordinator.groups().get(0).members().get(0);
        assertThat(member.clientId()).isEqualTo("y".repeat(20));
        assertThat(member.clientHost()).isEqualTo("y".repeat(20));
        assertThat(driver.last.events().get(0))
                .isEqualTo(new GroupEvent.MemberJoined(Driver.GROUP, member.memberId(), "y".repeat(20)));
    }

    // field failure I5: a stack trace for a reason
    @Test
    void reasons_areCut() {
        Driver driver = driver(config -> config);
        String trace = "at a.b.C ".repeat(5_000);
        driver.submit(Driver.join("").clientId("a").build());
        driver.submit(sync(0, "a-1"));
        driver.submit(Driver.join("a-1").reason(trace).build());
        assertThat(causes(driver)).isEqualTo(List.of(trace.substring(0, RebalanceCause.MAX_DETAIL_CHARS)));

        driver.submit(new LeaveGroupRequest(Driver.GROUP, List.of(new LeaveGroupRequest.Leaver("a-1", null, trace))));
        assertThat(driver.last.events().get(0))
                .isEqualTo(new GroupEvent.MemberRemoved(
                        Driver.GROUP,
                        "a-1",
                        GroupEvent.Departure.LEFT,
                        trace.substring(0, RebalanceCause.MAX_DETAIL_CHARS)));
    }

    // field failure I7: what is told of a rebalance does not grow with the number of its causes
    @Test
    void causes_ofAStorm_areCounted() {
        Driver driver = driver(config -> config.groupInitialRebalanceDelay(Duration.ofSeconds(3)));
        for (int i = 0; i < 1_000; i++) {
            driver.submit(Driver.join("").build());
        }
        driver.pass(3_000);
        driver.pass(3_000);

        GroupEvent.GenerationStarted started = (GroupEvent.GenerationStarted) driver.last.events().stream()
                .filter(GroupEvent.GenerationStarted.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(started.memberIds()).hasSize(1_000);
        assertThat(started.causeCount()).isEqualTo(1_000);
        assertThat(started.causes()).hasSize(GroupEvent.GenerationStarted.MAX_CAUSES);
    }

    // field failure B9
    @Test
    void takeovers_moreThanThereMayBe_areRefusedUntilTheSessionIsOver() {
        Driver driver = driver(config -> config.maxTakeoversPerSession(2));
        JoinGroupRequest restart = Driver.join("").groupInstanceId("i").build();
        driver.submit(restart);
        driver.submit(restart);
        driver.submit(restart);

        assertRefused(driver, restart, ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(driver.last.events()).singleElement().isInstanceOf(GroupEvent.TakeoverRefused.class);

        driver.pass(9_999);
        assertRefused(driver, restart, ErrorCode.COORDINATOR_NOT_AVAILABLE);
        driver.clock.advance(1); // its session is over as well, but nobody has looked yet
        assertThat(error(driver, restart)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void takeovers_ofAMemberThatIsGone_areForgotten() {
        Driver driver = driver(config -> config.maxTakeoversPerSession(1));
        JoinGroupRequest restart = Driver.join("").groupInstanceId("i").build();
        driver.submit(restart);
        driver.submit(restart);
        assertRefused(driver, restart, ErrorCode.COORDINATOR_NOT_AVAILABLE);

        driver.submit(new LeaveGroupRequest(Driver.GROUP, List.of(new LeaveGroupRequest.Leaver("", "i", null))));

        assertThat(error(driver, restart)).isEqualTo(ErrorCode.NONE);
        assertThat(error(driver, restart)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void config_ofNonsense_isRefused() {
        CoordinatorConfig.Builder config = CoordinatorConfig.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxGroups(0))
                .withMessage("maxGroups must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.groupMaxPendingMembers(0))
                .withMessage("groupMaxPendingMembers must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxProtocolsPerMember(0))
                .withMessage("maxProtocolsPerMember must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxMemberBytes(-1))
                .withMessage("maxMemberBytes must be 0 or more, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxTextChars(0))
                .withMessage("maxTextChars must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxTakeoversPerSession(0))
                .withMessage("maxTakeoversPerSession must be 1 or more, was 0");
    }

    private static Driver driver(UnaryOperator<CoordinatorConfig.Builder> limits) {
        return new Driver(limits.apply(CoordinatorConfig.builder().groupInitialRebalanceDelay(Duration.ZERO))
                .build());
    }

    private static JoinGroupRequest join(String groupId) {
        return JoinGroupRequest.builder(groupId)
                .memberIdRequired(false)
                .protocol("range", Bytes.EMPTY)
                .build();
    }

    private static SyncGroupRequest sync(int bytes) {
        return sync(bytes, "c-1");
    }

    private static SyncGroupRequest sync(int bytes, String memberId) {
        return SyncGroupRequest.of(
                Driver.GROUP, 1, memberId, List.of(new MemberAssignment(memberId, Bytes.of(new byte[bytes]))));
    }

    private static List<String> causes(Driver driver) {
        return driver.last.events().stream()
                .filter(GroupEvent.GenerationStarted.class::isInstance)
                .flatMap(e -> ((GroupEvent.GenerationStarted) e).causes().stream())
                .map(RebalanceCause::detail)
                .toList();
    }

    private static ErrorCode error(Driver driver, GroupRequest<?> request) {
        return driver.ask(request).error();
    }

    private static void assertRefused(Driver driver, GroupRequest<?> request, ErrorCode error) {
        List<String> before = driver.coordinator.dump();
        assertThat(error(driver, request)).isEqualTo(error);
        assertThat(driver.coordinator.dump()).isEqualTo(before);
        assertThat(driver.last.records()).isEmpty();
    }
}
