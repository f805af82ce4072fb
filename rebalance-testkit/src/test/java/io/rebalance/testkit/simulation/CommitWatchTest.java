package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberNotice;
import io.rebalance.member.MemberNotice.Refusal;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.MemberOutcome;
import io.rebalance.member.MemberRequest;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the oracle asks of what members tell of commits, broken one by one. */
class CommitWatchTest {

    private static final JoinGroupRequest JOIN =
            JoinGroupRequest.builder(World.GROUP).build();
    private static final LeaveGroupRequest LEAVE = new LeaveGroupRequest(World.GROUP, List.of());
    private static final long FAR = 1_000_000;

    private final World world = SampleWorlds.calm();
    private final Worker worker = new Worker(world, 0);
    private final CommitWatch watch = new CommitWatch(world, world.oracle);
    private GroupMember member;
    private Ownership ownership;
    private TopicPartition partition;

    @BeforeEach
    void joinAndCommitAll() {
        world.workers.add(worker);
        world.startBroker();
        worker.start();
        SampleWorlds.pass(world, 20_000);
        member = worker.member();
        while (!member.uncommitted().isEmpty()) {
            SampleWorlds.pass(world, 10);
        }
        partition = member.held().firstKey();
        ownership = member.held().get(partition);
    }

    /** The application hands in an offset. What comes of it is not looked at yet. */
    private MemberOutcome handIn(long offset) {
        watch.handedIn(worker, Map.of(ownership, offset));
        return member.commit(Map.of(ownership, offset));
    }

    private void turn(MemberOutcome outcome) {
        turn(outcome.requests(), outcome.orders(), outcome.notices());
    }

    private void turn(List<MemberRequest> requests, List<MemberOrder> orders, List<MemberNotice> notices) {
        watch.turned(worker, member, requests, orders, notices, false);
    }

    private void tell(MemberNotice... notices) {
        turn(List.of(), List.of(), List.of(notices));
    }

    private void send(GroupRequest<?> request) {
        turn(List.of(new MemberRequest(FAR, request, FAR)), List.of(), List.of());
    }

    /** An offset is handed in and sent. */
    private MemberRequest sent(long offset) {
        MemberOutcome outcome = handIn(offset);
        turn(outcome);
        assertThat(outcome.requests()).hasSize(1);
        return outcome.requests().get(0);
    }

    private void store(MemberRequest request) {
        Network.Line line = new Network.Line(world.broker().orElseThrow());
        watch.stored(
                partition,
                new Network.Sent(worker, worker.incarnation(), line, request.number(), FAR, request.request()));
    }

    private MemberOutcome answer(MemberRequest request, ErrorCode error) {
        watch.answered(worker, request.number());
        return member.received(
                request.number(),
                new OffsetCommitResponse(
                        ErrorCode.NONE, List.of(new OffsetCommitResponse.Partition(partition, error))));
    }

    private MemberNotice committed(long offset) {
        return new MemberNotice.Committed(new TreeMap<>(Map.of(ownership, offset)));
    }

    private MemberNotice failed(long offset, Refusal reason, ErrorCode error) {
        return new MemberNotice.CommitFailed(new TreeMap<>(Map.of(ownership, offset)), reason, error);
    }

    private MemberOrder revoked(long inMs) {
        return new MemberOrder.Revoked(1, member.generationId(), List.of(ownership), worker.clockMs() + inMs);
    }

    // Kept

    @Test
    void commit_toldOnceAfterItWasStored_isWell() {
        MemberRequest request = sent(FAR);
        store(request);
        MemberOutcome outcome = answer(request, ErrorCode.NONE);
        assertThat(outcome.notices()).containsExactly(committed(FAR));
        assertThatCode(() -> turn(outcome)).doesNotThrowAnyException();
    }

    @Test
    void commit_toldButNotStored_breaksS9() {
        MemberOutcome outcome = answer(sent(FAR), ErrorCode.NONE);
        assertThatThrownBy(() -> turn(outcome)).hasMessageContaining("S9").hasMessageContaining("nobody has stored");
    }

