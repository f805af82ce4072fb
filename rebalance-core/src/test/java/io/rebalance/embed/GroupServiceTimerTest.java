package io.rebalance.embed;

import static io.rebalance.embed.EmbedFixture.answer;
import static io.rebalance.embed.EmbedFixture.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who fires what is due: the service itself on an executor, or a caller who polls. */
class GroupServiceTimerTest {

    /** Writes down what it is to run, and when; runs nothing by itself. */
    private static final class NotingExecutor extends ScheduledThreadPoolExecutor {

        record Noted(Runnable task, long delayMs, ScheduledFuture<?> future) {}

        final List<Noted> noted = new ArrayList<>();

        NotingExecutor() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            ScheduledFuture<?> future = super.schedule(() -> {}, 1_000, TimeUnit.DAYS);
            noted.add(new Noted(task, unit.toMillis(delay), future));
            return future;
        }

        List<Noted> pending() {
            return noted.stream().filter(n -> !n.future().isCancelled()).toList();
        }
    }

    private final EmbedFixture fixture = new EmbedFixture();
    private final NotingExecutor executor = new NotingExecutor();

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    @Test
    void start_nothingDue_schedulesNothing() {
        GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);

        assertThat(executor.noted).isEmpty();
        assertThat(fixture.coordinator.isActive()).isTrue();
    }

    @Test
    void start_coordinatorActivatedByHost_isNotActivatedAgain() {
        fixture.coordinator.stored(fixture.coordinator.activate().sequence());

        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);

        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }

    @Test
    void start_twice_isRefused() {
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);

        assertThatThrownBy(() -> service.start(executor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("started");
    }

    @Test
    void deadline_reached_isFired() {
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);
        CompletableFuture<JoinGroupResponse> join = service.submit(join("g", "a"));
        assertThat(executor.pending()).extracting(NotingExecutor.Noted::delayMs).containsExactly(3_000L);

        fixture.nowMs.addAndGet(3_000);
        executor.pending().get(0).task().run();

        assertThat(answer(join).generationId()).isEqualTo(1);
        assertThat(executor.noted).hasSizeGreaterThan(1); // the next deadline: the member's session
    }

    @Test
    void deadline_wokenTooEarly_isSetAnew() {
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);
        CompletableFuture<JoinGroupResponse> join = service.submit(join("g", "a"));

        fixture.nowMs.addAndGet(2_000);
        executor.noted.get(0).task().run();

        assertThat(join).isNotDone();
        assertThat(executor.noted).hasSize(2);
        assertThat(executor.noted.get(1).delayMs()).isEqualTo(1_000);
    }

    @Test
    void deadline_getsEarlier_isScheduledAnew() {
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);
        service.submit(join("g", "a"));
        fixture.nowMs.addAndGet(3_000);
        executor.noted.get(0).task().run();
        int before = executor.noted.size();

        service.submit(join("other", "b"));

        assertThat(executor.noted).hasSize(before + 1);
        assertThat(executor.noted.get(before).delayMs()).isEqualTo(3_000);
        assertThat(executor.noted.get(before - 1).future().isCancelled()).isTrue();
    }

    @Test
    void close_wakeUpScheduled_isCancelled() {
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(executor);
        service.submit(join("g", "a"));

        service.close();

        assertThat(executor.pending()).extracting(NotingExecutor.Noted::task).isEmpty();
        executor.noted.get(0).task().run(); // was on its way already: harmless
    }

    @Test
    void executor_shutDownBeforeClose_resigns() {
        ScheduledExecutorService gone = Executors.newSingleThreadScheduledExecutor();
        GroupService service =
                GroupService.of(fixture.coordinator, new MemoryJournal()).start(gone);
        gone.shutdownNow();

        CompletableFuture<JoinGroupResponse> join = service.submit(join("g", "a"));

        assertThat(answer(join).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(service.resigned().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void poll_somethingDue_firesItAndTellsWhenToCallAgain() {
        GroupService service = GroupService.of(fixture.coordinator, new MemoryJournal());
        assertThat(service.poll()).isEqualTo(Long.MAX_VALUE);
        CompletableFuture<JoinGroupResponse> join = service.submit(join("g", "a"));
        long start = fixture.nowMs.get();

        assertThat(service.poll()).isEqualTo(start + 3_000);
        assertThat(join).isNotDone();
        fixture.nowMs.addAndGet(3_000);
        long next = service.poll();

        assertThat(answer(join).generationId()).isEqualTo(1);
        assertThat(next).isGreaterThan(fixture.nowMs.get());
    }
}
