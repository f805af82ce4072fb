package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A member that leads: what it assigns by, and what may go wrong when it does. */
class MemberLeaderTest {

    /** An assignor that does not. */
    private static Assignor thatFails(Supplier<Assignment> how) {
        return new Assignor() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public RebalanceMode mode() {
                return RebalanceMode.COOPERATIVE;
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                return how.get();
            }
        };
    }

    /** It leads generation 1 of a group of those members, all of which want what it wants. */
    private static Alone lead(Alone alone, String... memberIds) {
        alone.take(alone.member.subscribe(List.of("orders"))).take(alone.member.connected());
        var mine = alone.lastJoin().protocols().get(0);
        List<JoinedMember> members = new ArrayList<>();
        for (String id : memberIds) {
            members.add(new JoinedMember(id, null, mine.metadata()));
        }
        MemberRequest join = alone.last(JoinGroupRequest.class);
        return alone.take(alone.member.received(
                join.number(),
                new JoinGroupResponse(ErrorCode.NONE, 1, "consumer", mine.name(), Alone.ID, false, Alone.ID, members)));
    }

    private static void assertFailed(Alone alone, String detail) {
        assertThat(alone.notices).containsExactly(new MemberNotice.Failed(ErrorCode.UNKNOWN_SERVER_ERROR, detail));
        assertThat(alone.member.state()).isEqualTo(MemberState.CLOSED);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
    }

    @Test
    void assignor_whoseExceptionCannotSayWhatItIs_endsTheMember() {
        Alone alone = new Alone(b -> b.assignors(thatFails(() -> {
            throw new Speechless();
        })));
        assertFailed(lead(alone, Alone.ID), "assignor broken failed: " + Speechless.class.getName());
    }

    @Test
    void assignor_thatRecursesWithoutEnd_endsTheMember() {
        Alone alone = new Alone(b -> b.assignors(thatFails(() -> {
            throw new StackOverflowError("deep");
        })));
        assertFailed(lead(alone, Alone.ID), "assignor broken failed: java.lang.StackOverflowError: deep");
    }

    @Test
    void machine_thatHasNoMemoryLeft_isNotTakenForABrokenAssignor() {
        Alone alone = new Alone(b -> b.assignors(thatFails(() -> {
            throw new OutOfMemoryError("none left");
        })));
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> lead(alone, Alone.ID));
        assertThat(alone.notices).isEmpty();
        alone.pass(1_200); // if it lives on
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    @Test
    void coordinator_thatNamesAMemberTwice_isToldSo() {
        assertFailed(lead(Alone.cooperative(), Alone.ID, "m-2", "m-2"), "the coordinator names member m-2 twice");
    }

    private static TopicCatalog catalog(String rack) {
        return TopicCatalog.of(Map.of("orders", 1)).withReplicaRacks(Map.of("orders", List.of(List.of(rack))));
    }

    /** It has assigned with the replica in rack a, and holds the partition. */
    private static Alone leader(@Nullable String ownRack) {
        Alone alone = lead(new Alone(b -> b.rack(ownRack).topics(catalog("a"))), Alone.ID)
                .synced(0);
        assertThat(alone.member.state()).isEqualTo(MemberState.STABLE);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        return alone;
    }

    // reference 3.4
    @Test
    void replicas_inOtherRacks_callForARebalanceByALeaderInARack() {
        Alone alone = leader("a");
        alone.take(alone.member.topicsChanged(catalog("a")));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.take(alone.member.topicsChanged(catalog("b")));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.lastJoin().reason()).isEqualTo("the topics have changed");
    }

    // reference 3.4
    @Test
    void replicas_inOtherRacks_areNothingToALeaderInNone() {
        Alone alone = leader(null);
        alone.take(alone.member.topicsChanged(catalog("b")));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
    }

    private static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("speechless");
        }
    }
}