    @Test
    void commit_toldTwice_breaksS9() {
        MemberRequest request = sent(FAR);
        store(request);
        turn(answer(request, ErrorCode.NONE));
        assertThatThrownBy(() -> tell(committed(FAR))).hasMessageContaining("S9");
    }

    @Test
    void commit_toldTwiceAtOnce_breaksS9() {
        MemberRequest request = sent(FAR);
        store(request);
        answer(request, ErrorCode.NONE);
        assertThatThrownBy(() -> tell(committed(FAR), committed(FAR))).hasMessageContaining("S9");
    }

    @Test
    void commit_toldOfAnotherOffset_breaksS9() {
        MemberRequest request = sent(FAR);
        store(request);
        assertThatThrownBy(() -> tell(committed(FAR + 1))).hasMessageContaining("S9");
    }

    @Test
    void commit_storedByAnotherRequest_andTold_breaksS9() {
        MemberRequest request = sent(FAR);
        store(new MemberRequest(request.number() - 1, request.request(), FAR));
        assertThatThrownBy(() -> tell(committed(FAR))).hasMessageContaining("nobody has stored");
    }

    // Forgotten

    @Test
    void commit_answeredAndUntold_breaksS9() {
        MemberRequest request = sent(FAR);
        store(request);
        answer(request, ErrorCode.NONE);
        assertThatThrownBy(this::tell).hasMessageContaining("S9").hasMessageContaining("has forgotten");
    }

    @Test
    void commit_underAnOwnershipThatIsOver_untold_breaksS9() {
        ownership = new Ownership(partition, 0, FAR);
        MemberOutcome outcome = handIn(5);
        assertThat(outcome.notices()).hasSize(1);
        assertThatThrownBy(() -> turn(outcome.requests(), outcome.orders(), List.of()))
                .hasMessageContaining("has forgotten");
    }

    @Test
    void commit_openWhenTheMemberIsOut_untold_breaksS9() {
        sent(FAR);
        MemberOutcome closing = member.close();
        turn(closing);
        MemberOrder.Revoked order = (MemberOrder.Revoked) closing.orders().get(0);
        turn(member.released(order)); // it still waits for the answer
        GroupMember gone = GroupMember.builder(World.GROUP)
                .assignors(world.plan.assignor)
                .topics(world.catalog())
                .build();
        gone.close();
        assertThatThrownBy(() -> watch.turned(worker, gone, List.of(), List.of(), List.of(), false))
                .hasMessageContaining("has forgotten");
        watch.started(worker);
        assertThatCode(this::tell).doesNotThrowAnyException(); // what a killed process knew is gone with it
    }

    @Test
    void commit_overtakenBeforeItWasSent_orWhileItWasOut_needNotBeTold() {
        MemberRequest first = sent(FAR);
        turn(handIn(FAR + 1));
        turn(handIn(FAR + 2));
        store(first);
        MemberOutcome outcome = answer(first, ErrorCode.NONE);
        assertThat(outcome.notices()).containsExactly(committed(FAR));
        assertThatCode(() -> turn(outcome)).doesNotThrowAnyException();
        MemberRequest second = outcome.requests().get(0);
        store(second);
        assertThatCode(() -> turn(answer(second, ErrorCode.NONE))).doesNotThrowAnyException();
        assertThatThrownBy(() -> tell(committed(FAR + 1))).hasMessageContaining("S9");
    }

    @Test
    void request_ofWhatWasNotHandedInLast_breaksS9() {
        handIn(FAR);
        OffsetCommitRequest other = new OffsetCommitRequest(
                World.GROUP, 1, "a", null, -1, List.of(OffsetCommitRequest.Partition.of(partition, FAR - 1)));
        assertThatThrownBy(() -> send(other)).hasMessageContaining("S9").hasMessageContaining("handed in last");
    }

    // Not kept

    @Test
    void failure_calledARefusal_breaksL7() {
        MemberRequest request = sent(FAR);
        answer(request, ErrorCode.REBALANCE_IN_PROGRESS);
        assertThatThrownBy(() -> tell(failed(FAR, Refusal.REFUSED, ErrorCode.REBALANCE_IN_PROGRESS)))
                .hasMessageContaining("L7")
                .hasMessageContaining("no coordinator has a reason to");
    }

