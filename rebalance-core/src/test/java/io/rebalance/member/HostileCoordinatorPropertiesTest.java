package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * A coordinator that answers anything to anything: whatever it says, in whatever order, nothing is thrown, nothing is due in
 * the past, and what is assigned is lost or revoked once before it is assigned again (S12, S19).
 */
class HostileCoordinatorPropertiesTest {

    private static final int STEPS = 150;
    private static final long LONG_MS = 400_000;

    /** One member, what it has asked, and what its application was told. */
    private static final class World {
        final Random random;
        final Alone alone;
        final Set<Ownership> held = new LinkedHashSet<>();
        final List<MemberOrder.Revoked> toRelease = new ArrayList<>();
        int told;
        int asked;
        long offset = 10;
        final List<MemberRequest> waiting = new ArrayList<>();

        World(long seed) {
            random = new Random(seed);
            alone = random.nextBoolean()
                    ? new Alone(b -> b.groupInstanceId(random.nextBoolean() ? "i" : null))
                    : Alone.eager();
        }

        boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        void step() {
            GroupMember member = alone.member;
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3, 4, 5, 6 -> answer(member);
                case 7 -> alone.take(member.connected());
                case 8 -> pass(member);
                case 9 -> {
                    if (oneIn(2)) {
                        alone.take(member.disconnected());
                    }
                }
                case 10 -> alone.take(member.progress());
                case 11 -> release(member);
                case 12 -> commit(member);
                default -> application(member);
            }
            check(member);
        }

        private void pass(GroupMember member) {
            long dueMs = member.nextDeadlineMs();
            boolean toDeadline = dueMs != Long.MAX_VALUE && !oneIn(4);
            alone.nowMs = toDeadline ? Math.max(alone.nowMs, dueMs) : alone.nowMs + random.nextLong(LONG_MS);
            alone.take(member.advance());
        }

        private void release(GroupMember member) {
            if (!toRelease.isEmpty()) {
                MemberOrder.Revoked order = toRelease.remove(random.nextInt(toRelease.size()));
                order.ownerships().forEach(held::remove);
                alone.take(member.released(order));
            }
        }

        private void commit(GroupMember member) {
            if (!held.isEmpty() && member.state() != MemberState.CLOSED) {
                Ownership ownership = List.copyOf(held).get(random.nextInt(held.size()));
                alone.take(
                        oneIn(5)
                                ? member.rewind(Map.of(ownership, (long) random.nextInt(9)))
                                : member.commit(Map.of(ownership, ++offset)));
            }
        }

        private void application(GroupMember member) {
            boolean mayAsk = member.state() != MemberState.CLOSED && member.state() != MemberState.LEAVING;
            if (mayAsk && oneIn(3)) {
                alone.take(oneIn(4) ? member.close() : member.unsubscribe());
            } else if (mayAsk) {
                alone.take(member.subscribe(oneIn(2) ? List.of("orders") : List.of("orders", "payments")));
            }
        }

        private void answer(GroupMember member) {
            if (!waiting.isEmpty()) {
                int which = random.nextInt(waiting.size());
                MemberRequest request = oneIn(5) ? waiting.get(which) : waiting.remove(which);
                GroupResponse response = answerTo(request.request());
                alone.take(member.received(request.number(), response));
            }
        }

        private GroupResponse answerTo(GroupRequest<?> request) {
            ErrorCode error = oneIn(2) ? ErrorCode.NONE : ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
            if (!error.isNone()) {
                return request instanceof JoinGroupRequest && oneIn(2)
                        ? JoinGroupResponse.refusal(error, anyId())
                        : request.refusedWith(error);
            }
            if (request instanceof JoinGroupRequest join) {
                return welcome(join);
            }
            if (request instanceof SyncGroupRequest) {
                return new SyncGroupResponse(error, ConsumerProtocol.TYPE, oneIn(9) ? "strange" : "even", assignment());
            }
            if (request instanceof HeartbeatRequest) {
                return new HeartbeatResponse(error);
            }
            if (request instanceof OffsetCommitRequest) {
                return Alone.commitAnswer(new MemberRequest(1, request, 0), error);
            }
            return new LeaveGroupResponse(error, List.of());
        }

        private String anyId() {
            return oneIn(6) ? "" : oneIn(4) ? "m-2" : Alone.ID;
        }

        private JoinGroupResponse welcome(JoinGroupRequest join) {
            String id = anyId();
            boolean leads = oneIn(3);
            Bytes metadata = oneIn(6)
                    ? Bytes.of(new byte[] {1, 2})
                    : join.protocols().get(0).metadata();
            return new JoinGroupResponse(
                    ErrorCode.NONE,
                    random.nextInt(-1, 12),
                    oneIn(12) ? "connect" : ConsumerProtocol.TYPE,
                    oneIn(9)
                            ? "strange"
                            : oneIn(9) ? null : join.protocols().get(0).name(),
                    leads ? id : "leader",
                    leads && oneIn(3),
                    id,
                    leads
                            ? List.of(new JoinedMember(id, null, metadata), new JoinedMember("z", null, metadata))
                            : List.of());
        }

        private Bytes assignment() {
            if (oneIn(8)) {
                return oneIn(2) ? Bytes.EMPTY : Bytes.of(new byte[] {0, 1, 0, 0, 0, 9});
            }
            int first = random.nextInt(4);
            int[] partitions = oneIn(3) ? new int[] {first} : new int[] {first, first + 1};
            return ConsumerProtocol.writeAssignment(
                    new ConsumerAssignment(
                            List.of(TopicPartitions.of(oneIn(5) ? "payments" : "orders", partitions)), null),
                    ConsumerProtocol.HIGHEST_VERSION);
        }

        private void check(GroupMember member) {
            for (; asked < alone.sent.size(); asked++) {
                waiting.add(alone.sent.get(asked));
            }
            for (; told < alone.orders.size(); told++) {
                obey(alone.orders.get(told));
            }
            assertThat(member.nextDeadlineMs()).isGreaterThan(alone.nowMs);
            assertThat(held).containsAll(member.held().values());
            if (member.state() == MemberState.CLOSED || member.state() == MemberState.IDLE) {
                assertThat(held).isEmpty();
            }
        }

        private void obey(MemberOrder order) {
            if (order instanceof MemberOrder.Assigned assigned) {
                for (Ownership ownership : assigned.ownerships()) {
                    assertThat(held).noneMatch(other -> other.partition().equals(ownership.partition()));
                    held.add(ownership);
                }
            } else if (order instanceof MemberOrder.Revoked revoked) {
                toRelease.add(revoked);
                assertThat(held).containsAll(revoked.ownerships());
            } else {
                assertThat(held).containsAll(order.ownerships());
                order.ownerships().forEach(held::remove);
                toRelease.removeIf(revoked -> order.ownerships().containsAll(revoked.ownerships()));
            }
        }
    }

    @Property(tries = 6_000, seed = "5", shrinking = ShrinkingMode.OFF)
    void anyAnswers_inAnyOrder_leaveAMemberThatMakesSense(@ForAll long seed) {
        World world = new World(seed);
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
    }
}
