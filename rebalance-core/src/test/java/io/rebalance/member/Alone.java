package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A member whose coordinator is played by the test, answer by answer. */
final class Alone {

    static final String ID = "m-1";

    long nowMs = 1_000_000;
    final GroupMember member;
    final List<MemberRequest> sent = new ArrayList<>();
    final List<MemberOrder> orders = new ArrayList<>();
    final List<MemberNotice> notices = new ArrayList<>();
    int lookups;

    Alone(UnaryOperator<GroupMember.Builder> how) {
        member = how.apply(GroupMember.builder("shop")
                        .clock(() -> nowMs)
                        .clientId("m")
                        .assignors(MemberWorld.even(RebalanceMode.COOPERATIVE))
                        .topics(TopicCatalog.of(Map.of("orders", 4, "payments", 2))))
                .build();
    }

    static Alone cooperative() {
        return new Alone(b -> b);
    }

    static Alone eager() {
        return new Alone(b -> b.assignors(MemberWorld.even(RebalanceMode.EAGER)));
    }

    /** As it is when it works on partitions 0 and 1 of orders, in generation 5. */
    Alone stable() {
        take(member.subscribe(List.of("orders")));
        take(member.connected());
        joined(5);
        synced(0, 1);
        assertThat(member.state()).isEqualTo(MemberState.STABLE);
        return this;
    }

    Alone take(MemberOutcome outcome) {
        sent.addAll(outcome.requests());
        orders.addAll(outcome.orders());
        notices.addAll(outcome.notices());
        lookups += outcome.isCoordinatorWanted() ? 1 : 0;
        return this;
    }

    Alone pass(long durationMs) {
        nowMs += durationMs;
        return take(member.advance());
    }

    /** Lets time pass until the member heartbeats. */
    MemberRequest heartbeat() {
        int before = sent.size();
        pass(3_000);
        assertThat(sent).hasSizeGreaterThan(before);
        return last(HeartbeatRequest.class);
    }

    Alone heartbeatAnswered(ErrorCode error) {
        return take(member.received(heartbeat().number(), new HeartbeatResponse(error)));
    }

    /** Lets time pass until {@code untilMs}, with an application that is alive or not, and each heartbeat answered so. */
    Alone live(long untilMs, boolean isProgressing, ErrorCode answer) {
        while (member.nextDeadlineMs() <= untilMs) {
            nowMs = member.nextDeadlineMs();
            step(isProgressing ? member.progress() : member.advance(), answer);
        }
        return this;
    }

    private void step(MemberOutcome outcome, ErrorCode answer) {
        take(outcome);
        for (MemberRequest request : outcome.requests()) {
            if (request.request() instanceof HeartbeatRequest) {
                take(member.received(request.number(), new HeartbeatResponse(answer)));
            }
        }
        if (outcome.isCoordinatorWanted()) {
            step(member.connected(), answer);
        }
    }

    Alone joined(int generation) {
        return take(member.received(last(JoinGroupRequest.class).number(), welcome(generation, ID)));
    }

    Alone joinAnswered(ErrorCode error) {
        return take(member.received(last(JoinGroupRequest.class).number(), JoinGroupResponse.refusal(error, ID)));
    }

    Alone synced(int... partitions) {
        return take(member.received(last(SyncGroupRequest.class).number(), assignment(partitions)));
    }

    Alone syncAnswered(ErrorCode error) {
        return take(member.received(last(SyncGroupRequest.class).number(), SyncGroupResponse.refusal(error)));
    }

    Alone commitAnswered(ErrorCode error) {
        MemberRequest request = last(OffsetCommitRequest.class);
        return take(member.received(request.number(), commitAnswer(request, error)));
    }

    static OffsetCommitResponse commitAnswer(MemberRequest request, ErrorCode error) {
        return new OffsetCommitResponse(
                error,
                ((OffsetCommitRequest) request.request())
                        .partitions().stream()
                                .map(p -> new OffsetCommitResponse.Partition(p.topicPartition(), error))
                                .toList());
    }

    static JoinGroupResponse welcome(int generation, String memberId) {
        return new JoinGroupResponse(
                ErrorCode.NONE, generation, ConsumerProtocol.TYPE, null, "leader", false, memberId, List.of());
    }

    static SyncGroupResponse assignment(int... partitions) {
        Bytes bytes = ConsumerProtocol.writeAssignment(
                ConsumerAssignment.of(
                        partitions.length == 0 ? List.of() : List.of(TopicPartitions.of("orders", partitions))),
                ConsumerProtocol.HIGHEST_VERSION);
        return new SyncGroupResponse(ErrorCode.NONE, ConsumerProtocol.TYPE, null, bytes);
    }

    MemberRequest last(Class<? extends GroupRequest<?>> kind) {
        return sent.stream()
                .filter(r -> kind.isInstance(r.request()))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " was sent: " + sent));
    }

    int count(Class<? extends GroupRequest<?>> kind) {
        return (int) sent.stream().filter(r -> kind.isInstance(r.request())).count();
    }

    JoinGroupRequest lastJoin() {
        return (JoinGroupRequest) last(JoinGroupRequest.class).request();
    }

    OffsetCommitRequest lastCommit() {
        return (OffsetCommitRequest) last(OffsetCommitRequest.class).request();
    }

    LeaveGroupRequest lastLeave() {
        return (LeaveGroupRequest) last(LeaveGroupRequest.class).request();
    }

    List<String> orderNames() {
        return orders.stream().map(o -> o.getClass().getSimpleName()).toList();
    }

    MemberOrder.Revoked lastRevoked() {
        return (MemberOrder.Revoked) orders.stream()
                .filter(MemberOrder.Revoked.class::isInstance)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    MemberOrder.Lost lastLost() {
        return (MemberOrder.Lost) orders.stream()
                .filter(MemberOrder.Lost.class::isInstance)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    Alone commit(int partition, long offset) {
        return take(member.commit(Map.of(token(partition), offset)));
    }

    Ownership ownership(int partition) {
        Ownership ownership = member.held().get(at(partition));
        assertThat(ownership).isNotNull();
        return ownership;
    }

    /** The last ownership of a partition that the application was told of; one that never was if there is none. */
    Ownership token(int partition) {
        return orders.stream()
                .filter(MemberOrder.Assigned.class::isInstance)
                .flatMap(order -> order.ownerships().stream())
                .filter(ownership -> ownership.partition().equals(at(partition)))
                .reduce((a, b) -> b)
                .orElse(new Ownership(at(partition), 1, 1_000));
    }

    static TopicPartition at(int partition) {
        return new TopicPartition("orders", partition);
    }

    /** Under the ownership that it had last. */
    Map<Ownership, Long> offsets(int partition, long offset) {
        return Map.of(token(partition), offset);
    }
}
