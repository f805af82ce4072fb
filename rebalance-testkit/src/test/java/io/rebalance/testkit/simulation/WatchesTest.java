package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.GroupCoordinator;
import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.GroupEvent.GenerationStarted;
import io.rebalance.view.GroupEvent.MemberRemoved;
import io.rebalance.view.GroupEvent.RebalanceStarted;
import io.rebalance.view.RebalanceCause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each watch of the oracle, shown what it must not let pass. */
class WatchesTest {

    private static final RebalanceCause CAUSE =
            new RebalanceCause(RebalanceCause.Rule.MEMBER_JOINED, RebalanceCause.Input.JOIN, 0, "a", -1, "");

    private final World world = SampleWorlds.calm();
    private final PhaseWatch phases = new PhaseWatch(world, world.oracle);

    // Join phases

    private void phase(long lastsMs, List<String> members, String... joined) {
        phases.happened(0, new RebalanceStarted("group", 1, CAUSE), List.of());
        SampleWorlds.pass(world, lastsMs);
        List<JoinGroupRequest> joining = new ArrayList<>();
        for (String memberId : joined) {
            joining.add(JoinGroupRequest.builder("group").memberId(memberId).build());
        }
        phases.happened(
                0, new GenerationStarted("group", 2, "range", null, members, List.of(CAUSE), 1, lastsMs), joining);
    }

