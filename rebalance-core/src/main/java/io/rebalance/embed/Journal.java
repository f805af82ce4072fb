package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where a {@link GroupService} keeps the records of its coordinator.
 *
 * <p>The service calls from one thread at a time. It may call again before earlier calls have completed; the journal
 * keeps the order of the calls all the same.
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
     * @param records what to append, never empty, not to be changed
     * @return completes on any thread, in the order of the calls
     */
    CompletionStage<Void> append(List<GroupRecord> records);
}
