package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.CoordinatorConfig;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignors.Assignors;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.view.GroupEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hosts that do one thing wrong each: the oracle finds it out, and says what it is. */
class BrokenHostsTest {

    private static List<String> violated(SimulationPlan.Builder plan, GroupHost.Factory host) {
        SimulationPlan broken = plan.host(host).build();
        return LongStream.range(1, 40)
                .mapToObj(seed -> Simulation.run(broken, seed).violations())
                .flatMap(Collection::stream)
                .map(SimulationResult.Violation::invariant)
                .distinct()
                .toList();
    }

    private static SimulationPlan.Builder calm() {
        return SimulationPlan.storm().storm(Duration.ofSeconds(20), 0, Duration.ZERO);
    }

    /** The cooperative assignor under another mode: the coordinator keeps no barrier. */
    private static final class Impatient implements Assignor {

        private final Assignor target = Assignors.named("cooperative-sticky");

        @Override
        public String name() {
            return target.name();
        }

        @Override
        public RebalanceMode mode() {
            return RebalanceMode.EAGER;
        }

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            return target.assign(input);
        }
    }

    @Test
    void coordinatorWithoutABarrier_movesTooSoon() {
        assertThat(violated(
                        SimulationPlan.storm(),
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public List<Assignor> assignors() {
                                return List.of(new Impatient());
                            }
                        })))
                .contains("S10");
    }

    /** Forgets the last offset that was stored. */
    @Test
    void logThatLostItsEnd_isNotWhatWasStored() {
        assertThat(violated(
                        SimulationPlan.storm(),
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public List<GroupRecord> log() {
                                List<GroupRecord> log = super.log();
                                return log.subList(0, Math.max(0, log.size() - 1));
                            }
                        })))
                .contains("S16");
    }

    @Test
    void logOfOtherWords_isNotWhatTheCoordinatorKnows() {
        assertThat(violated(
                        calm(),
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public void append(List<GroupRecord> records) throws JournalException {
                                super.append(records.stream()
                                        .map(BrokenHostsTest::later)
                                        .toList());
                            }
                        })))
                .containsExactly("S16");
    }

    private static GroupRecord later(GroupRecord record) {
        return record.value() instanceof RecordValue.ClassicGroup g
                ? new GroupRecord(
                        record.key(),
                        new RecordValue.ClassicGroup(
                                g.protocolType(),
                                g.protocolName(),
                                g.generationId(),
                                g.leader(),
                                g.coordinatorAssigned(),
                                g.stateSinceMs() + 1,
                                g.members()))
                : record;
    }

    @Test
    void withheldPartitions_keptQuiet_areIdleInSilence() {
        assertThat(violated(
                        SimulationPlan.storm(),
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public void happened(List<GroupEvent> events) {
                                super.happened(events.stream()
                                        .map(event -> event instanceof GroupEvent.Assigned a
                                                ? with(a, List.of(), a.members())
                                                : event)
                                        .toList());
                            }
                        })))
                .containsExactly("S18");
    }

    @Test
    void idleMembers_withoutAReason_areIdleInSilence() {
        SimulationPlan.Builder plan = calm().members(8); // for six partitions
        assertThat(violated(
                        plan,
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public void happened(List<GroupEvent> events) {
                                super.happened(events.stream()
                                        .map(event -> event instanceof GroupEvent.Assigned a
                                                ? with(
                                                        a,
                                                        a.withheld(),
                                                        a.members().stream()
                                                                .map(m -> new GroupEvent.MemberPart(
                                                                        m.memberId(), m.partitions(), null))
                                                                .toList())
                                                : event)
                                        .toList());
                            }
                        })))
                .containsExactly("S18");
    }

    private static GroupEvent with(
            GroupEvent.Assigned a, List<GroupEvent.Withheld> withheld, List<GroupEvent.MemberPart> members) {
        return new GroupEvent.Assigned(
                a.groupId(), a.generationId(), members, withheld, withheld.size(), a.moves(), a.assignMs());
    }

    private static final class Hurried extends TamperedSite {
        Hurried(GroupHost.Site site) {
            super(site);
        }

        @Override
        public CoordinatorConfig config() {
            return CoordinatorConfig.builder()
                    .groupInitialRebalanceDelay(Duration.ZERO)
                    .groupMinSessionTimeout(Duration.ofMillis(1))
                    .build();
        }
    }

    @Test
    void startWithoutADelay_makesAGenerationForEach() {
        assertThat(violated(calm(), site -> new EmbeddedHost(new Hurried(site))))
                .containsExactly("L5");
    }

    /** Refuses for a while, if it finds something in its log: longer than a request that nobody answers takes. */
    @Test
    void coordinatorThatTakesItsTime_isFoundTooLate() {
        assertThat(violated(calm(), Dreamer::new)).containsExactly("L8");
    }

    private static final class Dreamer extends EmbeddedHost {
        private final long deafUntilMs;

        Dreamer(Site site) {
            super(site);
            deafUntilMs = site.clock().nowMs() + (site.log().isEmpty() ? 0 : 5_500);
        }

        @Override
        public void handle(long ticket, GroupRequest<?> request) {
            if (site().clock().nowMs() >= deafUntilMs) {
                super.handle(ticket, request);
            } else {
                site().reply(new Reply(ticket, request, request.refusedWith(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)));
            }
        }
    }

    // field failure B9: whoever was replaced must learn of it
    @Test
    void replacedProcess_thatIsToldThatAllIsWell_isTakenForAMember() {
        SimulationPlan.Builder plan = SimulationPlan.storm().staticMembers(4);
        assertThat(violated(
                        plan,
                        site -> new EmbeddedHost(new TamperedSite(site) {
                            @Override
                            public void reply(Reply reply) {
                                boolean isFenced = reply.request() instanceof HeartbeatRequest
                                        && reply.response().error() == ErrorCode.FENCED_INSTANCE_ID;
                                super.reply(
                                        isFenced
                                                ? new Reply(
                                                        reply.ticket(),
                                                        reply.request(),
                                                        new HeartbeatResponse(ErrorCode.NONE))
                                                : reply);
                            }
                        })))
                .contains("S7");
    }

    private static final class Silent extends TamperedSite {
        Silent(GroupHost.Site site) {
            super(site);
        }

        @Override
        public void happened(List<GroupEvent> events) {
            // nobody's business
        }
    }

    @Test
    void host_thatTellsNoEvents_isNotHeldToThem_andTheResultSaysSo() {
        assertThat(violated(SimulationPlan.storm(), site -> new EmbeddedHost(new Silent(site))))
                .isEmpty();
        SimulationResult result = Simulation.run(Storms.of(0, site -> new EmbeddedHost(new Silent(site))), 0);
        assertThat(result.faultCount()).isPositive();
        assertThat(result.unchecked()).containsOnlyKeys("L2", "L3", "L4", "S2", "S14", "S17", "S18", "S22");
        assertThat(Simulation.run(Storms.of(0), 0).unchecked()).isEmpty();
    }

    /** A host that forwards, and shows nothing. */
    private record Closed(EmbeddedHost host) implements GroupHost {
        @Override
        public void handle(long ticket, GroupRequest<?> request) {
            host.handle(ticket, request);
        }

        @Override
        public void cancel(long ticket) {
            host.cancel(ticket);
        }

        @Override
        public void topicsChanged(TopicCatalog topics) {
            host.topicsChanged(topics);
        }

        @Override
        public void advance() {
            host.advance();
        }

        @Override
        public long nextDeadlineMs() {
            return host.nextDeadlineMs();
        }

        @Override
        public void resign() {
            host.resign();
        }
    }

    @Test
    void host_thatShowsNoCoordinator_isNotLookedInto_andTheResultSaysSo() {
        SimulationResult result = Simulation.run(
                calm().host(site -> new Closed(new EmbeddedHost(site))).build(), 0);
        assertThat(result.violations()).isEmpty();
        assertThat(result.unchecked()).containsOnlyKeys("S14", "S16");
    }

    @Test
    void silentHost_thatStartsWithoutADelay_makesAGenerationForEach() {
        assertThat(violated(calm(), site -> new EmbeddedHost(new Hurried(new Silent(site)))))
                .containsExactly("L5");
    }
}
