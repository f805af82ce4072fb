package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where a {@link GroupService} keeps the records of its coordinator.
 *
 * <p>The service calls from one thread at a time, and all other callers of the service wait meanwhile: a journal that
 * takes its time starts the append and returns. It may be called again before earlier calls have completed, and keeps
 * the order of the calls all the same. It must not complete a stage while it holds a lock that {@code append} needs.
 */
public interface Journal {

    /**
     * Appends records after all that were appended before, all or nothing.
     *
     * <p>The stage completes normally when these records <em>and all of earlier calls</em> are durable. It completes
     * with a {@link JournalException} when they are not; then no later call that was made before this completion may
     * become durable either, and each of those completes with a {@code JournalException} too. What the exception says
     * of {@link JournalException#isCertain()} decides what the service does: it takes the effects back, or it resigns.
     *
     * <p>Once the service has heard of a failure, it makes no call before all earlier ones have completed. A call that
     * crosses with the news should be refused as well; should it be kept, the service resigns, since those records stand
     * on what was refused.
     *
     * @param records what to append, never empty, not to be changed
     * @return completes on any thread, in the order of the calls
     */
    CompletionStage<Void> append(List<GroupRecord> records);
}
