package io.rebalance.embed;

import static io.rebalance.embed.EmbedFixture.answer;
import static io.rebalance.embed.EmbedFixture.commit;
import static io.rebalance.embed.EmbedFixture.fetch;
import static io.rebalance.embed.EmbedFixture.join;
import static io.rebalance.embed.EmbedFixture.offset;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Order, threads and life of a service whose journal keeps what it is given. */
class GroupServiceTest {

    private final EmbedFixture fixture = new EmbedFixture();
    private final ControlledJournal journal = new ControlledJournal();

    @Test
    void reply_ownAppendInFlight_waits() {
        GroupService service = fixture.activeService(journal);

        CompletableFuture<OffsetCommitResponse> reply = service.submit(commit("g", 1));

        assertThat(reply).isNotDone();
        journal.append(0).keep();
        assertThat(answer(reply).error()).isEqualTo(ErrorCode.NONE);
    }

    // reference 2.16 fetch-waits-for-appends
    // design law 3: outcomes are released in order
    @Test
    void replyWithoutRecords_earlierAppendInFlight_waits() {
        GroupService service = fixture.activeService(journal);
        CompletableFuture<OffsetCommitResponse> first = service.submit(commit("g", 1));

        CompletableFuture<OffsetFetchResponse> second = service.submit(fetch("other"));

        assertThat(second).isNotDone();
        journal.append(0).keep();
        assertThat(first).isDone();
        assertThat(answer(second).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void appends_earlierOnesInFlight_areStartedAtOnce() {
        GroupService service = fixture.activeService(journal);

        service.submit(commit("g", 1));
        service.submit(commit("g", 2));
        service.submit(commit("g", 3));

        assertThat(journal.appends()).extracting(a -> committed(a.records())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void replies_appendsCompletedInWrongOrder_comeInOrderOfRequests() {
        GroupService service = fixture.activeService(journal);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            service.submit(commit("g", i)).thenAccept(r -> order.add(number));
        }

        journal.append(2).keep();
        journal.append(1).keep();
        assertThat(order).isEmpty();
        journal.append(0).keep();

        assertThat(order).containsExactly(0, 1, 2);
    }

    @Test
    void groups_appendInFlight_showWhatIsDecided() {
        GroupService service = fixture.activeService(journal);

        service.submit(commit("g", 1));

        assertThat(service.groups()).extracting(g -> g.groupId()).containsExactly("g");
    }

    @Test
    void join_cancelled_waitsNoMore() {
        GroupService service = fixture.activeService(new MemoryJournal());
        CompletableFuture<JoinGroupResponse> a = service.submit(join("g", "a"));
        CompletableFuture<JoinGroupResponse> b = service.submit(join("g", "b"));
        assertThat(service.groups().get(0).members()).allMatch(MemberView::isWaiting);

        a.cancel(false);

        assertThat(service.groups().get(0).members())
                .filteredOn(MemberView::isWaiting)
                .extracting(MemberView::clientId)
                .containsExactly("b");
        assertThat(b).isNotDone();
    }

    @Test
    void join_timedOutByCaller_waitsNoMore() {
        GroupService service = fixture.activeService(new MemoryJournal());
        CompletableFuture<JoinGroupResponse> a = service.submit(join("g", "a"));

        a.completeExceptionally(new TimeoutException("the caller's patience is over"));

        assertThat(service.groups().get(0).members()).noneMatch(MemberView::isWaiting);
    }

    // field failure H12
    @Test
    void submit_fromCallback_keepsOrderWithoutRecursion() {
        MemoryJournal memory = new MemoryJournal();
        CompletableFuture<Void> first = new CompletableFuture<>();
        GroupService service = fixture.activeService(records -> first.isDone() ? memory.append(records) : first);
        List<Long> offsets = new ArrayList<>();
        long last = 50_000; // a stack has no room for so many

        submitUpTo(last, 0, service, offsets);
        assertThat(offsets).isEmpty();
        first.complete(null);

        assertThat(offsets).hasSize((int) last + 1).isSorted();
        assertThat(offset(answer(service.submit(fetch("g"))))).isEqualTo(last);
    }

    private static void submitUpTo(long last, long offset, GroupService service, List<Long> offsets) {
        service.submit(commit("g", offset)).thenAccept(r -> {
            offsets.add(offset);
            if (offset < last) {
                submitUpTo(last, offset + 1, service, offsets);
            }
        });
    }

    @Test
    void submit_fromManyThreads_repliesComeInOrderOfAppends() throws Exception {
        GroupService service = fixture.activeService(journal);
        int threads = 8;
        int each = 250;
        List<Long> order = new ArrayList<>(); // written by one thread at a time: the one that delivers
        CountDownLatch begin = new CountDownLatch(1);
        List<CompletableFuture<Void>> submitters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            CompletableFuture<Void> done = new CompletableFuture<>();
            submitters.add(done);
            new Thread(() -> {
                        try {
                            begin.await();
                            for (int i = 0; i < each; i++) {
                                long offset = (long) thread * each + i;
                                service.submit(commit("g" + thread, offset)).thenAccept(r -> order.add(offset));
                            }
                            done.complete(null);
                        } catch (InterruptedException | RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        begin.countDown();
        CompletableFuture.allOf(submitters.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(order).isEmpty();
        journal.appends().forEach(ControlledJournal.Append::keep);

        assertThat(order).hasSize(threads * each);
        assertThat(order)
                .containsExactlyElementsOf(journal.appends().stream()
                        .map(a -> committed(a.records()))
                        .toList());
    }

    @Test
    void submit_whileAnotherThreadCompletesAppends_everyRequestIsAnswered() throws Exception {
        GroupService service = fixture.activeService(journal);
        int count = 2_000;
        List<CompletableFuture<OffsetCommitResponse>> replies = new ArrayList<>();
        CompletableFuture<Void> kept = new CompletableFuture<>();
        new Thread(() -> {
                    int next = 0;
                    while (next < count) {
                        List<ControlledJournal.Append> appends = journal.appends();
                        for (; next < appends.size(); next++) {
                            appends.get(next).keep();
                        }
                        Thread.onSpinWait();
                    }
                    kept.complete(null);
                })
                .start();

        for (int i = 0; i < count; i++) {
            replies.add(service.submit(commit("g", i)));
        }

        kept.get(60, TimeUnit.SECONDS);
        for (CompletableFuture<OffsetCommitResponse> reply : replies) {
            assertThat(reply.get(60, TimeUnit.SECONDS).error()).isEqualTo(ErrorCode.NONE);
        }
        assertThat(offset(service.submit(fetch("g")).get(60, TimeUnit.SECONDS))).isEqualTo(count - 1);
    }

    @Test
    void events_appendInFlight_areToldAfterTheReply() {
        GroupService service = fixture.activeService(journal);
        List<String> seen = new ArrayList<>();
        service.onEvent(e -> seen.add(e.getClass().getSimpleName()));
        service.submit(join("g", "a")).thenAccept(r -> seen.add("reply"));
        journal.appends().forEach(ControlledJournal.Append::keep);
        assertThat(seen).contains(GroupEvent.MemberJoined.class.getSimpleName());
        seen.clear();

        fixture.nowMs.addAndGet(3_000);
        service.poll();

        assertThat(seen).startsWith("reply").contains(GroupEvent.GenerationStarted.class.getSimpleName());
    }

    @Test
    void history_ofAGroup_hasWhatIsNotReleasedToo() {
        GroupService service = fixture.activeService(journal);
        service.submit(join("g", "a"));
        assertThat(service.history("g")).singleElement().matches(GenerationView::isJoining);

        fixture.nowMs.addAndGet(3_000);
        service.poll();

        assertThat(service.history("g")).singleElement().satisfies(generation -> {
            assertThat(generation.isJoining()).isFalse();
            assertThat(generation.joinMs()).isEqualTo(3_000);
            assertThat(generation.memberIds()).hasSize(1);
        });
        assertThat(service.history("h")).isEmpty();
    }

    @Test
    void events_listenerThrows_reachTheOthersAndTheUncaughtHandler() throws Exception {
        GroupService service = fixture.activeService(new MemoryJournal());
        List<GroupEvent> seen = new ArrayList<>();
        List<Throwable> uncaught = new ArrayList<>();
        RuntimeException defect = new IllegalArgumentException("a listener's defect");
        service.onEvent(e -> {
                    throw defect;
                })
                .onEvent(seen::add);

        Thread thread = new Thread(() -> service.submit(join("g", "a")));
        thread.setUncaughtExceptionHandler((t, e) -> uncaught.add(e));
        thread.start();
        thread.join();

        assertThat(seen).isNotEmpty();
        assertThat(uncaught).isNotEmpty().allMatch(e -> e == defect);
        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }

    private static long committed(List<GroupRecord> records) {
        return records.stream()
                .map(GroupRecord::value)
                .filter(RecordValue.CommittedOffset.class::isInstance)
                .map(v -> ((RecordValue.CommittedOffset) v).offset())
                .findFirst()
                .orElseThrow();
    }
}
