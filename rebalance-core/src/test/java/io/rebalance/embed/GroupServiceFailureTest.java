package io.rebalance.embed;

import static io.rebalance.embed.EmbedFixture.answer;
import static io.rebalance.embed.EmbedFixture.commit;
import static io.rebalance.embed.EmbedFixture.fetch;
import static io.rebalance.embed.EmbedFixture.join;
import static io.rebalance.embed.EmbedFixture.offset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.TopicCatalog;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service does when its journal, its coordinator or its host fails. */
class GroupServiceFailureTest {

    private final EmbedFixture fixture = new EmbedFixture();
    private final ControlledJournal journal = new ControlledJournal();

    @Test
    void appendRefused_everyLaterRequest_isAnsweredAndTakenBack() {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<OffsetCommitResponse> kept = service.submit(commit("kept", 1));
        CompletableFuture<OffsetCommitResponse> refused = service.submit(commit("refused", 2));
        CompletableFuture<OffsetCommitResponse> later = service.submit(commit("kept", 3));
        CompletableFuture<OffsetFetchResponse> read = service.submit(fetch("kept"));

        journal.append(0).keep();
        journal.append(1).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(answer(kept).error()).isEqualTo(ErrorCode.NONE);
        assertThat(List.of(refused, later, read)).noneMatch(CompletableFuture::isDone); // one append is in flight yet
        journal.append(2).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);

