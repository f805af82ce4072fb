package io.rebalance.embed;

import io.rebalance.GroupCoordinator;
import io.rebalance.TopicCatalog;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * API DRAFT: signatures only, the body follows.
 */
public final class GroupService implements AutoCloseable {

    private GroupService() {}

    public static GroupService of(GroupCoordinator coordinator, Journal journal) {
        throw new UnsupportedOperationException();
    }

    /** Where events go; called on the thread that drives the service, in order. Call before start. */
    public GroupService onEvent(Consumer<GroupEvent> listener) {
        throw new UnsupportedOperationException();
    }

    /** Fires what is due from now on by itself, on the given executor. Activates the coordinator. */
    public GroupService start(ScheduledExecutorService executor) {
        throw new UnsupportedOperationException();
    }

    /** Cancelling the future cancels the parked request. */
    public <R extends GroupResponse> CompletableFuture<R> submit(GroupRequest<R> request) {
        throw new UnsupportedOperationException();
    }

    /** For callers who bring the thread: fires what is due; returns when to call again, epoch ms. */
    public long poll() {
        throw new UnsupportedOperationException();
    }

    public void topicsChanged(TopicCatalog topics) {
        throw new UnsupportedOperationException();
    }

    public List<GroupView> groups() {
        throw new UnsupportedOperationException();
    }

    /** Resigns: every waiting and later request is answered NOT_COORDINATOR. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
