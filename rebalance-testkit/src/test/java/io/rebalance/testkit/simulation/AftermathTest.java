package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a group at rest is asked to do: to bear a restart, another coordinator, and the end. Hosts that do not let it are found. */
class AftermathTest {

    private static SimulationPlan.Builder calm() {
        return SimulationPlan.storm().storm(Duration.ofSeconds(20), 0, Duration.ZERO);
    }

    private static List<SimulationResult.Violation> play(SimulationPlan.Builder plan) {
        return Simulation.run(plan.build(), 1).violations();
    }

    private abstract static class Meddler implements GroupHost {
        private final GroupHost host;

        Meddler(Site site) {
            host = new EmbeddedHost(site);
        }

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
    void group_ofEachKind_bearsIt() {
        assertThat(play(calm())).isEmpty();
        assertThat(play(calm().members(1))).isEmpty();
        assertThat(play(calm().staticMembers(4))).isEmpty();
        assertThat(play(calm().staticMembers(2).coordinatorAssigns(false))).isEmpty();
    }

    /** Moves each newcomer to another rack. */
    private static final class Mover extends Meddler {
        Mover(Site site) {
            super(site);
        }

        @Override
        public void handle(long ticket, GroupRequest<?> request) {
            super.handle(ticket, request instanceof JoinGroupRequest join ? moved(join, "rack " + ticket) : request);
        }

        private static JoinGroupRequest moved(JoinGroupRequest join, String rack) {
            JoinProtocol offered = join.protocols().get(0);
            try {
                ConsumerSubscription says = ConsumerProtocol.readSubscription(offered.metadata());
                Bytes metadata = ConsumerProtocol.writeSubscription(
                        new ConsumerSubscription(
                                says.topics(), says.userData(), says.ownedPartitions(), says.generationId(), rack),
                        ConsumerProtocol.HIGHEST_VERSION);
                return new JoinGroupRequest(
                        join.groupId(),
                        join.memberId(),
                        join.groupInstanceId(),
                        join.clientId(),
                        join.clientHost(),
                        join.protocolType(),
                        List.of(new JoinProtocol(offered.name(), metadata)),
                        join.sessionTimeoutMs(),
                        join.rebalanceTimeoutMs(),
                        join.memberIdRequired(),
                        join.canSkipAssignment(),
                        join.reason());
            } catch (MalformedBytesException e) {
                throw new AssertionError(e);
            }
        }
    }

    // KIP-345
    @Test
    void staticProcess_thatComesBackAsAnother_costsAGeneration() {
        List<SimulationResult.Violation> found = play(calm().staticMembers(4).host(Mover::new));

        assertThat(found).extracting(SimulationResult.Violation::invariant).containsExactly("L2");
        assertThat(found.get(0).detail()).contains("a static process was started again within its session");
    }

    /** Answers some who leave, and does nothing. */
    private static final class Keeper extends Meddler {
        private final Site site;
        private final String keeps;

        /** @param keeps how the ids begin of those that it keeps */
        Keeper(Site site, String keeps) {
            super(site);
            this.site = site;
            this.keeps = keeps;
        }

        @Override
        public void handle(long ticket, GroupRequest<?> request) {
            if (request instanceof LeaveGroupRequest leave
                    && leave.members().get(0).memberId().startsWith(keeps)) {
                site.reply(new Reply(ticket, request, new LeaveGroupResponse(ErrorCode.NONE, List.of())));
            } else {
                super.handle(ticket, request);
            }
        }
    }

    @Test
    void lastMember_thatCannotLeave_isFoundInTheGroup() {
        List<SimulationResult.Violation> found = play(calm().members(1).host(site -> new Keeper(site, "w0")));

        assertThat(found).extracting(SimulationResult.Violation::invariant).containsExactly("L6");
        assertThat(found.get(0).detail()).contains("all closed");
    }

    // field failure E12
    @Test
    void newcomer_thatClosesBeforeItIsIn_isNotWaitedFor() {
        List<SimulationResult.Violation> found = play(calm().host(site -> new Keeper(site, "w8")));

        assertThat(found).extracting(SimulationResult.Violation::invariant).containsExactly("L6");
        assertThat(found.get(0).detail()).contains("ms after it had started");
    }
}
