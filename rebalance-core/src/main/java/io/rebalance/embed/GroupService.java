package io.rebalance.embed;

import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GroupCoordinator} with a journal, a timer and futures: the same verbs, from any thread.
 *
 * <pre>{@code
 * GroupCoordinator coordinator = GroupCoordinator.builder().build();
 * journal.records().forEach(coordinator::replay);
 * try (GroupService service = GroupService.of(coordinator, journal).start(executor)) {
 *     service.submit(request).thenAccept(connection::send);
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Every method may be called from any thread. The coordinator, which the service has for itself from
 * now on, is called by one thread at a time; so is the journal. Futures complete, and events are told, outside of the
 * lock, by one thread at a time: one that submits, or polls, or completed an append, or one of the executor's; it tells
 * what calls of other threads brought about as well, as long as there is any. What depends on a future may call the
 * service again, and is never entered twice at a time; but it must not <em>wait</em> for another future of the service,
 * since that may need the thread it blocks. Who has much to do, does it elsewhere ({@code thenAcceptAsync}). The journal
 * and the assignors must not call the service.
 *
 * <p><b>Order.</b> Requests are handled in the order in which they come, and their outcomes are released in that order:
 * a future completes when the records of its outcome, and of all outcomes before it, are durable. Only when {@linkplain
 * io.rebalance.CoordinatorConfig#maxUnacknowledgedOutcomes() too many} outcomes wait for the journal, requests are
 * refused at once, with {@code COORDINATOR_NOT_AVAILABLE}.
 *
 * <p><b>Errors.</b> When the journal surely did not keep an outcome, the service takes back that outcome and all after
 * it, and answers whoever is concerned with the journal's {@linkplain JournalException#code() code}. When it is not
 * certain what the journal holds - an {@linkplain JournalException#isCertain() uncertain} exception, any other
 * exception, no stage at all, records kept after earlier ones were refused - or when the journal was {@linkplain
 * JournalException#fenced opened anew} for another coordinator, the service resigns, as it does when the
 * coordinator or the executor throws: every request that waits and every later one is answered {@code NOT_COORDINATOR},
 * and {@link #resigned()} tells why. The host then replays the journal into a new coordinator. A listener that throws
 * is reported to the thread's uncaught exception handler.
 */
public final class GroupService implements AutoCloseable {

    private final GroupCoordinator coordinator;
    private final Outbox outbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>(); // to be run under the lock
    private final NavigableMap<Long, Waiting<?>> waiting = new ConcurrentSkipListMap<>(); // by ticket
    private final List<Consumer<GroupEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> resigned = new CompletableFuture<>();

    // guarded by the lock
    private long lastTicket;
    private boolean isDelivering;
    private boolean hasResigned;
    private @Nullable Throwable resignedBecause;
    private @Nullable Alarm alarm;

    private GroupService(GroupCoordinator coordinator, Journal journal) {
        this.coordinator = coordinator;
        this.outbox = new Outbox(journal, this::runLater, this::resign);
    }

    /**
     * A service of the coordinator. The host has replayed the journal into it, and leaves it alone from now on.
     *
     * @throws NullPointerException if an argument is null
     */
    public static GroupService of(GroupCoordinator coordinator, Journal journal) {
        return new GroupService(
                Objects.requireNonNull(coordinator, "coordinator"), Objects.requireNonNull(journal, "journal"));
    }

    /**
     * Tells the listener every event from now on, in order, after the futures of the same outcome.
     *
     * @throws NullPointerException if {@code listener} is null
     */
    public GroupService onEvent(Consumer<GroupEvent> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Activates the coordinator unless it is active, and fires what is due from now on by itself. The executor remains
     * the host's, who shuts it down after {@link #close}.
     *
     * @throws NullPointerException if {@code executor} is null
     * @throws IllegalStateException if the service was started before, or has resigned
     */
    public GroupService start(ScheduledExecutorService executor) {
        Objects.requireNonNull(executor, "executor");
        locked(() -> {
            if (alarm != null || hasResigned) {
                throw new IllegalStateException("start must be called once, and before close: the service has "
                        + (hasResigned ? "resigned" : "started"));
            }
            alarm = new Alarm(executor, this::ring);
            activate();
        });
        return this;
    }

    /**
     * Hands a request in. The future completes with the answer, which may be a refusal; it fails only if the caller
     * makes it fail.
     *
     * <p>Cancelling it, or completing it in any other way, cancels the request: a join that waits does so no more.
     *
     * @throws NullPointerException if {@code request} is null
     */
    public <R extends GroupResponse> CompletableFuture<R> submit(GroupRequest<R> request) {
        Objects.requireNonNull(request, "request");
        Waiting<R> caller = new Waiting<>(request, new CompletableFuture<>());
        locked(() -> {
            long ticket = ++lastTicket;
            waiting.put(ticket, caller);
            var unused = caller.future.whenComplete((response, failure) -> completed(ticket));
            if (hasResigned) {
                outbox.add(Parcel.refusal(caller.refusal(ticket, ErrorCode.NOT_COORDINATOR)));
            } else if (coordinator.isBackedUp()) {
                outbox.addRefusal(Parcel.refusal(caller.refusal(ticket, ErrorCode.COORDINATOR_NOT_AVAILABLE)));
            } else {
                take(() -> coordinator.handle(ticket, request));
            }
        });
        return caller.future;
    }

    /**
     * Activates the coordinator unless it is active, and fires what is due; for callers who bring the thread.
     *
     * @return when to call again, in ms of the coordinator's clock, or earlier if another method was called meanwhile;
     *     {@code Long.MAX_VALUE} if nothing will be due
     */
    public long poll() {
        locked(() -> {
            activate();
            advance();
        });
        return get(() -> hasResigned ? Long.MAX_VALUE : coordinator.nextDeadlineMs());
    }

    /**
     * The topics are these from now on.
     *
     * @throws NullPointerException if {@code topics} is null
     */
    public void topicsChanged(TopicCatalog topics) {
        Objects.requireNonNull(topics, "topics");
        locked(() -> {
            if (!hasResigned) {
                take(() -> coordinator.topicsChanged(topics));
            }
        });
    }

    /**
     * Partitions are gone for good, and the offsets that groups have of them go too.
     *
     * @throws NullPointerException if {@code partitions}, or one of them, is null
     */
    public void partitionsDeleted(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : Objects.requireNonNull(partitions, "partitions")) {
            Objects.requireNonNull(partition, "element of partitions");
        }
        List<TopicPartition> gone = List.copyOf(partitions);
        locked(() -> {
            if (!hasResigned) {
                take(() -> coordinator.partitionsDeleted(gone));
            }
        });
    }

    /** All groups as they are now, what has not been released yet included. */
    public List<GroupView> groups() {
        return get(coordinator::groups);
    }

    /**
     * How the group's last generations came about, oldest first, what has not been released yet included: see {@link
     * GroupCoordinator#history}. The views may be read by any thread.
     *
     * @throws NullPointerException if {@code groupId} is null
     */
    public List<GenerationView> history(String groupId) {
        Objects.requireNonNull(groupId, "groupId");
        return get(() -> coordinator.history(groupId));
    }

    /**
     * Resigns: every request that waits and every later one is answered {@code NOT_COORDINATOR}. Does not wait for
     * appends in flight; what they would have released is not released. Calling it again does nothing.
     */
    @Override
    public void close() {
        locked(() -> resign(null));
    }

    /**
     * Completes once the service has resigned and all that waited are answered: normally after {@link #close},
     * exceptionally with what made the service resign. A copy each time.
     */
    public CompletionStage<Void> resigned() {
        return resigned.copy();
    }

    // Under the lock

    private void activate() {
        if (!hasResigned && !coordinator.isActive()) {
            take(coordinator::activate);
        }
    }

    private void advance() {
        if (!hasResigned) {
            take(coordinator::advance);
        }
    }

    private void stored(long sequence) {
        try {
            coordinator.stored(sequence);
        } catch (RuntimeException | Error e) {
            resign(e);
        }
    }

    /** Lets the coordinator do one thing. Should it throw, which is a defect, its state is not to be trusted. */
    private void take(Supplier<Outcome> input) {
        try {
            outbox.add(Parcel.of(input.get()));
        } catch (RuntimeException | Error e) {
            resign(e);
        }
    }

    private void resign(@Nullable Throwable because) {
        if (hasResigned) {
            return;
        }
        hasResigned = true;
        resignedBecause = because;
        if (alarm != null) {
            alarm.stop();
        }
        List<Reply> replies = new ArrayList<>();
        List<GroupEvent> events = new ArrayList<>();
        try {
            Outcome last = coordinator.resign();
            replies.addAll(last.replies());
            events.addAll(last.events());
        } catch (RuntimeException | Error e) {
            if (because == null) {
                resignedBecause = e;
            } else {
                because.addSuppressed(e);
            }
        }
        outbox.abandon();
        // whose answer was decided but is not released: it must not be told, the journal may not have it
        waiting.forEach((ticket, caller) -> replies.add(caller.refusal(ticket, ErrorCode.NOT_COORDINATOR)));
        outbox.add(Parcel.farewell(replies, events));
    }

    /** Does what other threads left to do, then what follows from what the journal said. */
    private void settle() {
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.run();
        }
        Parcel refused = outbox.firstRefused();
        if (refused != null) {
            outbox.takeBackFrom(refused);
            take(() -> coordinator.storeFailed(refused.sequence, refused.code()));
        }
        if (alarm != null && !hasResigned && alarm.isTooLateFor(coordinator.nextDeadlineMs())) {
            try {
                alarm.set(coordinator.nextDeadlineMs(), coordinator.nowMs());
            } catch (RuntimeException e) { // the executor was shut down
                resign(e);
            }
        }
    }

    // Around the lock

    private void locked(Runnable action) {
        get(() -> {
            action.run();
            return action;
        });
    }

    private <T> T get(Supplier<T> action) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("the journal and the assignors must not call the service");
        }
        lock.lock();
        try {
            settle();
            return action.get();
        } finally {
            lock.unlock();
            deliver();
        }
    }

    /** Callable from anywhere: waits for nobody. */
    private void runLater(Runnable errand) {
        errands.add(errand);
        deliver();
    }

    private void completed(long ticket) {
        if (waiting.remove(ticket) != null) { // not by an answer of ours
            runLater(() -> {
                if (!hasResigned) {
                    take(() -> coordinator.cancel(ticket));
                }
            });
        }
    }

    private void ring() {
        locked(() -> {
            if (alarm != null) {
                alarm.rang();
            }
            advance();
        });
    }

    /**
     * Settles and releases until there is nothing left to do, or another thread is at it: whoever leaves the lock comes
     * by here, and so does whoever ends a delivery, so that nothing is left behind.
     */
    private void deliver() {
        while (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            Parcel next;
            try {
                settle();
                next = isDelivering ? null : outbox.pollDurable();
                isDelivering |= next != null;
            } finally {
                lock.unlock();
            }
            if (next != null) {
                release(next);
            } else if (errands.isEmpty()) {
                return;
            }
        }
    }

    private void release(Parcel parcel) {
        try {
            parcel.replies.forEach(this::answer);
            parcel.events.forEach(this::tell);
        } finally {
            released(parcel);
        }
    }

    private void released(Parcel parcel) {
        Throwable because;
        lock.lock();
        try {
            isDelivering = false;
            because = resignedBecause;
            if (!hasResigned && parcel.sequence != Parcel.NO_SEQUENCE) {
                stored(parcel.sequence);
            }
        } finally {
            lock.unlock();
        }
        if (parcel.isFarewell && because == null) {
            resigned.complete(null);
        } else if (parcel.isFarewell) {
            resigned.completeExceptionally(because);
        }
    }

    private void answer(Reply reply) {
        Waiting<?> caller = waiting.remove(reply.ticket());
        if (caller != null) {
            caller.answer(reply.response());
        }
    }

    private void tell(GroupEvent event) {
        for (Consumer<GroupEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) { // the groups must not suffer from who watches them
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** Who waits for an answer. */
    private record Waiting<R extends GroupResponse>(GroupRequest<R> request, CompletableFuture<R> future) {

        Reply refusal(long ticket, ErrorCode error) {
            return new Reply(ticket, request, request.refusedWith(error));
        }

        @SuppressWarnings("unchecked") // the coordinator answers a request with its own kind of response
        void answer(GroupResponse response) {
            future.complete((R) response);
        }
    }
}
