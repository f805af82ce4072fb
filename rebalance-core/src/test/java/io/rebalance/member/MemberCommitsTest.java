package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Offsets on their way from the application to the coordinator: none is lost silently, none goes back. */
class MemberCommitsTest {

    @Test
    void commit_isSentAtOnceAndTold() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commitAnswered(ErrorCode.NONE);
        assertThat(alone.lastCommit().generationId()).isEqualTo(5);
        assertThat(alone.notices).containsExactly(new MemberNotice.Committed(new TreeMap<>(alone.offsets(0, 7))));
        assertThat(alone.member.uncommitted()).isEmpty();
    }

    // field failure H1, H5: the second waits for the first, so that it cannot be overtaken
    @Test
    void commits_areSentOneAtATimeWithTheLatestOffsets() {
        Alone alone = Alone.cooperative()
                .stable()
                .commit(0, 7)
                .commit(0, 8)
                .commit(0, 9)
                .commit(1, 3);
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(1);
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(2);
        assertThat(alone.lastCommit().partitions())
                .containsExactly(
                        OffsetCommitRequest.Partition.of(Alone.at(0), 9),
                        OffsetCommitRequest.Partition.of(Alone.at(1), 3));
    }

    // field failures E17, H1
    @Test
    void commit_refusedByARunningRebalance_isPendingAndSentInTheNextGeneration() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.member.state()).isEqualTo(MemberState.PREPARING_REBALANCE);
        alone.commit(0, 7).commitAnswered(ErrorCode.ILLEGAL_GENERATION);
        assertThat(alone.member.held()).hasSize(2);
        assertThat(alone.member.uncommitted()).isEqualTo(Map.of(Alone.at(0), 7L));
        alone.joined(6).pass(1_000).synced(0, 1).pass(1_000);
        assertThat(alone.lastCommit().generationId()).isEqualTo(6);
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.member.uncommitted()).isEmpty();
        assertThat(alone.orderNames()).containsExactly("Assigned", "Assigned");
    }

    // field failure H8: drain, commit, release is the member's own sequence
    @Test
    void revocation_waitsForTheLastCommitBeforeItJoins() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.orderNames()).containsExactly("Assigned", "Revoked");
        assertThat(alone.member.mayWorkOn(alone.ownership(0))).isFalse();
        alone.commit(0, 7).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
    }

    @Test
    void revocation_whoseCommitIsNeverAnswered_goesOnAtItsDeadlineAndTells() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.commit(0, 7).take(alone.member.released(alone.lastRevoked()));
        long deadlineMs = alone.lastRevoked().deadlineMs();
        alone.live(deadlineMs - 1, true, ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.live(deadlineMs, true, ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        alone.live(deadlineMs + 30_000, true, ErrorCode.REBALANCE_IN_PROGRESS); // the last one may yet be answered
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(alone.offsets(0, 7)), MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE));
        assertThat(alone.orderNames()).containsExactly("Assigned", "Revoked"); // it had let go: nothing is lost
    }

    @Test
    void commit_whoseAnswerNeverCame_isSentAgain() {
        Alone alone = Alone.cooperative().stable().commit(0, 7);
        alone.take(alone.member.disconnected()).pass(200).take(alone.member.connected());
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(2);
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.notices).hasSize(1);
    }

    @Test
    void commit_ofWhatIsNotHeld_failsAtOnceAndTheRestIsSent() {
        Alone alone = Alone.cooperative().stable();
        alone.take(alone.member.commit(Map.of(alone.token(0), 1L, alone.token(3), 1L)));
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(alone.offsets(3, 1)), MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE));
        assertThat(alone.lastCommit().partitions()).hasSize(1);
    }

    @Test
    void commit_refusedForWhatItIs_isNotSentAgain() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commitAnswered(ErrorCode.OFFSET_METADATA_TOO_LARGE);
        alone.pass(10_000);
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(1);
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(alone.offsets(0, 7)),
                        MemberNotice.Refusal.REFUSED,
                        ErrorCode.OFFSET_METADATA_TOO_LARGE));
    }

    @Test
    void commit_underWayWhenAllIsLost_isToldOnceItsAnswerCame() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commit(1, 5);
        alone.heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(alone.offsets(1, 5)), MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE));
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.notices).hasSize(2);
        assertThat(alone.notices.get(1)).isEqualTo(new MemberNotice.Committed(new TreeMap<>(alone.offsets(0, 7))));
    }

    @Test
    void commit_backwards_isRefusedAndRewindIsNot() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commitAnswered(ErrorCode.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alone.member.commit(Map.of(alone.token(0), 6L)))
                .withMessage("offset of orders-0 must be 7 or more, was 6; to work it off again, rewind");
        assertThat(alone.member.uncommitted()).isEmpty();
        alone.take(alone.member.rewind(Map.of(alone.token(0), 2L)));
        assertThat(alone.lastCommit().partitions()).containsExactly(OffsetCommitRequest.Partition.of(Alone.at(0), 2));
    }

    // field failure H12: a commit out of the reaction to an order is an input like any other
    @Test
    void commit_whileRevoking_isTakenForWhatIsRevoked() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6).synced(0);
        assertThat(alone.lastRevoked().ownerships()).hasSize(1);
        alone.commit(1, 4).commitAnswered(ErrorCode.NONE);
        assertThat(alone.lastCommit().generationId()).isEqualTo(6);
        alone.take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(3);
        alone.commit(1, 5);
        assertThat(alone.notices.get(1)).isInstanceOf(MemberNotice.CommitFailed.class);
    }

    @Test
    void commit_refusedBecauseItTookTooLong_looksForTheCoordinatorAndTriesAgain() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commitAnswered(ErrorCode.NOT_COORDINATOR);
        alone.pass(120).take(alone.member.connected());
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(2);
        assertThat(List.copyOf(alone.notices)).isEmpty();
    }

    @Test
    void commit_thatIsAlreadyOnItsWayAgainAfterARewind_isStillUncommitted() {
        Alone alone = Alone.eager().stable().commit(0, 100).commitAnswered(ErrorCode.NONE);
        alone.take(alone.member.rewind(Map.of(alone.token(0), 50L)));
        alone.commit(0, 100).commitAnswered(ErrorCode.NONE);
        assertThat(alone.lastCommit().partitions()).containsExactly(OffsetCommitRequest.Partition.of(Alone.at(0), 100));
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.member.uncommitted()).isEmpty();
        assertThat(alone.notices).hasSize(3);
    }

    @Test
    void commit_ofTheSameOffsetAgain_isSentAndToldAgain() {
        Alone alone = Alone.cooperative().stable().commit(0, 7).commitAnswered(ErrorCode.OFFSET_METADATA_TOO_LARGE);
        alone.commit(0, 7).commitAnswered(ErrorCode.NONE);
        assertThat(alone.notices).hasSize(2);
    }

    // field failures H1 and H13: the partition was somebody else's meanwhile
    @Test
    void commit_underAnOwnershipThatEnded_isNotKeptThoughThePartitionCameBack() {
        Alone alone = Alone.cooperative().stable();
        Ownership before = alone.token(0);
        alone.heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID).joined(7).synced(0, 1);
        alone.take(alone.member.commit(Map.of(before, 5L)));
        assertThat(alone.count(OffsetCommitRequest.class)).isZero();
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(Map.of(before, 5L)), MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE));
    }

    @Test
    void commit_ofLessThanBefore_underAnOwnershipThatIsLetGoOf_isToldAndDoesNotThrow() {
        Alone alone = Alone.cooperative().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joined(6).synced(0);
        Ownership gone = alone.lastRevoked().ownerships().get(0);
        alone.take(alone.member.commit(Map.of(gone, 5L)));
        alone.take(alone.member.released(alone.lastRevoked()));
        alone.take(alone.member.commit(Map.of(gone, 4L)));
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(Map.of(gone, 4L)), MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE));
    }

    @Test
    void commit_underSeveralOwnershipsOfOnePartition_tellsOfEach() {
        Alone alone = Alone.cooperative().stable();
        Ownership first = alone.token(0);
        alone.heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID).joined(7).synced(0, 1);
        Ownership second = alone.token(0);
        alone.heartbeatAnswered(ErrorCode.UNKNOWN_MEMBER_ID).joined(8).synced(0, 1);
        Ownership third = alone.token(0);
        alone.take(alone.member.commit(Map.of(first, 5L, second, 6L, third, 7L)));
        assertThat(alone.notices)
                .containsExactly(new MemberNotice.CommitFailed(
                        new TreeMap<>(Map.of(first, 5L, second, 6L)), MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE));
        alone.commitAnswered(ErrorCode.NONE);
        assertThat(alone.notices.get(1)).isEqualTo(new MemberNotice.Committed(new TreeMap<>(Map.of(third, 7L))));
    }

    private static MemberNotice.CommitFailed failed(
            Alone alone, long offset, MemberNotice.Refusal reason, ErrorCode error) {
        return new MemberNotice.CommitFailed(new TreeMap<>(alone.offsets(0, offset)), reason, error);
    }

    // field failure E23: what the coordinator said is told, and not that it said nothing
    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "FENCED_INSTANCE_ID"})
    void commit_thatEndsTheOwnership_isToldAsRefusedByThatError(ErrorCode error) {
        Alone alone =
                new Alone(b -> b.groupInstanceId("i")).stable().commit(0, 5).commitAnswered(error);
        assertThat(alone.notices).contains(failed(alone, 5, MemberNotice.Refusal.NOT_OWNED, error));
        assertThat(alone.member.held()).isEmpty();
    }

    @Test
    void commit_refusedByARoundAndLostAfterwards_isToldWithWhatWasSaid() {
        Alone alone = Alone.cooperative().stable().commit(0, 5).commitAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.joinAnswered(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(alone.notices)
                .containsExactly(failed(alone, 5, MemberNotice.Refusal.NOT_OWNED, ErrorCode.REBALANCE_IN_PROGRESS));
    }

    @Test
    void commit_refusedOnceAndUnansweredTheNextTime_isUnknown() {
        Alone alone = Alone.cooperative().stable().commit(0, 5).commitAnswered(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        alone.pass(1_200);
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(2);
        alone.take(alone.member.disconnected()).pass(60_000);
        assertThat(alone.lastLost().reason()).isEqualTo(MemberOrder.Loss.SESSION_LAPSED);
        assertThat(alone.notices).containsExactly(failed(alone, 5, MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE));
    }

    @Test
    void commit_whoseAnswerDoesNotNameThePartition_isUnknownOnceItIsLost() {
        Alone alone = Alone.cooperative().stable().commit(0, 5);
        MemberRequest commit = alone.last(OffsetCommitRequest.class);
        alone.take(alone.member.received(commit.number(), new OffsetCommitResponse(ErrorCode.NONE, List.of())));
        alone.pass(60_000);
        assertThat(alone.notices).containsExactly(failed(alone, 5, MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE));
    }

    // L4: nobody waits for a topic that is gone
    @Test
    void commit_forATopicThatIsGone_doesNotHoldUpTheGroup() {
        Alone alone = Alone.eager().stable().heartbeatAnswered(ErrorCode.REBALANCE_IN_PROGRESS);
        alone.commit(0, 5).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
        alone.commitAnswered(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(2);
        assertThat(alone.notices)
                .containsExactly(failed(alone, 5, MemberNotice.Refusal.REFUSED, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void commit_forATopicThatIsGone_doesNotHoldUpALeave() {
        Alone alone = Alone.cooperative().stable().commit(0, 5).commitAnswered(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        alone.take(alone.member.close()).take(alone.member.released(alone.lastRevoked()));
        assertThat(alone.count(LeaveGroupRequest.class)).isZero(); // it is asked once more
        alone.pass(1_200).commitAnswered(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(alone.count(LeaveGroupRequest.class)).isEqualTo(1);
    }

    @Test
    void commit_forATopicThatIsNotThereYet_isSentAgain() {
        Alone alone = Alone.cooperative().stable().commit(0, 5).commitAnswered(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        alone.pass(1_200).commitAnswered(ErrorCode.NONE);
        assertThat(alone.count(OffsetCommitRequest.class)).isEqualTo(2);
        assertThat(alone.notices).containsExactly(new MemberNotice.Committed(new TreeMap<>(alone.offsets(0, 5))));
    }
}
