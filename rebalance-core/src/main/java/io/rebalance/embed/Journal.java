package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where a {@link GroupService} keeps the records of its coordinator.
 *
 * <p>What a journal must do, in the words by which the testkit's {@code JournalContract} checks it:
 *
 * <ul>
 *   <li><b>Order.</b> What is replayed later is a prefix of what was appended: after the records of a call, all those of
 *       earlier calls are there. Records of different keys may be handed back in another order, and records that a later
 *       one of their key supersedes need not be handed back at all; of a key, the last record counts.
 *   <li><b>All or nothing.</b> Of one call, all records are replayed, or none.
 *   <li><b>Durable before told.</b> A stage that completed normally is a promise: no crash takes these records, or those
 *       of earlier calls, away. Records whose stage did not complete may be replayed, or not.
 *   <li><b>Failure is the end of a line.</b> See {@link #append}.
 *   <li><b>Terms.</b> A journal is opened for one coordinator. Once it has been opened anew, for another one or for the
 *       same one later, no append of the earlier opening may become durable: it fails, however long ago the records were
 *       decided, and says {@link JournalException#fenced} (field failures C5 and C12). The next coordinator is handed the records only after that holds. A
 *       journal that cannot make sure of it needs a host that never runs two coordinators on it.
 * </ul>
 *
 * <p>The service calls from one thread at a time, and all other callers of the service wait meanwhile: a journal that
 * takes its time starts the append and returns. It may be called again before earlier calls have completed, and keeps
 * the order of the calls all the same. It must not complete a stage while it holds a lock that {@code append} needs.
 *
 * <p>How the records come back after a restart is between the journal and the host, who replays them into a new
 * coordinator before it makes a service of it. Whatever cannot be read back as a whole must fail there, and never look
 * like an end (field failure C7). {@link io.rebalance.log.RecordCodec} and {@link io.rebalance.log.RecordWriter} give
 * records bytes.
 */
public interface Journal {

    /**
     * Appends records after all that were appended before, all or nothing.
     *
     * <p>The stage completes normally when these records <em>and all of earlier calls</em> are durable. It completes
     * with a {@link JournalException} when they are not; then no later call that was made before this completion may
     * become durable either, and each of those completes with a {@code JournalException} too. What the exception says
     * of {@link JournalException#isCertain()} decides what the service does: it takes the effects back, or it resigns.
     * Certain means: not replayed, now or ever. Any other exception counts as uncertain.
     *
     * <p>Once the service has heard of a failure, it makes no call before all earlier ones have completed. A call that
     * crosses with the news should be refused as well; should it be kept, the service resigns, since those records stand
     * on what was refused. After a certain failure the service goes on appending; a journal that cannot go on refuses all
     * that comes. Every stage completes at last, one way or the other, as long as the process lives: who waits for it,
     * waits without a time-out.
     *
     * @param records what to append, never empty, not to be changed
     * @return completes on any thread, in the order of the calls
     */
    CompletionStage<Void> append(List<GroupRecord> records);
}