    @Test
    void failure_ofWhatIsHeld_breaksL7() {
        sent(FAR);
        assertThatThrownBy(() -> tell(failed(FAR, Refusal.UNKNOWN, ErrorCode.NONE)))
                .hasMessageContaining("L7")
                .hasMessageContaining("could be sent again");
    }

    @Test
    void failure_ofWhatWasNotHandedIn_orCalledUnsentThoughItWasSent_breaksS9() {
        assertThatThrownBy(() -> tell(failed(5, Refusal.NOT_OWNED, ErrorCode.NONE)))
                .hasMessageContaining("S9");
        sent(FAR);
        assertThatThrownBy(() -> tell(failed(FAR, Refusal.NOT_OWNED, ErrorCode.NONE)))
                .hasMessageContaining("S9");
    }

    @Test
    void failure_forWantOfTime_beforeTheTimeIsOver_breaksL7() {
        ownership = new Ownership(partition, 0, FAR); // which the member does not hold
        turn(List.of(), List.of(revoked(1)), List.of());
        handIn(5);
        assertThatThrownBy(() -> tell(failed(5, Refusal.OUT_OF_TIME, ErrorCode.NONE)))
                .hasMessageContaining("L7")
                .hasMessageContaining("there is time");
    }

    @Test
    void failure_forWantOfTime_afterTheTimeIsOver_isWell() {
        ownership = new Ownership(partition, 0, FAR);
        turn(List.of(), List.of(revoked(0)), List.of());
        handIn(5);
        assertThatCode(() -> tell(failed(5, Refusal.OUT_OF_TIME, ErrorCode.NONE)))
                .doesNotThrowAnyException();
    }

    @Test
    void failure_withoutTrouble_breaksL7_andWithTroubleIsWell() {
        SampleWorlds.pass(world, 2L * world.plan.sessionTimeoutMs);
        ownership = new Ownership(partition, 0, FAR);
        MemberOutcome outcome = handIn(5);
        assertThatThrownBy(() -> turn(outcome))
                .hasMessageContaining("L7")
                .hasMessageContaining("nothing has troubled it");
        worker.cutTo(1);
        MemberOutcome again = handIn(6);
        assertThatCode(() -> turn(again)).doesNotThrowAnyException();
    }

    @Test
    void failure_longAfterTheJoinThatWasLost_whichTheMemberStillAwaits_isWell() {
        world.oracle
                .processes()
                .sends(worker, JoinGroupRequest.builder(World.GROUP).build());
        worker.cutTo(1);
        SampleWorlds.pass(world, 2L * world.plan.sessionTimeoutMs);
        ownership = new Ownership(partition, 0, FAR);
        MemberOutcome outcome = handIn(5);
        assertThatCode(() -> turn(outcome)).doesNotThrowAnyException();
    }

    // Letting go

    // field failure H8
    @Test
    void join_beforeWhatWasHandedInIsSettled_breaksS9() {
        turn(List.of(), List.of(revoked(1)), List.of());
        sent(FAR);
        assertThatThrownBy(() -> send(JOIN)).hasMessageContaining("S9").hasMessageContaining("is not settled");
        assertThatThrownBy(() -> send(LEAVE)).hasMessageContaining("S9").hasMessageContaining("is not settled");
    }

    @Test
    void join_afterTheTimeIsOver_orWithoutHavingToLetGo_isWell() {
        sent(FAR);
        assertThatCode(() -> send(JOIN)).doesNotThrowAnyException();
        turn(List.of(), List.of(revoked(0)), List.of());
        assertThatCode(() -> send(JOIN)).doesNotThrowAnyException();
    }

    @Test
    void join_afterTheOwnershipWasLost_isWell() {
        turn(List.of(), List.of(revoked(1)), List.of());
        sent(FAR);
        MemberOrder lost = new MemberOrder.Lost(-1, List.of(ownership), MemberOrder.Loss.FENCED);
        assertThatCode(() -> turn(List.of(new MemberRequest(FAR, JOIN, FAR)), List.of(lost), List.of()))
                .doesNotThrowAnyException();
    }
}
