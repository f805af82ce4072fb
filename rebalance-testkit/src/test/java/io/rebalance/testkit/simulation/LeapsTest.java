package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebalance.assignors.Assignors;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Years are simulated in two lanes: one plays every heartbeat, the other leaves out stretches in which nothing else happens.
 * Both must tell the same story, and leave the coordinator in the same state, each deadline as far away.
 */
class LeapsTest {

    /** A host that is remembered, to be looked at when all is over. */
    private static final class Watched {
        private final List<GroupHost.Site> sites = new ArrayList<>();
        private final List<EmbeddedHost> hosts = new ArrayList<>();

        GroupHost start(GroupHost.Site site) {
            EmbeddedHost host = new EmbeddedHost(site);
            sites.add(site);
            hosts.add(host);
            return host;
        }

        /** The state of the last coordinator, without times of day; and when it is to be woken, from now. */
        String lastState() {
            EmbeddedHost host = hosts.get(hosts.size() - 1);
            long nowMs = sites.get(sites.size() - 1).clock().nowMs();
            StringBuilder state = new StringBuilder();
            for (GroupView group : host.coordinator().groups()) {
                state.append(group.groupId())
                        .append(' ')
                        .append(group.state())
                        .append(' ')
                        .append(group.generationId());
                for (MemberView member : group.members()) {
                    state.append('\n').append(member);
                }
            }
            return state + "\nnext in " + (host.nextDeadlineMs() - nowMs) + " ms";
        }
    }

    static Stream<SimulationPlan.Builder> plans() {
        return Stream.of(
                SimulationPlan.quiet(Duration.ofDays(2)).name("quiet"),
                SimulationPlan.quiet(Duration.ofHours(12))
                        .name("no records")
                        .records(Duration.ofDays(30), Duration.ofMillis(5)),
                SimulationPlan.quiet(Duration.ofHours(12))
                        .name("eager")
                        .assignor(io.rebalance.assignors.Assignors.named("range")),
                SimulationPlan.quiet(Duration.ofDays(1))
                        .name("static")
                        .members(4)
                        .staticMembers(2),
                SimulationPlan.quiet(Duration.ofHours(12))
                        .name("a leader assigns")
                        .coordinatorAssigns(false),
                SimulationPlan.quiet(Duration.ofHours(12))
                        .name("often")
                        .storm(Duration.ofHours(12), 0, Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyHeartbeatAndOnlySome_anySeed_tellTheSame(SimulationPlan.Builder builder) {
        for (long seed = 1; seed <= 6; seed++) {
            Watched watched = new Watched();
            SimulationResult every = Simulation.runWithTranscript(
                    builder.coalesces(false).host(watched::start).build(), seed);
            String everyState = watched.lastState();
            SimulationResult some = Simulation.runWithTranscript(
                    builder.coalesces(true).host(watched::start).build(), seed);
            String which = every.plan().name() + ", seed " + seed;

            assertThat(some.transcript().replace(" coalesces=yes", ""))
                    .as(which)
                    .isEqualTo(every.transcript())
                    .isNotEmpty();
            assertThat(every.violations()).as(which).isEmpty();
            assertThat(some.violations()).as(which).isEmpty();
            assertThat(watched.lastState()).as(which).isEqualTo(everyState);
            assertThat(some.durationMs()).as(which).isEqualTo(every.durationMs());
            assertThat(some.convergedMs()).as(which).isEqualTo(every.convergedMs());
            assertThat(some.struck()).as(which).isEqualTo(every.struck());
            assertThat(some.spans()).as(which).isEqualTo(every.spans());
            assertThat(some.lives()).as(which).isEqualTo(every.lives());
            assertThat(some.stoodStillMs()).as(which).isEqualTo(every.stoodStillMs());
            assertThat(some.records()).as(which).isEqualTo(every.records());
            assertThat(some.duplicates()).as(which).isEqualTo(every.duplicates());
        }
    }

    @Test
    void intervalsThatDoNotGoIntoAMinute_areRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.builder()
                        .session(Duration.ofSeconds(45), Duration.ofSeconds(7))
                        .coalesces(true)
                        .build())
                .withMessageContaining("heartbeat interval 7000 ms");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        SimulationPlan.builder().clocks(1, -1).coalesces(true).build())
                .withMessageContaining("must not drift");
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.quiet(Duration.ofDays(1))
                        .storm(Duration.ofDays(1), 1, Duration.ofDays(1))
                        .coalesces(true)
                        .build())
                .withMessageContaining("messages must not suffer");
    }

    @Test
    void sessionLongerThanThePollInterval_heartbeatShorter_comesToRest() {
        SimulationPlan plan = SimulationPlan.storm()
                .session(Duration.ofSeconds(20), Duration.ofMillis(3_390))
                .maxPollInterval(Duration.ofMillis(3_400))
                .build();

        for (long seed = 1; seed <= 20; seed++) {
            assertThat(Simulation.run(plan, seed).violations()).isEmpty();
        }
    }

    @Test
    void partsThatDoNotGoTogether_areRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.builder()
                        .session(Duration.ofSeconds(3), Duration.ofSeconds(3))
                        .build())
                .withMessageContaining("must be less than the session timeout, 3000 ms, was 3000 ms");
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.storm()
                        .session(Duration.ofSeconds(20), Duration.ofSeconds(4))
                        .maxPollInterval(Duration.ofSeconds(4))
                        .build())
                .withMessage("heartbeat interval must be less than the poll interval that is allowed, 4000 ms, in which"
                        + " members must come to a rebalance, was 4000 ms");
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.builder()
                        .alternative(Assignors.named("range"))
                        .build())
                .withMessage(
                        "the alternative must have the mode COOPERATIVE and a name other than cooperative-sticky, was"
                                + " range, EAGER");
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulationPlan.builder().staticMembers(4).build())
                .withMessageContaining("staticMembers must be at most 3");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        SimulationPlan.builder().topics(Map.of("orders", -1)).build())
                .withMessageContaining("were {orders=-1}");
    }
}