    @Test
    void joinPhase_longerThanTheRebalanceTimeout_breaksL4() {
        phase(1_000, List.of("a"), "a");
        phases.happened(0, new RebalanceStarted("group", 1, CAUSE), List.of());
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs + 50);
        assertThatCode(phases::look).doesNotThrowAnyException();
        SampleWorlds.pass(world, 100);
        assertThatThrownBy(phases::look).hasMessageContaining("L4");
    }

    @Test
    void joinPhase_thatWaitsToItsEndForTheSameAgain_breaksL4() {
        long timeoutMs = world.plan.maxPollIntervalMs;
        phase(1_000, List.of("a", "i"), "a", "i");
        phase(timeoutMs, List.of("a", "i"), "a");
        assertThatThrownBy(() -> phase(timeoutMs, List.of("a", "i"), "a"))
                .hasMessageContaining("L4")
                .hasMessageContaining("i is waited for to the end, for the second time in a row");
    }

    @Test
    void joinPhase_thatWaitsForAnother_orNotToItsEnd_isWell() {
        long timeoutMs = world.plan.maxPollIntervalMs;
        phase(1_000, List.of("a", "b", "i"), "a", "b", "i");
        phase(timeoutMs, List.of("a", "b", "i"), "a", "b");
        phase(timeoutMs, List.of("a", "b", "i"), "a", "i");
        phase(1_000, List.of("a", "b", "i"), "a", "i");
        assertThatCode(() -> phase(timeoutMs, List.of("a", "b", "i"), "a", "i")).doesNotThrowAnyException();
    }

    @Test
    void joinPhase_afterAnotherCoordinatorCame_beginsAnew() {
        phases.happened(0, new RebalanceStarted("group", 1, CAUSE), List.of());
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs);
        phases.loaded(1);
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs);
        assertThatCode(phases::look).doesNotThrowAnyException();
    }

    // Generations

    private static void follows(GenerationWatch generations, RebalanceCause.Rule rule, int generationId) {
        RebalanceCause cause = new RebalanceCause(rule, RebalanceCause.Input.JOIN, 0, "a", -1, "");
        generations.happened(0, new RebalanceStarted("group", generationId, cause));
        generations.happened(
                0, new GenerationStarted("group", generationId, "range", null, List.of("a"), List.of(cause), 1, 5));
    }

    @Test
    void generation_ofOneWhoIsToldThatItWentOnWithoutHim_disturbsOnce() {
        GenerationWatch generations = new GenerationWatch(world, world.oracle);
        generations.loaded(0);
        generations.goneOnWithout("a");
        generations.goesOnWith("a"); // and then not
        follows(generations, RebalanceCause.Rule.METADATA_CHANGED, 1);
        follows(generations, RebalanceCause.Rule.METADATA_CHANGED, 2);
        assertThatThrownBy(() -> generations.checkFollowing(1)).hasMessageContaining("L2");

        generations.goneOnWithout("a");
        follows(generations, RebalanceCause.Rule.METADATA_CHANGED, 3);
        generations.checkFollowing(1);

        follows(generations, RebalanceCause.Rule.METADATA_CHANGED, 4);
        assertThatThrownBy(() -> generations.checkFollowing(1)).hasMessageContaining("L2");
    }

    @Test
    void generations_ofTheSameMembersAgainAndAgain_whateverTheCoordinatorSays_breakL2() {
        world.isStorming = false;
        GenerationWatch generations = new GenerationWatch(world, world.oracle);
        generations.stored(SampleGenerations.led(1), 0, Set.of());
        generations.stored(SampleGenerations.led(1, 0), 1, Set.of("a"));
        generations.stored(SampleGenerations.led(2), 1, Set.of("a"));
        assertThatCode(() -> generations.checkFollowing(1))
                .as("one followed, and there may have been a reason that the log does not tell")
                .doesNotThrowAnyException();
        generations.stored(SampleGenerations.led(3), 2, Set.of("a"));
        generations.happened(0, new RebalanceStarted("group", 3, CAUSE)); // so it says
        assertThatThrownBy(() -> generations.checkFollowing(1)).hasMessageContaining("L2");
        generations.stored(SampleGenerations.led(4), 3, Set.of("a", "b"));
        assertThatCode(() -> generations.checkFollowing(1)).doesNotThrowAnyException();
    }

    private GenerationStarted started(int generation) {
        return new GenerationStarted("group", generation, "range", null, List.of("a"), List.of(CAUSE), 1, 0);
    }

    @Test
    void generations_thatDoNotFollowByOne_breakS4() {
        GenerationWatch generations = new GenerationWatch(world, world.oracle);
        generations.loaded(1);
        generations.happened(1, started(1));
        generations.happened(1, started(2));
        generations.happened(0, started(1)); // of a coordinator that is not in charge any more
        assertThatThrownBy(() -> generations.happened(1, started(4)))
                .hasMessageContaining("S4")
                .hasMessageContaining("generation 4 follows generation 2");
        assertThatThrownBy(() -> generations.happened(1, started(2))).hasMessageContaining("S4");

        generations.happened(1, new GroupEvent.StoreFailed(ErrorCode.NOT_COORDINATOR, 1, 1));
        assertThatCode(() -> generations.happened(1, started(2)))
                .as("it was taken back, and came again")
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> generations.happened(1, started(2))).hasMessageContaining("S4");
    }

    // invariant S6
    @Test
    void strategy_onWhichTheMembersDoNotAgree_breaksS6() {
        assertThatCode(() -> choose("x", List.of("x", "y"), List.of("y", "x"), List.of("x", "y")))
                .doesNotThrowAnyException();
        assertThatCode(() -> choose("y", List.of("x", "y"), List.of("y", "x")))
                .as("as many votes")
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> choose("y", List.of("x", "y"), List.of("y", "x"), List.of("x", "y")))
                .hasMessageContaining("S6")
                .hasMessageContaining("x=2");
        assertThatThrownBy(() -> choose("x", List.of("x", "y"), List.of("y")))
                .as("one does not offer it")
                .hasMessageContaining("S6");
    }

    @SafeVarargs
    private void choose(String chosen, List<String>... offered) {
        List<RecordValue.ClassicMember> members = new ArrayList<>();
        for (List<String> names : offered) {
            RecordValue.ClassicMember member =
                    SampleGenerations.member("m" + members.size(), null, new int[] {}, new int[] {}, -1);
            Bytes says = member.protocols().get(0).metadata();
            members.add(new RecordValue.ClassicMember(
                    member.memberId(),
                    null,
                    "c",
                    "h",
                    1,
                    1,
                    names.stream().map(name -> new JoinProtocol(name, says)).toList(),
                    member.assignment(),
                    List.of()));
        }
        new LogWatch(world.oracle).stored(new RecordValue.ClassicGroup("consumer", chosen, 1, "m0", true, 0, members));
    }

    // What nobody has

    @Test
    void withheldPartition_thatNobodySeesTo_breaksS18() {
        IdleWatch idle = new IdleWatch(world, world.oracle);
        idle.stored(SampleGenerations.withheld(1));
        idle.happened(0, SampleGenerations.assignedWithheld(1));
        SampleWorlds.pass(world, world.plan.maxPollIntervalMs);
        assertThatCode(idle::look).doesNotThrowAnyException();
        SampleWorlds.pass(world, 1_000);
        assertThatThrownBy(idle::look).hasMessageContaining("S18");

        idle.happened(0, new RebalanceStarted("group", 1, CAUSE));
        assertThatCode(idle::look).doesNotThrowAnyException();
    }

    // field failure E8
    @Test
    void leader_thatGivesNobodyAnything_breaksS2() {
        IdleWatch idle = new IdleWatch(world, world.oracle);
        idle.stored(SampleGenerations.led(1, 0, 1));
        assertThatCode(() -> idle.happened(0, SampleGenerations.assignedByLeader(1, 2)))
                .doesNotThrowAnyException();
        idle.stored(SampleGenerations.led(2));
        assertThatThrownBy(() -> idle.happened(0, SampleGenerations.assignedByLeader(2, 0)))
                .hasMessageContaining("S2");
    }

    @Test
    void leader_thatMayNotKnowOfTheOnlyTopicYet_isWell() {
        World two = SampleWorlds.of(SimulationPlan.storm()
                .topics(Map.of("invoices", 3, "orders", 6)) // of which the last comes and goes
                .build());
        IdleWatch idle = new IdleWatch(two, two.oracle);
        idle.stored(SampleGenerations.led(2));
        assertThatCode(() -> idle.happened(0, SampleGenerations.assignedByLeader(2, 0)))
                .doesNotThrowAnyException();
    }

    @Test
    void leader_thatNobodyIs_sinceAStaticOneCameBackAsAnOldClient_isBlind() {
        LogWatch log = world.oracle.log();
        log.stored(SampleGenerations.led(1, 0));
        log.joined(
                new JoinGroupResponse(ErrorCode.NONE, 1, "consumer", "cooperative-sticky", "a", false, "a", List.of()));
        assertThat(log.isLedBlindly()).isFalse();
        log.joined(new JoinGroupResponse(
                ErrorCode.NONE, 1, "consumer", "cooperative-sticky", "a-before", false, "a", List.of()));
        assertThat(log.isLedBlindly()).isTrue();
    }

    @Test
    void generation_assignedByASyncOfAnEarlierRound_isLedBlindly() {
        world.workers.add(new Worker(world, 0));
        world.startBroker();
        Worker worker = world.workers.get(0);
        worker.start();
        SampleWorlds.pass(world, 20_000); // its first two messages were joins
        world.isStorming = false;
        assertThat(isLedBlindly(worker, 3)).isFalse();
        assertThat(isLedBlindly(worker, 1)).isTrue();
        assertThat(isLedBlindly(worker, 3)).isFalse();
    }

    private boolean isLedBlindly(Worker worker, long message) {
        Broker broker = world.broker().orElseThrow();
        int generation = world.oracle.log().generation() + 1;
        GroupRequest<?> sync = new SyncGroupRequest(World.GROUP, generation, "a", null, null, null, List.of(), false);
        world.oracle.asked(
                broker,
                1,
                new Network.Sent(worker, worker.incarnation(), new Network.Line(broker), message, message, sync));
        world.oracle.stored(
                broker, new GroupRecord(new RecordKey.Group(World.GROUP), SampleGenerations.led(generation, 0)));
        return world.oracle.log().isLedBlindly();
    }

    // How many wait

    @Test
    void answers_moreThanMembersAndOne_breakS14() {
        Broker broker = new Broker(world, 0);
        assertThatCode(() -> world.oracle.handled(broker, 5, 3, 5))
                .as("a host that does not tell of members")
                .doesNotThrowAnyException();
        world.oracle.happened(broker, new GroupEvent.MemberJoined("group", "a", "c"));
        assertThatCode(() -> world.oracle.handled(broker, 4, 3, 0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> world.oracle.handled(broker, 5, 3, 0)).hasMessageContaining("S14");
    }

    @Test
    void requestsThatWait_moreThanMembers_breakS14() {
        Broker broker = new Broker(world, 0);
        world.oracle.happened(broker, new GroupEvent.MemberJoined("group", "a", "c"));
        assertThatCode(() -> world.oracle.handled(broker, 0, 1, 1)).doesNotThrowAnyException();
        world.oracle.happened(broker, new MemberRemoved("group", "a", Departure.LEFT, ""));
        assertThatThrownBy(() -> world.oracle.handled(broker, 0, 1, 1)).hasMessageContaining("S14");
    }

    @Test
    void idThatWasHandedOutAndIsLeft_atRest_breaksS14() {
        Broker broker = world.startBroker();
        Network.Line line = new Network.Line(broker);
        JoinGroupRequest newcomer = JoinGroupRequest.builder(World.GROUP)
                .memberIdRequired(true)
                .sessionTimeoutMs(10_000)
                .rebalanceTimeoutMs(10_000)
                .protocol("range", Bytes.EMPTY)
                .build();
        broker.receive(new Network.Sent(new Worker(world, 0), 1, line, 1, 1, newcomer));
        assertThatThrownBy(world.oracle::checkAtRest)
                .hasMessageContaining("S14")
                .hasMessageContaining("pendingCount=1");
    }

    // Who leads

    @Test
    void leaders_twoOfAGeneration_breakS5() {
        Broker broker = new Broker(world, world.term());
        leads(broker, "a", null, 1);
        leads(broker, "a", null, 1);
        leads(broker, "b", null, 2);
        leads(new Broker(world, world.term()), "b", null, 2);
        assertThatThrownBy(() -> leads(broker, "c", null, 2))
                .hasMessageContaining("S5")
                .hasMessageContaining("b leads generation 2, and so does c");
    }

    @Test
    void leader_thatStartsAgainUnderItsInstanceId_isTheSameOne() {
        Broker broker = new Broker(world, world.term());
        leads(broker, "i-1", "i", 1);
        assertThatCode(() -> leads(broker, "i-2", "i", 1)).doesNotThrowAnyException();
    }

    private void leads(Broker broker, String memberId, @Nullable String instanceId, int generation) {
        JoinGroupRequest request = JoinGroupRequest.builder(World.GROUP)
                .memberId(memberId)
                .groupInstanceId(instanceId)
                .build();
        JoinGroupResponse response = new JoinGroupResponse(
                ErrorCode.NONE, generation, "consumer", "range", memberId, false, memberId, List.of());
        Network.Sent sent = new Network.Sent(new Worker(world, 0), 1, new Network.Line(broker), 1, 1, request);
        world.oracle.answered(broker, new Reply(1, request, response), sent);
    }

    // How often somebody asks

    @Test
    void requests_withoutAPause_breakL8() {
        Worker worker = new Worker(world, 0);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        world.oracle.asks(worker, new HeartbeatRequest(World.GROUP, 1, "a", null));
                        SampleWorlds.pass(world, 4);
                    }
                })
                .hasMessageContaining("L8");
    }

    @Test
    void requests_ofWhomHisApplicationSendsHereAndThere_areWell() {
        Worker worker = new Worker(world, 0);
        assertThatCode(() -> {
                    for (int i = 0; i < 100; i++) {
                        world.oracle.changesItsMind(worker, 0);
                        world.oracle.asks(worker, new HeartbeatRequest(World.GROUP, 1, "a", null));
                        SampleWorlds.pass(world, 4);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void lookups_withoutAPause_breakL8() {
        Worker worker = new Worker(world, 0);
        for (int i = 0; i < 20; i++) {
            world.oracle.looksUp(worker);
            SampleWorlds.pass(world, 100);
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        world.oracle.looksUp(worker);
                    }
                })
                .hasMessageContaining("L8");
    }

    /** Looks for the coordinator again and again, each time so much later. */
    private void lookUp(long... afterMs) {
        Worker worker = new Worker(world, 0);
        world.oracle.looksUp(worker);
        for (int i = 0; i < 20; i++) {
            SampleWorlds.pass(world, afterMs[i % afterMs.length]);
            world.oracle.looksUp(worker);
        }
    }

    @Test
    void lookups_withoutChance_breakL8() {
        assertThatThrownBy(() -> lookUp(100, 200, 400, 800, 1_000))
                .hasMessageContaining("L8")
                .hasMessageContaining("of 20 back-offs, 20 were without chance");
    }

    @Test
    void lookups_withSomeChance_orAfterSomethingWasFound_areWell() {
        assertThatCode(() -> lookUp(97, 210, 400, 800, 1_000, 1_007)).doesNotThrowAnyException();
        Worker worker = new Worker(world, 1);
        assertThatCode(() -> {
                    for (int i = 0; i < 100; i++) {
                        world.oracle.looksUp(worker);
                        world.oracle.found(worker);
                        SampleWorlds.pass(world, 100);
                    }
                })
                .doesNotThrowAnyException();
    }

    // field failure E15
    @Test
    void processInAGroup_thatGivesNoSignOfLife_breaksL3() {
        world.startBroker();
        Worker worker = new Worker(world, 0);
        world.workers.add(worker);
        worker.start();
        SampleWorlds.pass(world, 20_000);
        World later = SampleWorlds.calm();
        SampleWorlds.pass(later, 20_000);
        PaceWatch pace = new PaceWatch(later, later.oracle);
        assertThatCode(() -> pace.looks(worker)).doesNotThrowAnyException();

        SampleWorlds.pass(later, 10_000);
        assertThatThrownBy(() -> pace.looks(worker)).hasMessageContaining("L3").hasMessageContaining("STABLE");

        worker.pause(60_000);
        assertThatCode(() -> pace.looks(worker))
                .as("who stands still has no say")
                .doesNotThrowAnyException();
    }

    // What somebody wants

    // field failure E9
    @Test
    void partition_ofATopicThatTheProcessHasGivenUp_breaksS3() {
        Worker worker = new Worker(world, 0);
        Ownership ownership = new Ownership(new TopicPartition("returns", 0), 1, 1);
        assertThatThrownBy(() -> world.oracle.ordered(worker, new MemberOrder.Assigned(1, List.of(ownership), 1)))
                .hasMessageContaining("S3");
    }

    // field failure E13
    @Test
    void subscription_thatTheGroupDoesNotKnow_isNotWanted() {
        LogWatch log = new LogWatch(world.oracle);
        log.stored(SampleGenerations.withheld(1));
        assertThat(log.isWanted("a", topics("orders"))).isTrue();
        assertThat(log.isWanted("a", topics("orders", "returns"))).isFalse();
        assertThat(log.isWanted("a", topics("returns"))).isFalse();
        assertThat(log.isWanted("a", topics())).isFalse();
        assertThat(log.isWanted("c", topics("orders"))).isFalse();
    }

    private static Set<String> topics(String... topics) {
        return new HashSet<>(List.of(topics));
    }

    // Compaction

    private static GroupRecord offset(int partition, long value) {
        return new GroupRecord(
                new RecordKey.Offset("g", "orders", partition),
                value < 0 ? null : new CommittedOffset(value, -1, "", 0, CommittedOffset.NEVER, value));
    }

    // invariant S16
    @Test
    void compacted_anySeed_isALegalRestOfTheLogAndSaysTheSame() {
        List<GroupRecord> log = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            log.add(offset(i * 7 % 5, i % 11 == 3 || i > 57 ? -1 : i));
        }
        Set<Integer> sizes = new HashSet<>();
        boolean hasTombstone = false;
        boolean hasNone = false;
        for (long seed = 0; seed < 200; seed++) {
            List<GroupRecord> left = ReplayWatch.compacted(log, seed, 1);
            sizes.add(left.size());
            hasTombstone |= left.stream().anyMatch(GroupRecord::isTombstone);
            hasNone |= left.stream().noneMatch(GroupRecord::isTombstone);
            List<GroupRecord> rest = new ArrayList<>(log);
            for (GroupRecord record : left) {
                int at = rest.indexOf(record);
                assertThat(at).as("in order").isNotNegative();
                rest = rest.subList(at + 1, rest.size());
            }
            assertThat(snapshot(left)).isEqualTo(snapshot(log));
        }
        assertThat(sizes).hasSizeGreaterThan(20).contains(log.size());
        assertThat(hasTombstone && hasNone).as("tombstones stay, and go").isTrue();
    }

    private static List<GroupRecord> snapshot(List<GroupRecord> log) {
        GroupCoordinator coordinator = GroupCoordinator.builder().build();
        log.forEach(coordinator::replay);
        return coordinator.snapshot().toList();
    }
}
