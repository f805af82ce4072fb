package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules of the classic protocol that no scenario is about, each on its own. */
class ClassicRulesTest {

    private static final Bytes WORDS = Bytes.of(new byte[] {1});
    private static final Bytes OTHER_WORDS = Bytes.of(new byte[] {2});

    private final Driver driver = Driver.atOnce();

    // reference 2.1 empty-on-load
    @Test
    void load_groupWithoutMembers_isEmpty() {
        driver.submit(Driver.join("").build());
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "c-1"));
        driver.crash();

        assertThat(driver.state()).isEqualTo("Empty");
        assertThat(driver.generation()).isEqualTo(2);
        assertThat(driver.coordinator.deadlines().keySet()).noneMatch(name -> name.startsWith("SESSION"));
    }

    // reference 2.2 longest-rebalance-timeout, 2.2 later-joins-extend-nothing
    @Test
    void joinPhase_lastsAsLongAsTheSlowestMemberOfItsStart() {
        twoMembers(Driver.join("").rebalanceTimeoutMs(20_000), Driver.join("").rebalanceTimeoutMs(40_000));
        driver.submit(Driver.join("").rebalanceTimeoutMs(30_000).build());
        long endMs = driver.clock.nowMs() + 40_000;
        assertThat(joinPhaseEndsMs()).isEqualTo(endMs);

        driver.pass(5_000);
        driver.submit(Driver.join("").rebalanceTimeoutMs(500_000).build());

        assertThat(joinPhaseEndsMs()).isEqualTo(endMs);
    }

    // reference 2.2 second-sync-supersedes: Kafka drops the first one without a word
    @Test
    void secondSync_ofAMemberThatWaits_takesThePlaceOfTheFirst() {
        twoMembersThatHaveNotSynced();
        long first = driver.submit(SyncGroupRequest.of(Driver.GROUP, 2, "c-2"));
        long second = driver.submit(SyncGroupRequest.of(Driver.GROUP, 2, "c-2"));

        assertThat(error(first)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        driver.submit(leaderSync(2));
        assertThat(error(second)).isEqualTo(ErrorCode.NONE);
    }

    // reference 2.3 restart-renews, 2.8 session-of-the-new-id
    @Test
    void restart_startsTheSessionOfTheNewId() {
        driver.submit(Driver.join("").groupInstanceId("i").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "i-1"));
        driver.pass(9_000); // of 10,000
        driver.submit(Driver.join("").groupInstanceId("i").build());

        assertThat(sessions()).containsOnlyKeys("SESSION " + Driver.GROUP + " i-2");
        assertThat(sessions()).containsValue(driver.clock.nowMs() + 10_000);
        driver.pass(9_999);
        assertThat(driver.coordinator.groups().get(0).members()).hasSize(1);
    }

    // reference 2.4 static-id-alone-is-enough; Kafka 4.1, observed
    @Test
    void join_ofAStaticMemberThatNamesItsIdAlone_isItsOwn() {
        driver.submit(Driver.join("").groupInstanceId("i").build());

        JoinGroupResponse joined = driver.ask(Driver.join("i-1").build());

        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(joined.memberId()).isEqualTo("i-1");
    }

    // reference 2.4 preparing-takes-what-is-said
    @Test
    void join_inAJoinPhase_saysEverythingAnew() {
        driver.submit(offering("", "range", "sticky").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        driver.submit(offering("", "range", "sticky").build());

        driver.submit(offering("c-1", "sticky").sessionTimeoutMs(7_000).build());

        assertThat(group().protocolName()).isEqualTo("sticky");
        assertThat(member("c-1").sessionTimeoutMs()).isEqualTo(7_000);
    }

    // reference 2.4 same-means-order-and-bytes
    @Test
    void join_ofAFollowerThatOffersTheSameInAnotherOrder_isAnotherOne() {
        driver.submit(offering("", "range", "sticky").build());
        driver.submit(offering("", "range", "sticky").build());
        driver.submit(offering("c-1", "range", "sticky").build());
        driver.submit(leaderSync(2));
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 2, "c-2"));

        assertThat(driver.ask(offering("c-2", "range", "sticky").build()).generationId())
                .isEqualTo(2);
        assertThat(driver.state()).isEqualTo("Stable");
        driver.submit(offering("c-2", "sticky", "range").build());
        assertThat(driver.state()).isEqualTo("PreparingRebalance");
    }

    // reference 2.4 first-member-leads, 2.4 first-member-names-the-type
    @Test
    void firstMember_leadsAndNamesTheType() {
        JoinGroupResponse joined =
                driver.ask(Driver.join("").protocolType("connect").build());

        assertThat(joined.leader()).isEqualTo(joined.memberId());
        assertThat(joined.protocolType()).isEqualTo("connect");
        assertThat(driver.ask(Driver.join("").build()).error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    // reference 2.4 metadata-of-the-chosen-protocol, 2.4 only-the-leader-hears-of-members
    @Test
    void leader_hearsWhatMembersSayUnderTheChosenProtocol() {
        driver.submit(join("").protocol("range", WORDS)
                .protocol("sticky", OTHER_WORDS)
                .build());
        long follower = driver.submit(join("").protocol("sticky", WORDS).build());
        JoinGroupResponse leader = driver.ask(join("c-1")
                .protocol("range", WORDS)
                .protocol("sticky", OTHER_WORDS)
                .build());

        assertThat(leader.protocolName()).isEqualTo("sticky");
        assertThat(leader.members())
                .containsExactly(new JoinedMember("c-1", null, OTHER_WORDS), new JoinedMember("c-2", null, WORDS));
        assertThat(Driver.asJoin(driver.answers.get(follower)).members()).isEmpty();
    }

    // reference 2.5 leader-that-joined-stays, 2.12 kept-while-it-rejoins
    @Test
    void leader_thatJoinsAgain_leadsTheNextGeneration() {
        twoMembers(Driver.join(""), Driver.join(""));
        driver.submit(Driver.join("").build());
        driver.submit(Driver.join("c-2").build()); // comes first, but does not lead
        driver.submit(Driver.join("c-1").build());

        assertThat(driver.generation()).isEqualTo(3);
        assertThat(group().leader()).isEqualTo("c-1");
    }

    // reference 2.12 removed-leader-is-followed
    @Test
    void leader_thatLeaves_isFollowedByAMember() {
        twoMembers(Driver.join(""), Driver.join(""));
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "c-1"));
        JoinGroupResponse joined = driver.ask(Driver.join("c-2").build());

        assertThat(joined.leader()).isEqualTo("c-2");
        assertThat(joined.members()).hasSize(1);
    }

    // reference 2.12 even-vote
    @Test
    void vote_thatIsEven_isTheLeadersPreference() {
        driver.submit(offering("", "sticky", "range").build());
        driver.submit(offering("", "range", "sticky").build());
        driver.submit(offering("c-1", "sticky", "range").build());

        assertThat(group().protocolName()).isEqualTo("sticky");
    }

    // reference 2.8 preparing-counts-as-joined
    @Test
    void restart_ofTheLastOneThatAJoinPhaseWaitsFor_endsIt() {
        driver.submit(Driver.join("").groupInstanceId("i").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "i-1"));
        long newcomer = driver.submit(Driver.join("").build());
        assertThat(driver.answers).doesNotContainKey(newcomer);

        JoinGroupResponse restarted =
                driver.ask(Driver.join("").groupInstanceId("i").build());

        assertThat(restarted.generationId()).isEqualTo(2);
        assertThat(error(newcomer)).isEqualTo(ErrorCode.NONE);
    }

    // reference 2.9 stable-sync-is-no-sign-of-life
    @Test
    void sync_inAStableGroup_leavesTheSessionAsItIs() {
        driver.submit(Driver.join("").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        Map<String, Long> before = sessions();
        driver.pass(4_000);

        SyncGroupResponse synced = driver.ask(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));

        assertThat(synced.error()).isEqualTo(ErrorCode.NONE);
        assertThat(sessions()).isEqualTo(before);
    }

    // reference 2.11 completing-rebalances
    @Test
    void session_thatEndsWhileTheLeaderAssigns_isARebalance() {
        twoMembersThatHaveNotSynced();
        driver.pass(5_000);
        driver.submit(HeartbeatRequest.of(Driver.GROUP, 2, "c-2"));
        driver.pass(5_000); // the leader's

        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        assertThat(group().members()).extracting(MemberView::memberId).containsExactly("c-2");
        assertThat(driver.ask(HeartbeatRequest.of(Driver.GROUP, 2, "c-2")).error())
                .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    // reference 2.13 topics-are-the-leaders-business
    @Test
    void topicsThatChange_areNoReasonToRebalance_whereTheLeaderAssigns() {
        driver.submit(Driver.join("").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));

        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 9))));

        assertThat(driver.state()).isEqualTo("Stable");
        assertThat(driver.last.events()).isEmpty();
    }

    // reference 2.13 pending-id-that-expires-does-not, 2.7 not-counted
    @Test
    void pendingId_thatExpiresInAStableGroup_isNoReasonToRebalance() {
        driver.submit(Driver.join("").sessionTimeoutMs(60_000).build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        driver.submit(Driver.join("").memberIdRequired(true).build());
        assertThat(group().members()).hasSize(1);

        driver.pass(10_000);

        assertThat(driver.state()).isEqualTo("Stable");
        assertThat(driver.generation()).isEqualTo(1);
        assertThat(driver.ask(Driver.join("c-2").build()).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    // reference 2.14 empty-has-room
    @Test
    void emptyGroup_hasRoomForWhoeverComesFirst() {
        Driver small = new Driver(CoordinatorConfig.builder()
                .groupMaxSize(1)
                .groupInitialRebalanceDelay(Duration.ZERO)
                .build());
        small.submit(Driver.join("").build());
        assertThat(small.ask(Driver.join("").build()).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        small.submit(LeaveGroupRequest.of(Driver.GROUP, "c-1"));

        assertThat(small.ask(Driver.join("").build()).error()).isEqualTo(ErrorCode.NONE);
    }

    // reference 2.14 pending-ids-take-no-room, 2.7 not-counted
    @Test
    void pendingIds_takeNoRoom_untilTheyAreUsed() {
        Driver small = new Driver(CoordinatorConfig.builder()
                .groupMaxSize(2)
                .groupInitialRebalanceDelay(Duration.ZERO)
                .build());
        small.submit(Driver.join("").build());
        for (int i = 2; i <= 4; i++) {
            assertThat(small.ask(Driver.join("").memberIdRequired(true).build()).error())
                    .isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        }

        small.submit(Driver.join("c-2").build());
        JoinGroupResponse third = small.ask(Driver.join("c-3").build());

        assertThat(small.coordinator.groups().get(0).members()).hasSize(3); // awaited are fewer than two
        assertThat(third).isNull();
        assertThat(small.ask(Driver.join("c-4").build()).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    // reference 2.15 reason-is-only-told, 2.4 reason-is-only-told
    @Test
    void reasons_areToldAndDoNothingElse() {
        driver.submit(Driver.join("").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        driver.submit(Driver.join("c-1").reason("new deployment").build());
        assertThat(driver.last.events())
                .filteredOn(GroupEvent.RebalanceStarted.class::isInstance)
                .singleElement()
                .asString()
                .contains("new deployment");
        driver.submit(new LeaveGroupRequest(
                Driver.GROUP, List.of(new LeaveGroupRequest.Leaver("c-1", null, "closed for good"))));

        assertThat(driver.last.events().get(0).toString()).contains("closed for good");
        assertThat(driver.log).noneMatch(record -> record.toString().contains("closed for good"));
    }

    // reference 6 session-timeout-bounds-are-inclusive
    @Test
    void sessionTimeout_ofEitherBound_isTaken() {
        assertThat(driver.ask(Driver.join("").sessionTimeoutMs(6_000).build()).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(driver.ask(Driver.join("").sessionTimeoutMs(5_999).build()).error())
                .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(driver.ask(Driver.join("").sessionTimeoutMs(1_800_001).build())
                        .error())
                .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(driver.ask(Driver.join("c-1").sessionTimeoutMs(1_800_000).build())
                        .error())
                .isEqualTo(ErrorCode.NONE);
    }

    // reference 6 defaults-of-the-coordinator
    @Test
    void config_defaults_areKafkas() {
        CoordinatorConfig config = CoordinatorConfig.defaults();

        assertThat(config.groupMinSessionTimeoutMs()).isEqualTo(6_000);
        assertThat(config.groupMaxSessionTimeoutMs()).isEqualTo(1_800_000);
        assertThat(config.groupInitialRebalanceDelayMs()).isEqualTo(3_000);
        assertThat(config.groupMaxSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.newMemberJoinTimeoutMs()).isEqualTo(300_000);
        assertThat(config.offsetMetadataMaxBytes()).isEqualTo(4_096);
        assertThat(config.offsetsRetentionMs())
                .isEqualTo(Duration.ofMinutes(10_080).toMillis());
        assertThat(config.offsetsRetentionCheckIntervalMs()).isEqualTo(600_000);
    }

    // reference 6 defaults-of-clients
    @Test
    void request_defaults_areThoseOfKafkasClients() {
        JoinGroupRequest request = JoinGroupRequest.builder("g").build();

        assertThat(request.sessionTimeoutMs()).isEqualTo(45_000);
        assertThat(request.rebalanceTimeoutMs()).isEqualTo(300_000);
        assertThat(request.groupInstanceId()).isNull();
        assertThat(request.memberIdRequired()).isTrue();
    }

    // reference 7.1 tombstone-of-the-unknown, 7.1 offset-makes-a-group
    @Test
    void replay_ofWhatNobodyKnows_isNoError() {
        GroupCoordinator coordinator = driver.coordinator();
        coordinator.replay(new GroupRecord(new RecordKey.Group("gone"), null));
        coordinator.replay(new GroupRecord(new RecordKey.Offset("gone", "orders", 0), null));
        coordinator.replay(new GroupRecord(new RecordKey.TransactionalOffset("gone", 7, "orders", 0), null));
        coordinator.replay(new GroupRecord(
                new RecordKey.Offset("simple", "orders", 0), new RecordValue.CommittedOffset(5, -1, "", 0, -1, 0)));
        coordinator.activate();

        assertThat(coordinator.groups()).containsExactly(GroupView.simple("simple"));
    }

    // reference 7.5 every-protocol-is-kept: Kafka keeps the chosen one alone
    @Test
    void vote_afterAFailover_knowsAllThatMembersOffer() {
        driver.submit(offering("", "range", "sticky").build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        driver.crash();

        JoinGroupResponse newcomer = driver.ask(offering("", "sticky").build());

        assertThat(newcomer).as("waits for the member, which offers sticky too").isNull();
        driver.submit(offering("c-1", "range", "sticky").build());
        assertThat(group().protocolName()).isEqualTo("sticky");
    }

    private void twoMembers(JoinGroupRequest.Builder leader, JoinGroupRequest.Builder follower) {
        driver.submit(leader.build());
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 1, "c-1"));
        driver.submit(follower.build());
        driver.submit(leader.memberId("c-1").build());
        driver.submit(leaderSync(2));
        driver.submit(SyncGroupRequest.of(Driver.GROUP, 2, "c-2"));
        assertThat(driver.state()).isEqualTo("Stable");
    }

    private void twoMembersThatHaveNotSynced() {
        driver.submit(Driver.join("").build());
        driver.submit(Driver.join("").build());
        driver.submit(Driver.join("c-1").build());
        assertThat(driver.state()).isEqualTo("CompletingRebalance");
    }

    private static SyncGroupRequest leaderSync(int generationId) {
        return SyncGroupRequest.of(Driver.GROUP, generationId, "c-1", List.of(new MemberAssignment("c-1", WORDS)));
    }

    private static JoinGroupRequest.Builder join(String memberId) {
        return JoinGroupRequest.builder(Driver.GROUP)
                .memberId(memberId)
                .clientId("c")
                .memberIdRequired(false)
                .sessionTimeoutMs(10_000)
                .rebalanceTimeoutMs(60_000);
    }

    private static JoinGroupRequest.Builder offering(String memberId, String... protocols) {
        JoinGroupRequest.Builder join = join(memberId);
        for (String protocol : protocols) {
            join.protocol(protocol, WORDS);
        }
        return join;
    }

    private GroupView group() {
        return driver.coordinator.groups().get(0);
    }

    private MemberView member(String memberId) {
        return group().members().stream()
                .filter(m -> m.memberId().equals(memberId))
                .findFirst()
                .orElseThrow();
    }

    private ErrorCode error(long ticket) {
        return driver.answers.get(ticket).error();
    }

    private long joinPhaseEndsMs() {
        return driver.coordinator.deadlines().get("JOIN_PHASE " + Driver.GROUP + " ");
    }

    private Map<String, Long> sessions() {
        Map<String, Long> sessions = driver.coordinator.deadlines();
        sessions.keySet().removeIf(name -> !name.startsWith("SESSION"));
        return sessions;
    }
}
