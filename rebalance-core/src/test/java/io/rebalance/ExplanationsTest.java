package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.groups.Tuple.tuple;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.Moves;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Why each generation came about, how long its phases took, what moved, and for how long that can be looked up. */
class ExplanationsTest {

    private static final long START_MS = 1_000_000;

    // who, which input, which rule, when

    @Test
    void causes_sayWhichInputBroughtThem_andWhen() {
        Driver driver = Driver.atOnce();
        driver.submit(Driver.join("").clientId("a").build());
        driver.clock.advance(100);
        driver.submit(Driver.join("").clientId("b").reason("scaled up").build());
        driver.clock.advance(20);
        driver.submit(Driver.join("a-1").build());

        assertThat(last(driver).causes())
                .containsExactly(new RebalanceCause(
                        Rule.MEMBER_JOINED, Input.JOIN, START_MS + 100, "b-1", RebalanceCause.NOTHING, "scaled up"));

        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "b-1"));
        assertThat(last(driver).causes()).extracting(RebalanceCause::input).containsExactly(Input.LEAVE);
        driver.submit(Driver.join("a-1").build());

        driver.pass(10_000);
        assertThat(history(driver).get(2).generationId()).isEqualTo(3);
        assertThat(last(driver).causes())
                .extracting(RebalanceCause::rule, RebalanceCause::input, RebalanceCause::atMs)
                .containsExactly(tuple(Rule.SESSION_EXPIRED, Input.TIMER, START_MS + 10_120));
    }

    @Test
    void topics_thatChange_areAnInput_andSoIsALoadThatFindsThemChanged() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 5))));
        assertThat(last(driver).causes())
                .extracting(RebalanceCause::input, RebalanceCause::detail)
                .containsExactly(tuple(Input.TOPICS, "orders"));

        driver.topics = TopicCatalog.of(Map.of("orders", 6));
        driver.crash();
        assertThat(last(driver).causes()).extracting(RebalanceCause::input).containsExactly(Input.LOAD);
    }

    @Test
    void topics_thatWereTakenBackWithAFailedAppend_areSeenToAgain_forThatReason() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        driver.hold();
        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 5))));
        driver.failHeld();

        assertThat(last(driver).isJoining()).isTrue();
        assertThat(last(driver).causes()).extracting(RebalanceCause::input).containsExactly(Input.STORE_FAILED);
        assertThat(driver.last.events())
                .anyMatch(e -> e instanceof GroupEvent.StoreFailed failed
                        && failed.outcomeCount() == 1
                        && failed.requestCount() == 0);
    }

    @Test
    void followUps_nameTheGenerationThatTheyFollow_soThatCausesChain() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.COOPERATIVE));
        driver.submit(cooperative("", -1).clientId("a").build());
        sync(driver, "a-1");
        driver.submit(cooperative("", -1).clientId("b").build());
        driver.submit(cooperative("a-1", 1, 0, 1, 2, 3).build());
        sync(driver, "a-1");
        sync(driver, "b-1");
        GenerationView withholding = last(driver);
        assertThat(withholding.withheldCount()).isEqualTo(2);
        assertThat(withholding.moves()).hasToString("2 [orders-1 a-1>, orders-3 a-1>]");

        driver.submit(cooperative("a-1", 2, 0, 2).build());
        driver.submit(cooperative("b-1", 2).build());
        GenerationView following = last(driver);
        assertThat(following.causes())
                .extracting(RebalanceCause::rule, RebalanceCause::memberId, RebalanceCause::follows)
                .containsExactly(tuple(Rule.METADATA_CHANGED, "a-1", 2));
        assertThat(following.moves()).hasToString("2 [orders-1 >b-1, orders-3 >b-1]");

        // the chain: what generation 3 follows is in the history, with what brought that about
        assertThat(history(driver))
                .filteredOn(g -> g.generationId() == following.causes().get(0).follows())
                .singleElement()
                .satisfies(g -> assertThat(g.causes())
                        .extracting(RebalanceCause::rule, RebalanceCause::memberId, RebalanceCause::follows)
                        .containsExactly(tuple(Rule.MEMBER_JOINED, "b-1", RebalanceCause.NOTHING)));
    }

    @Test
    void followUp_ofAnOwnerThatDoesNotLetGo_isBroughtByATimer() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.COOPERATIVE));
        driver.submit(
                cooperative("", -1).clientId("a").sessionTimeoutMs(100_000).build());
        sync(driver, "a-1");
        driver.submit(
                cooperative("", -1).clientId("b").sessionTimeoutMs(100_000).build());
        driver.submit(
                cooperative("a-1", 1, 0, 1, 2, 3).sessionTimeoutMs(100_000).build());
        sync(driver, "a-1");
        sync(driver, "b-1");

        driver.pass(60_000);

        assertThat(last(driver).isJoining()).isTrue();
        assertThat(last(driver).causes())
                .extracting(RebalanceCause::rule, RebalanceCause::input, RebalanceCause::follows)
                .containsExactly(tuple(Rule.FOLLOW_UP, Input.TIMER, 2));
    }

    // how long each phase took

    @Test
    void phases_ofALeaderThatAssigns_areMeasuredOneByOne() {
        Driver driver = driver(config -> config.groupInitialRebalanceDelay(Duration.ofSeconds(3)));
        driver.submit(Driver.join("").clientId("a").build());
        driver.pass(1_000);
        driver.submit(Driver.join("").clientId("b").build());
        assertThat(last(driver).isJoining()).isTrue();
        assertThat(last(driver).generationId()).isEqualTo(1);
        assertThat(last(driver).memberIds()).containsExactly("a-1", "b-1");
        assertThat(last(driver).causeCount()).isEqualTo(2);
        assertThat(last(driver).moves()).isEqualTo(Moves.UNKNOWN);

        driver.pass(2_000);
        driver.pass(3_000);
        assertThat(last(driver).isJoining()).isFalse();
        assertThat(last(driver).sinceMs()).isEqualTo(START_MS);
        assertThat(last(driver).joinMs()).isEqualTo(6_000);
        assertThat(last(driver).isAssigned()).isFalse();

        driver.clock.advance(40);
        String leader = last(driver).leader();
        assertThat(leader).isEqualTo("a-1");
        assign(driver, "a-1", part("a-1", 0, 1), part("b-1", 2, 3));
        assertThat(event(driver, GroupEvent.Assigned.class).assignMs()).isEqualTo(40);
        assertThat(last(driver).assignMs()).isEqualTo(40);
        assertThat(last(driver).isSettled()).isFalse();

        driver.clock.advance(5);
        sync(driver, "b-1");
        assertThat(driver.last.events()).containsExactly(new GroupEvent.Settled(Driver.GROUP, 1, 5));
        assertThat(last(driver).settleMs()).isEqualTo(5);

        sync(driver, "b-1");
        assertThat(driver.last.events()).as("it settles once").isEmpty();
    }

    @Test
    void generation_whoseMembersAllWaitForTheLeader_settlesWhenItAssigns() {
        Driver driver = twoMembers();
        sync(driver, "b-1");
        driver.clock.advance(70);
        assign(driver, "a-1", part("a-1", 0, 1), part("b-1", 2, 3));

        assertThat(last(driver).assignMs()).isEqualTo(70);
        assertThat(last(driver).settleMs()).isZero();
        assertThat(driver.last.events())
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactly("Assigned", "Settled");
    }

    @Test
    void coordinatorThatAssigns_takesNoTime_andWaitsForItsMembers() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        assertThat(last(driver).leader()).isNull();
        assertThat(last(driver).assignMs()).isZero();
        assertThat(last(driver).isSettled()).isFalse();
        assertThat(last(driver).moves().count()).isEqualTo(4);

        driver.clock.advance(12);
        sync(driver, "a-1");
        assertThat(last(driver).settleMs()).isEqualTo(12);
    }

    @Test
    void phases_thatARebalanceCutShort_haveNoEnd() {
        Driver driver = twoMembers();
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "b-1"));
        driver.submit(Driver.join("a-1").build());
        assign(driver, "a-1", part("a-1", 0, 1, 2, 3));

        List<GenerationView> history = history(driver);
        assertThat(history).extracting(GenerationView::generationId).containsExactly(1, 2, 3);
        assertThat(history.get(1).isAssigned()).isFalse();
        assertThat(history.get(1).isSettled()).isFalse();
        assertThat(history.get(2).isSettled()).isTrue();
        // moves are told from the last generation that was assigned, and that was none
        assertThat(history.get(2).moves().list()).extracting(Moves.Move::from).containsOnly("");
    }

    @Test
    void restartOfTheCoordinator_beginsAnEmptyHistory() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        sync(driver, "a-1");
        driver.crash();
        assertThat(history(driver)).isEmpty();

        sync(driver, "a-1");
        assertThat(driver.last.events()).isEmpty();
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-1"));
        assertThat(last(driver).moves().list())
                .as("what was stored is known still")
                .extracting(Moves.Move::from)
                .containsOnly("a-1");
    }

    // what moved

    @Test
    void groupThatLosesItsLastMember_leavesItsPartitionsToNobody() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        driver.clock.advance(7);
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-1"));

        GroupEvent.Emptied emptied = event(driver, GroupEvent.Emptied.class);
        assertThat(emptied.moves()).hasToString("4 [orders-0 a-1>, orders-1 a-1>, orders-2 a-1>, orders-3 a-1>]");
        assertThat(emptied.causeCount()).isEqualTo(1);
        assertThat(emptied.joinPhaseMs()).isZero();
        GenerationView view = last(driver);
        assertThat(view.generationId()).isEqualTo(2);
        assertThat(view.protocolName()).isNull();
        assertThat(view.memberIds()).isEmpty();
        assertThat(view.moves()).isEqualTo(emptied.moves());
        assertThat(view.causes()).extracting(RebalanceCause::rule).containsExactly(Rule.MEMBER_LEFT);
    }

    @Test
    void leadersBytesThatNobodyCanRead_moveWhatIsNotKnown() {
        Driver driver = twoMembers();
        Bytes opaque = Bytes.of(new byte[] {7});
        assign(driver, "a-1", new MemberAssignment("a-1", opaque), new MemberAssignment("b-1", opaque));

        GroupEvent.Assigned assigned = event(driver, GroupEvent.Assigned.class);
        assertThat(assigned.moves().isKnown()).isFalse();
        assertThat(assigned.members())
                .extracting(GroupEvent.MemberPart::partitions)
                .containsExactly(-1, -1);
    }

    @Test
    void events_thatAreReadLater_tellWhatWasThen() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.submit(Driver.join("").clientId("a").build());
        GroupEvent.GenerationStarted started = event(driver, GroupEvent.GenerationStarted.class);
        GroupEvent.Assigned assigned = event(driver, GroupEvent.Assigned.class);
        GenerationView view = last(driver);
        driver.submit(Driver.join("").clientId("b").build());
        driver.submit(Driver.join("a-1").build());
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-1"));

        assertThat(started.memberIds()).containsExactly("a-1");
        assertThat(assigned.members()).containsExactly(new GroupEvent.MemberPart("a-1", 4, null));
        assertThat(assigned.moves().list()).extracting(Moves.Move::to).containsOnly("a-1");
        assertThat(view.memberIds()).containsExactly("a-1");
        assertThat(view.moves()).isEqualTo(assigned.moves());
    }

    // what is kept

    @Test
    void history_isBounded() {
        Driver driver = driver(config -> config.maxGenerationsKept(3));
        for (int i = 0; i < 5; i++) {
            driver.submit(Driver.join("").clientId("a").build());
            driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-" + (i + 1)));
        }
        assertThat(history(driver)).extracting(GenerationView::generationId).containsExactly(8, 9, 10);

        driver.submit(Driver.join("").clientId("b").build());
        driver.submit(Driver.join("").clientId("c").build());
        assertThat(history(driver)).extracting(GenerationView::generationId).containsExactly(9, 10, 11, 12);
        assertThat(history(driver)).extracting(GenerationView::isJoining).containsExactly(false, false, false, true);
    }

    @Test
    void history_ofOne_isTheLast() {
        Driver driver = driver(config -> config.maxGenerationsKept(1));
        driver.submit(Driver.join("").clientId("a").build());
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-1"));

        assertThat(history(driver)).extracting(GenerationView::generationId).containsExactly(2);
    }

    @Test
    void history_ofNone_isEmpty_andEventsTellAllTheSame() {
        Driver driver = driver(config -> config.maxGenerationsKept(0));
        driver.submit(Driver.join("").clientId("a").build());
        driver.clock.advance(30);
        assign(driver, "a-1", part("a-1", 0, 1));

        assertThat(history(driver)).isEmpty();
        assertThat(event(driver, GroupEvent.Assigned.class).assignMs()).isEqualTo(30);
        assertThat(event(driver, GroupEvent.Assigned.class).moves()).hasToString("2 [orders-0 >a-1, orders-1 >a-1]");
        assertThat(event(driver, GroupEvent.Settled.class).settleMs()).isZero();
        assertThat(driver.coordinator.dump().toString())
                .contains("memberIds=[]")
                .contains("moves=unknown");
    }

    @Test
    void history_ofAGroupThatIsNotThere_isEmpty() {
        Driver driver = Driver.atOnce();

        assertThat(driver.coordinator.history("nobody")).isEmpty();
        assertThatNullPointerException()
                .isThrownBy(() -> driver.coordinator.history(null))
                .withMessage("groupId");
    }

    @Test
    void history_ofNonsense_isRefused() {
        CoordinatorConfig.Builder config = CoordinatorConfig.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxGenerationsKept(-1))
                .withMessage("maxGenerationsKept must be 0 to 1000, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.maxGenerationsKept(1_001))
                .withMessage("maxGenerationsKept must be 0 to 1000, was 1001");
        assertThat(config.build().maxGenerationsKept()).isEqualTo(10);
    }

    @Test
    void membersOfWhomNothingChanged_areOneValueInAllGenerations() {
        Driver driver = twoMembers();
        assign(driver, "a-1", part("a-1", 0, 1), part("b-1", 2, 3));
        driver.submit(Driver.join("a-1").build()); // the leader asks for a rebalance
        driver.submit(Driver.join("b-1").clientId("b").build());
        assign(driver, "a-1", part("a-1", 0, 1), part("b-1", 2, 3));

        List<RecordValue.ClassicGroup> stored = driver.log.stream()
                .map(record -> (RecordValue.ClassicGroup) record.value())
                .filter(group -> !group.members().isEmpty())
                .toList();
        assertThat(stored).extracting(RecordValue.ClassicGroup::generationId).containsExactly(2, 3);
        for (int m = 0; m < 2; m++) {
            assertThat(stored.get(1).members().get(m))
                    .isSameAs(stored.get(0).members().get(m));
        }
        assertThat(last(driver).moves()).hasToString("0 []");
    }

    // design law 4
    @Test
    void history_thatAFailedAppendTakesBack_isAsBefore() {
        Driver driver = twoMembers();
        assign(driver, "a-1", part("a-1", 0, 1), part("b-1", 2, 3));
        List<GenerationView> before = history(driver);
        String pictureBefore = before.toString();

        driver.hold();
        driver.clock.advance(9);
        sync(driver, "b-1");
        assertThat(last(driver).settleMs()).isEqualTo(9);
        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "a-1"));
        driver.submit(Driver.join("b-1").build());
        assign(driver, "b-1", part("b-1", 0, 1, 2, 3));
        assertThat(history(driver)).hasSize(3);
        driver.failHeld();

        assertThat(history(driver)).isEqualTo(before);
        assertThat(history(driver)).hasToString(pictureBefore);
        driver.clock.advance(1);
        sync(driver, "b-1");
        assertThat(last(driver).settleMs()).isEqualTo(10);
    }

    private static Driver driver(UnaryOperator<CoordinatorConfig.Builder> limits) {
        return new Driver(limits.apply(CoordinatorConfig.builder().groupInitialRebalanceDelay(Duration.ZERO))
                .build());
    }

    /** Generation 2 of a, who leads, and b, not assigned. Generation 1 never was. */
    private static Driver twoMembers() {
        Driver driver = Driver.atOnce();
        driver.submit(Driver.join("").clientId("a").build());
        driver.submit(Driver.join("").clientId("b").build());
        JoinGroupResponse join = driver.ask(Driver.join("a-1").build());
        assertThat(join.leader()).isEqualTo("a-1");
        return driver;
    }

    private static JoinGroupRequest.Builder cooperative(String memberId, int generation, int... owned) {
        return Driver.join(
                memberId,
                new ConsumerSubscription(
                        List.of("orders"), null, List.of(TopicPartitions.of("orders", owned)), generation, null));
    }

    private static void sync(Driver driver, String memberId) {
        driver.submit(SyncGroupRequest.of(Driver.GROUP, driver.generation(), memberId));
    }

    private static void assign(Driver driver, String leader, MemberAssignment... parts) {
        driver.submit(SyncGroupRequest.of(Driver.GROUP, driver.generation(), leader, List.of(parts)));
    }

    private static MemberAssignment part(String memberId, int... partitions) {
        ConsumerAssignment assignment = ConsumerAssignment.of(List.of(TopicPartitions.of("orders", partitions)));
        return new MemberAssignment(
                memberId, ConsumerProtocol.writeAssignment(assignment, ConsumerProtocol.LOWEST_VERSION));
    }

    private static List<GenerationView> history(Driver driver) {
        return driver.coordinator.history(Driver.GROUP);
    }

    private static GenerationView last(Driver driver) {
        List<GenerationView> all = new ArrayList<>(history(driver));
        return all.get(all.size() - 1);
    }

    private static <T extends GroupEvent> T event(Driver driver, Class<T> kind) {
        return driver.last.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + driver.last));
    }
}