        // reference 2.17: NOT_ENOUGH_REPLICAS is told as COORDINATOR_NOT_AVAILABLE
        assertThat(errors(answer(refused))).containsOnly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(errors(answer(later))).containsOnly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(read).isDone();
        assertThat(service.groups()).extracting(g -> g.groupId()).containsExactly("kept");
        assertThat(offset(answer(service.submit(fetch("kept"))))).isEqualTo(1);
    }

    @Test
    void appendRefused_serviceGoesOn() {
        GroupService service = fixture.activeService(journal);
        service.submit(commit("g", 1));
        journal.append(0).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);

        CompletableFuture<OffsetCommitResponse> again = service.submit(commit("g", 2));
        journal.append(1).keep();

        assertThat(errors(answer(again))).containsOnly(ErrorCode.NONE);
        assertThat(offset(answer(service.submit(fetch("g"))))).isEqualTo(2);
        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }

    @Test
    void appendRefused_requestsMeanwhile_areNotAppended() {
        GroupService service = fixture.activeService(journal);
        service.submit(commit("g", 1));
        service.submit(commit("g", 2));
        journal.append(0).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);

        CompletableFuture<OffsetCommitResponse> meanwhile = service.submit(commit("g", 3));
        assertThat(journal.appends()).hasSize(2);
        journal.append(1).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);

        assertThat(errors(answer(meanwhile))).containsOnly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(journal.appends()).hasSize(2);
        assertThat(service.groups()).isEmpty();
    }

    @Test
    void appendRefused_joinParkedBefore_waitsOnOrIsAnsweredOnce() {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<JoinGroupResponse> join = service.submit(join("g", "a"));
        journal.appends().forEach(ControlledJournal.Append::keep);
        int before = journal.appends().size();
        service.submit(commit("other", 1));

        journal.append(before).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        fixture.nowMs.addAndGet(3_000);
        service.poll();

        assertThat(answer(join).error()).isEqualTo(ErrorCode.NONE);
        assertThat(answer(join).generationId()).isEqualTo(1);
    }

    static Stream<Consumer<ControlledJournal.Append>> uncertainFailures() {
        return Stream.of(
                a -> a.failWith(JournalException.unknown("timed out", null)),
                a -> a.failWith(new IllegalStateException("broke down")),
                a -> a.failWith(new StackOverflowError("broke down")),
                a -> a.stage().cancel(false));
    }

    @ParameterizedTest
    @MethodSource("uncertainFailures")
    void appendFailedUncertainly_everyRequest_isAnsweredNotCoordinator(Consumer<ControlledJournal.Append> failure) {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<JoinGroupResponse> parked = service.submit(join("g", "a"));
        journal.appends().forEach(ControlledJournal.Append::keep);
        int before = journal.appends().size();
        CompletableFuture<OffsetCommitResponse> unsure = service.submit(commit("other", 1));
        CompletableFuture<OffsetFetchResponse> behind = service.submit(fetch("other"));

        failure.accept(journal.append(before));

        assertThat(answer(parked).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(unsure).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(behind).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(service.submit(join("g", "b"))).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(service.resigned().toCompletableFuture()).isCompletedExceptionally();
        assertThat(service.poll()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void laterAppendKept_earlierRefused_resigns() {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<OffsetCommitResponse> refused = service.submit(commit("g", 1));
        CompletableFuture<OffsetCommitResponse> kept = service.submit(commit("g", 2));

        journal.append(0).refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        journal.append(1).keep();

        assertThat(answer(refused).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(kept).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThatThrownBy(() -> service.resigned().toCompletableFuture().join())
                .cause()
                .hasMessageContaining("the journal must not keep outcome");
    }

    @Test
    void journalTooSlow_furtherRequests_areRefusedAtOnce() {
        EmbedFixture small = new EmbedFixture(CoordinatorConfig.builder().maxUnacknowledgedOutcomes(2));
        GroupService service = small.activeService(journal);
        CompletableFuture<OffsetCommitResponse> first = service.submit(commit("g", 1));
        CompletableFuture<OffsetCommitResponse> second = service.submit(commit("g", 2));

        CompletableFuture<OffsetCommitResponse> third = service.submit(commit("g", 3));

        assertThat(errors(answer(third))).containsOnly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
        journal.appends().forEach(ControlledJournal.Append::keep);
        assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
        service.submit(commit("g", 4));
        journal.append(2).keep();
        assertThat(offset(answer(service.submit(fetch("g"))))).isEqualTo(4);
    }

    @Test
    void wrappedRefusal_isUnderstood() {
        GroupService service = fixture.activeService(records -> CompletableFuture.failedFuture(
                new CompletionException(JournalException.notStored(ErrorCode.MESSAGE_TOO_LARGE, "too large"))));

        CompletableFuture<OffsetCommitResponse> reply = service.submit(commit("g", 1));

        // reference 2.17: MESSAGE_TOO_LARGE is told as UNKNOWN_SERVER_ERROR
        assertThat(errors(answer(reply))).containsOnly(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }

    @Test
    void appendThrows_resigns() {
        RuntimeException defect = new IllegalArgumentException("the journal's defect");
        GroupService service = fixture.activeService(records -> {
            throw defect;
        });

        CompletableFuture<OffsetCommitResponse> reply = service.submit(commit("g", 1));

        assertThat(answer(reply).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThatThrownBy(() -> service.resigned().toCompletableFuture().join())
                .hasCause(defect);
    }

    @Test
    @SuppressWarnings("NullAway") // what is tested is a journal that breaks its contract
    void appendReturnsNull_resigns() {
        GroupService service = fixture.activeService(records -> null);

        CompletableFuture<OffsetCommitResponse> reply = service.submit(commit("g", 1));

        assertThat(answer(reply).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(service.resigned().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void journalCallsTheService_resigns() {
        List<GroupService> self = new ArrayList<>();
        GroupService service = fixture.activeService(records -> {
            self.get(0).groups();
            return CompletableFuture.completedFuture(null);
        });
        self.add(service);

        assertThat(answer(service.submit(commit("g", 1))).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThatThrownBy(() -> service.resigned().toCompletableFuture().join())
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void durableReplies_resignedMeanwhile_areGivenAllTheSame() {
        GroupService service = fixture.activeService(journal);
        List<ErrorCode> seen = new ArrayList<>();
        service.submit(commit("g", 1)).thenAccept(r -> {
            seen.add(r.error());
            service.close(); // while the second reply, durable too, is next
        });
        service.submit(commit("g", 2)).thenAccept(r -> seen.add(r.error()));

        journal.append(1).keep();
        journal.append(0).keep();

        assertThat(seen).containsExactly(ErrorCode.NONE, ErrorCode.NONE);
    }

    @Test
    void close_requestsWait_areAnsweredNotCoordinator() {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<JoinGroupResponse> parked = service.submit(join("g", "a"));
        CompletableFuture<OffsetCommitResponse> inFlight = service.submit(commit("other", 1));

        service.close();
        service.close();

        assertThat(answer(parked).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(inFlight).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(service.resigned().toCompletableFuture()).isCompleted();
        journal.appends().forEach(ControlledJournal.Append::keep); // too late to change anything
        service.topicsChanged(TopicCatalog.empty());
        assertThat(answer(service.submit(fetch("other"))).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void restart_journalReplayed_hasWhatWasAnswered() {
        MemoryJournal memory = new MemoryJournal();
        GroupService before = fixture.activeService(memory);
        before.submit(commit("g", 41)).join();
        before.close();

        GroupCoordinator successor =
                GroupCoordinator.builder().clock(fixture.nowMs::get).build();
        memory.records().forEach(successor::replay);
        GroupService after = GroupService.of(successor, memory);
        after.poll();

        assertThat(offset(answer(after.submit(fetch("g"))))).isEqualTo(41);
    }

    private static List<ErrorCode> errors(GroupResponse response) {
        return response instanceof OffsetCommitResponse commit
                ? commit.partitions().stream()
                        .map(OffsetCommitResponse.Partition::error)
                        .toList()
                : List.of(response.error());
    }
}
