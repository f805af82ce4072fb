package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member, from joining to leaving, with the real coordinator at the other end. */
class GroupMemberTest {

    private final MemberWorld world = new MemberWorld();

    @Test
    void member_alone_getsEverything() {
        MemberWorld.Process a = world.start("a", b -> b);
        world.pass(4_000);
        assertThat(a.member.state()).isEqualTo(MemberState.STABLE);
        assertThat(a.held()).hasSize(4);
        assertThat(a.orders).singleElement().isInstanceOf(MemberOrder.Assigned.class);
    }

    // reference 9, 96
    @Test
    void secondMember_cooperative_getsWhatTheFirstLetsGoOf() {
        MemberWorld.Process a = world.start("a", b -> b);
        world.pass(4_000);
        MemberWorld.Process b = world.start("b", x -> x);
        world.pass(10_000);
        assertThat(a.held()).containsExactly(at(0), at(1));
        assertThat(b.held()).containsExactly(at(2), at(3));
        assertThat(a.orders)
                .extracting(o -> o.getClass().getSimpleName())
                .containsExactly("Assigned", "Revoked", "Assigned", "Assigned");
        assertThat(a.member.generationId()).isEqualTo(3);
    }

    @Test
    void secondMember_eager_getsItsPartInOneGeneration() {
        MemberWorld.Process a = world.start("a", b -> b.assignors(MemberWorld.even(RebalanceMode.EAGER)));
        world.pass(4_000);
        MemberWorld.Process b = world.start("b", x -> x.assignors(MemberWorld.even(RebalanceMode.EAGER)));
        world.pass(10_000);
        assertThat(a.held()).containsExactly(at(0), at(1));
        assertThat(b.held()).containsExactly(at(2), at(3));
        assertThat(a.member.generationId()).isEqualTo(2);
    }

    @Test
    void close_handsOverAtOnce() {
        MemberWorld.Process a = world.start("a", b -> b);
        MemberWorld.Process b = world.start("b", x -> x);
        world.pass(10_000);
        a.take(a.member.commit(Map.of(a.member.held().get(at(0)), 17L)));
        a.take(a.member.close());
        world.exchange();
        assertThat(a.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(a.notices).hasSize(2);
        world.pass(4_000);
        assertThat(b.held()).hasSize(4);
    }

    static TopicPartition at(int partition) {
        return new TopicPartition("orders", partition);
    }

    // KIP-345: what only the last assignment changed must not make a static member that starts again look like another
    @ParameterizedTest
    @CsvSource({"range,false", "roundrobin,false", "sticky,true", "uniform,true", "of-our-own,true"})
    void join_eagerMemberThatHadSomething_saysSoToAssignorsThatRemember(String assignor, boolean isSaid)
            throws MalformedBytesException {
        Alone alone = new Alone(b -> b.assignors(named(assignor))).stable();
        alone.heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.take(alone.member.released(alone.lastRevoked()));

        JoinProtocol offered = alone.lastJoin().protocols().get(0);
        assertThat(offered.name()).isEqualTo(assignor);
        assertThat(ConsumerProtocol.readSubscription(offered.metadata()).userData() != null)
                .isEqualTo(isSaid);
    }

    private static Assignor named(String name) {
        return new Assignor() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                throw new AssertionError("another member leads");
            }
        };
    }
}
