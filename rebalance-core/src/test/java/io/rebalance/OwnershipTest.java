package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Withheld;
import io.rebalance.view.RebalanceCause;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who holds a partition in a cooperative group, and what is withheld until he lets go of it (design 5). */
class OwnershipTest {

    private final Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.COOPERATIVE));

    @Test
    void partitionThatMoves_isWithheldUntilItsOwnerRejoinsWithoutIt() {
        String a = joinAlone("a");
        assertThat(sync(a)).containsExactly(0, 1, 2, 3);

        driver.submit(newcomer("b"));
        rejoin(a, 1, 0, 1, 2, 3);

        assertThat(driver.generation()).isEqualTo(2);
        assertThat(withheld())
                .containsExactly(
                        new Withheld(new TopicPartition("orders", 1), a, "b-1"),
                        new Withheld(new TopicPartition("orders", 3), a, "b-1"));
        assertThat(sync(a)).containsExactly(0, 2);
        assertThat(sync("b-1")).isEmpty();

        rejoin(a, 2, 0, 2);
        rejoin("b-1", 2);

        assertThat(driver.generation()).isEqualTo(3);
        assertThat(withheld()).isEmpty();
        assertThat(sync(a)).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
    }

    // field failure F5: a move is judged against who holds the partition, never against the claim
    @Test
    void staleClaim_losesToNewerOne() {
        twoStable();

        rejoin("a-1", 1, 0, 1, 2, 3); // a's claim to 1 and 3 is a generation old
        rejoin("b-1", 3, 1, 3);

        assertThat(withheld()).isEmpty();
        assertThat(sync("a-1")).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
    }

    // reference 4.6, C5 and C7
    @Test
    void equalClaims_areWithheldFromBoth() {
        Driver fresh = new Driver(CoordinatorConfig.defaults(), Driver.dealer("range", RebalanceMode.COOPERATIVE));
        fresh.submit(newcomer("x", 3, 0));
        fresh.submit(newcomer("y", 3, 0));
        fresh.pass(3_000);
        fresh.pass(3_000);

        assertThat(assigned(fresh).withheld())
                .containsExactly(new Withheld(new TopicPartition("orders", 0), null, "x-1"));
    }

    // field failure F5: nobody becomes an owner by saying so
    @Test
    void claimOfAGenerationThatNeverWas_losesToAGrant() {
        String a = joinAlone("a");
        sync(a);

        driver.submit(newcomer("b", 999, 1, 3));
        rejoin(a, 1, 0, 1, 2, 3);

        assertThat(withheld()).extracting(Withheld::from).containsOnly(a);
        assertThat(sync("b-1")).isEmpty();
    }

    // the two claim with equal right, but only one of them was granted it
    @Test
    void claimOfTheGrantsOwnGeneration_losesToTheGrant() {
        twoStable();

        driver.submit(newcomer("c", 3, 0));
        rejoin("a-1", 3, 0, 2);
        rejoin("b-1", 3, 1, 3);

        assertThat(withheld()).extracting(Withheld::from).doesNotContainNull().doesNotContain("c-1");
    }

    // invariant S10, twice: however often a member says what it said before it was granted something
    @Test
    void joinsThatKnowNothingOfTheGrant_neverEndIt() {
        twoStable();
        driver.submit(newcomer("c"));
        rejoin("b-1", 2);
        rejoin("a-1", 3, 0, 2);
        assertThat(driver.generation()).isEqualTo(4);
        int[] partOfA = sync("a-1");
        int[] partOfC = sync("c-1");

        driver.crash(); // and the log remembers it
        driver.submit(newcomer("d"));
        rejoin("b-1", 2);
        rejoin("c-1", 4, partOfC);
        rejoin("a-1", 4, partOfA);

        assertThat(driver.generation()).isEqualTo(5);
        for (String other : List.of("a-1", "c-1", "d-1")) {
            assertThat(sync(other))
                    .as("what %s gets of 1 and 3, with which b works", other)
                    .doesNotContain(1, 3);
        }
    }

    @Test
    void joinThatKnowsOfTheGrant_endsItAfterAll() {
        joinsThatKnowNothingOfTheGrant_neverEndIt();

        for (int round = 5; round < 8 && driver.generation() < 8; round++) {
            for (String member : List.of("a-1", "b-1", "c-1", "d-1")) {
                driver.submit(Driver.join(member, owning(round, member.equals("b-1") ? new int[0] : part(member)))
                        .build());
            }
        }

        assertThat(withheld()).isEmpty();
    }

    // field failure D7: absent is not empty
    @Test
    void memberThatDoesNotSayWhatItHolds_holdsWhatItWasGrantedLast() {
        driver.submit(JoinGroupRequest.builder(Driver.GROUP)
                .clientId("a")
                .memberIdRequired(false)
                .protocol("range", versionZero(0))
                .build());
        assertThat(sync("a-1")).containsExactly(0, 1, 2, 3);
        driver.submit(newcomer("b"));
        rejoinVersionZero("a-1", 1);
        assertThat(driver.generation()).isEqualTo(2);
        assertThat(sync("b-1")).isEmpty();
        assertThat(sync("a-1")).containsExactly(0, 2);

        assertThat(driver.state()).isEqualTo("PreparingRebalance"); // it will not rejoin by itself
        rejoinVersionZero("a-1", 2);
        rejoin("b-1", 2);

        assertThat(sync("a-1")).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
    }

    // invariant S14: what is claimed and does not exist costs nothing
    @Test
    void claimsOnWhatThereIsNot_areOfNoConcern() {
        ConsumerSubscription greedy = ConsumerSubscription.of(List.of("orders"))
                .owning(
                        List.of(
                                TopicPartitions.of("orders", 3, 4, Integer.MAX_VALUE),
                                TopicPartitions.of("nowhere", 0, Integer.MAX_VALUE)),
                        0);

        JoinGroupResponse joined =
                driver.ask(Driver.join("", greedy).clientId("a").build());

        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(sync("a-1")).containsExactly(0, 1, 2, 3);
    }

    // design 5: whatever an assignor throws, the leader assigns
    @Test
    void assignorThatThrowsAnError_leavesTheGenerationToTheLeader() {
        Driver broken = Driver.atOnce(new Assignor() {
            @Override
            public String name() {
                return "range";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                throw new AssertionError("a defect of the strategy");
            }
        });

        JoinGroupResponse joined = broken.ask(newcomer("a"));

        assertThat(joined.isLeader()).isTrue();
        assertThat(broken.state()).isEqualTo("CompletingRebalance");
        assertThat(broken.last.events())
                .filteredOn(GroupEvent.AssignorFailed.class::isInstance)
                .hasSize(1);
    }

    @Test
    void joinThatKnowsNothingOfTheLastGrant_doesNotEndIt() {
        twoStable();

        // an old join of b comes late: b never let go of 1 and 3, it had not got them when it sent that
        rejoin("b-1", 2, 0);
        rejoin("a-1", 3, 0, 2);

        assertThat(sync("b-1")).containsExactly(1, 3);
    }

    @Test
    void joinThatKnowsTheLastGrant_endsIt() {
        twoStable();
        driver.submit(newcomer("c"));
        rejoin("b-1", 3);
        rejoin("a-1", 3, 0, 2);

        // three members now: 1 goes to b, 2 to c, and only what a holds is withheld
        assertThat(withheld()).extracting(Withheld::from).containsOnly("a-1");
    }

    // liveness of the barrier: nobody says that he holds it, so nobody will rejoin without it
    @Test
    void withheldFromAnOwnerThatDoesNotKnow_isFollowedUpWhenAllHaveSynced() {
        twoStable();
        driver.submit(newcomer("c"));
        rejoin("b-1", 2); // b speaks of generation 2; it was granted 1 and 3 in generation 3
        rejoin("a-1", 3, 0, 2);
        int generation = driver.generation();
        assertThat(withheld())
                .containsExactly(
                        new Withheld(new TopicPartition("orders", 2), "a-1", "c-1"),
                        new Withheld(new TopicPartition("orders", 3), "b-1", "a-1"));

        sync("a-1");
        sync("b-1");
        assertThat(driver.state()).isEqualTo("Stable");
        sync("c-1");

        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        assertThat(driver.generation()).isEqualTo(generation);
        assertThat(heartbeat("b-1")).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void withheldFromAnOwnerThatDoesNotRejoin_isFollowedUpAfterTheRebalanceTimeout() {
        String a = joinAlone("a");
        driver.submit(newcomer("b"));
        rejoin(a, 1, 0, 1, 2, 3);
        sync(a);
        sync("b-1");

        for (int i = 0; i < 12; i++) {
            driver.pass(5_000);
            heartbeat(a);
            heartbeat("b-1");
        }

        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        assertThat(heartbeat(a)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void ownerThatLeaves_ownsNothing() {
        twoStable();

        driver.submit(LeaveGroupRequest.of(Driver.GROUP, "b-1"));
        rejoin("a-1", 3, 0, 2);

        assertThat(withheld()).isEmpty();
        assertThat(sync("a-1")).containsExactly(0, 1, 2, 3);
    }

    // field failure C8: a restart in the middle of a move must not leave a partition to nobody
    @Test
    void crashWhilePartitionsAreWithheld_rebalances() {
        String a = joinAlone("a");
        driver.submit(newcomer("b"));
        rejoin(a, 1, 0, 1, 2, 3);
        assertThat(withheld()).hasSize(2);

        driver.crash();

        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        assertThat(driver.last.events())
                .filteredOn(GroupEvent.RebalanceStarted.class::isInstance)
                .singleElement()
                .satisfies(e -> assertThat(
                                ((GroupEvent.RebalanceStarted) e).cause().rule())
                        .isEqualTo(RebalanceCause.Rule.FOLLOW_UP));
    }

    @Test
    void crashWhenAllIsAssigned_changesNothing() {
        twoStable();

        driver.crash();

        assertThat(driver.state()).isEqualTo("Stable");
        assertThat(heartbeat("a-1")).isEqualTo(ErrorCode.NONE);
    }

    // KIP-345: a restart that wants nothing new moves nothing, and the next generation knows who holds what
    @Test
    void staticMemberThatRestarts_ownsWhatItsOldProcessOwned() {
        twoStatic();

        driver.submit(restart("b"));
        assertThat(driver.generation()).isEqualTo(3);
        assertThat(sync("b-2")).containsExactly(1, 3);
        driver.submit(newcomer("c"));
        rejoin("a-1", 3, 0, 2);
        rejoin("b-2", 3, 1, 3);

        assertThat(driver.generation()).isEqualTo(4);
        assertThat(withheld())
                .containsExactly(
                        new Withheld(new TopicPartition("orders", 2), "a-1", "c-1"),
                        new Withheld(new TopicPartition("orders", 3), "b-2", "a-1"));
    }

    // invariant S10: its new process said that it holds nothing before it was given back what its old one had
    @Test
    void staticMemberThatIsAbsent_holdsWhatItWasGranted() {
        twoStatic();
        driver.submit(restart("b"));
        assertThat(sync("b-2")).containsExactly(1, 3);

        driver.submit(newcomer("c"));
        rejoin("a-1", 3, 0, 2);
        heartbeatsUntilTheJoinPhaseEnds("b-2");

        assertThat(driver.generation()).isEqualTo(4);
        assertThat(withheld()).extracting(Withheld::from).contains("b-2");
        assertThat(sync("a-1")).doesNotContain(1, 3);
        assertThat(sync("c-1")).doesNotContain(1, 3);
        assertThat(part("b-2")).containsExactly(1);

        driver.crash(); // and the log remembers it
        rejoin("a-1", 4, 0);
        rejoin("c-1", 4);
        heartbeatsUntilTheJoinPhaseEnds("b-2");
        assertThat(driver.generation()).isEqualTo(5);
        assertThat(sync("a-1")).doesNotContain(1, 3);
        assertThat(sync("c-1")).doesNotContain(1, 3);
    }

    @Test
    void staticMemberThatIsAbsent_loosesItAllWhenItIsRemoved() {
        twoStatic();
        driver.submit(new LeaveGroupRequest(Driver.GROUP, List.of(new LeaveGroupRequest.Leaver("", "b", null))));
        rejoin("a-1", 3, 0, 2);

        assertThat(sync("a-1")).containsExactly(0, 1, 2, 3);
    }

    // the old process was to let go of 1 and 3 still; it is fenced, and the new one never had them
    @Test
    void staticMemberThatRestartsInTheMiddleOfAMove_holdsUpNobody() {
        driver.submit(newcomerStatic("a"));
        assertThat(sync("a-1")).containsExactly(0, 1, 2, 3);
        driver.submit(newcomer("b"));
        rejoin("a-1", 1, 0, 1, 2, 3);
        assertThat(withheld()).hasSize(2);
        assertThat(sync("b-1")).isEmpty();

        driver.submit(restart("a"));
        assertThat(driver.state()).isEqualTo("Stable");
        assertThat(sync("a-2")).containsExactly(0, 2);
        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        rejoin("a-2", 2, 0, 2);
        rejoin("b-1", 2);

        assertThat(withheld()).isEmpty();
        assertThat(sync("a-2")).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
    }

    // field failure B3, in the middle of a rebalance
    @Test
    void crashAfterARestartInAJoinPhase_knowsTheNewId() {
        twoStatic();
        driver.submit(newcomer("c"));
        driver.submit(restart("b"));
        assertThat(driver.state()).isEqualTo("PreparingRebalance");

        driver.crash();

        assertThat(heartbeat("b-2")).isEqualTo(ErrorCode.NONE);
        assertThat(part("b-2")).containsExactly(1, 3);
    }

    // a restart that wants something else is a rebalance, in which the new process holds nothing: it has just begun
    @Test
    void staticMemberThatRestartsWithOtherTopics_holdsNothing() {
        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 4, "payments", 1))));
        twoStatic();

        driver.submit(Driver.join("", ConsumerSubscription.of(List.of("orders", "payments")))
                .groupInstanceId("b")
                .build());
        assertThat(driver.state()).isEqualTo("PreparingRebalance");
        rejoin("a-1", 3, 0, 2);

        assertThat(driver.generation()).isEqualTo(4);
        assertThat(withheld()).isEmpty();
    }

    @Test
    void topicThatGrows_rebalancesItsGroup_andNoOther() {
        twoStable();
        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 4, "payments", 9))));
        assertThat(driver.state()).isEqualTo("Stable");

        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 6))));
        assertThat(driver.state()).isEqualTo("PreparingRebalance");
    }

    private static Bytes versionZero(int word) {
        ConsumerSubscription subscription =
                new ConsumerSubscription(List.of("orders"), Bytes.of(new byte[] {(byte) word}), null, -1, null);
        return ConsumerProtocol.writeSubscription(subscription, (short) 0);
    }

    private void rejoinVersionZero(String memberId, int word) {
        driver.submit(JoinGroupRequest.builder(Driver.GROUP)
                .memberId(memberId)
                .protocol("range", versionZero(word))
                .build());
    }

    private int[] part(String memberId) {
        return driver.coordinator.groups().get(0).members().stream()
                .filter(m -> m.memberId().equals(memberId))
                .map(m -> partitions(m.assignment()))
                .findFirst()
                .orElseThrow();
    }

    /** a has 0 and 2, b has 1 and 3, in generation 3. */
    private void twoStable() {
        String a = joinAlone("a");
        driver.submit(newcomer("b"));
        rejoin(a, 1, 0, 1, 2, 3);
        sync(a);
        sync("b-1");
        rejoin(a, 2, 0, 2);
        rejoin("b-1", 2);
        assertThat(sync(a)).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
        assertThat(driver.generation()).isEqualTo(3);
    }

    /** As {@link #twoStable}, but both are static members. */
    private void twoStatic() {
        driver.submit(newcomerStatic("a"));
        driver.submit(newcomerStatic("b"));
        rejoin("a-1", 1, 0, 1, 2, 3);
        sync("a-1");
        sync("b-1");
        rejoin("a-1", 2, 0, 2);
        rejoin("b-1", 2);
        assertThat(sync("a-1")).containsExactly(0, 2);
        assertThat(sync("b-1")).containsExactly(1, 3);
        assertThat(driver.generation()).isEqualTo(3);
    }

    private static JoinGroupRequest newcomerStatic(String instanceId) {
        return Driver.join("", owning(-1)).groupInstanceId(instanceId).build();
    }

    private static JoinGroupRequest restart(String instanceId) {
        return newcomerStatic(instanceId);
    }

    /** The process lives, but joins not. */
    private void heartbeatsUntilTheJoinPhaseEnds(String memberId) {
        int generation = driver.generation();
        for (int i = 0; i < 20 && driver.generation() == generation; i++) {
            driver.pass(3_000);
            if (driver.generation() == generation) {
                heartbeat(memberId);
            }
        }
    }

    private String joinAlone(String clientId) {
        JoinGroupResponse joined = driver.ask(newcomer(clientId));
        return joined.memberId();
    }

    private static JoinGroupRequest newcomer(String clientId, int generation, int... owned) {
        return Driver.join("", owning(generation, owned)).clientId(clientId).build();
    }

    private static JoinGroupRequest newcomer(String clientId) {
        return newcomer(clientId, -1);
    }

    private void rejoin(String memberId, int generation, int... owned) {
        driver.submit(Driver.join(memberId, owning(generation, owned)).build());
    }

    private static ConsumerSubscription owning(int generation, int... owned) {
        return ConsumerSubscription.of(List.of("orders"))
                .owning(owned.length == 0 ? List.of() : List.of(TopicPartitions.of("orders", owned)), generation);
    }

    private int[] sync(String memberId) {
        SyncGroupResponse response = driver.ask(SyncGroupRequest.of(Driver.GROUP, driver.generation(), memberId));
        return partitions(response.assignment());
    }

    private static int[] partitions(Bytes assignment) {
        try {
            return ConsumerProtocol.readAssignment(assignment).partitions().stream()
                    .flatMapToInt(TopicPartitions::partitions)
                    .toArray();
        } catch (MalformedBytesException e) {
            throw new AssertionError(e);
        }
    }

    private ErrorCode heartbeat(String memberId) {
        return driver.ask(HeartbeatRequest.of(Driver.GROUP, driver.generation(), memberId))
                .error();
    }

    private List<Withheld> withheld() {
        return assigned(driver).withheld();
    }

    private static GroupEvent.Assigned assigned(Driver driver) {
        return driver.last.events().stream()
                .filter(GroupEvent.Assigned.class::isInstance)
                .map(GroupEvent.Assigned.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was assigned: " + driver.last));
    }
}
