package io.rebalance.testkit;

import io.rebalance.embed.Journal;
import io.rebalance.log.GroupRecord;
import java.time.Duration;
import java.util.List;

/**
 * Where a {@link Journal} keeps its records, as {@link JournalContract} needs to see it: a place that survives the process
 * which writes to it.
 *
 * <p>{@link #open} and {@link #crash} are all that must be written. A store that can play a failing or a slow disk, or
 * that keeps out whoever opened it earlier, says so, and is held to more.
 */
public interface JournalStore extends AutoCloseable {

    /**
     * A journal that was opened.
     *
     * @param journal appends go here
     * @param records what a new coordinator has to replay before, oldest first
     */
    record Opened(Journal journal, List<GroupRecord> records) {}

    /**
     * Opens the journal, as a process does that is to be the coordinator from now on. The first time there is nothing in
     * it.
     *
     * @throws Exception if it cannot be opened, which fails the check
     */
    Opened open() throws Exception;

    /**
     * The process that opened the journal dies at once: what it had not made durable is lost. What becomes of appends in
     * flight is the store's affair; their stages may complete or not.
     *
     * @throws Exception if that cannot be played, which fails the check
     */
    void crash() throws Exception;

    /** Whether {@link #failAppends} and {@link #healAppends} do something. No, unless overridden. */
    default boolean canFail() {
        return false;
    }

    /** From now on nothing can be made durable, as on a full disk. */
    default void failAppends() {}

    /** All is well again. */
    default void healAppends() {}

    /** Whether {@link #stall} and {@link #resume} do something. No, unless overridden. */
    default boolean canStall() {
        return false;
    }

    /** From now on nothing becomes durable, but it will once {@link #resume} is called. */
    default void stall() {}

    /** What was held up becomes durable. */
    default void resume() {}

    /**
     * Whether opening it keeps out whoever opened it before: a later opening is a higher term, and an append is
     * conditional on its term being the highest. Yes, unless overridden; say no only if your host makes sure in another way
     * that there is never more than one coordinator.
     */
    default boolean isFenced() {
        return true;
    }

    /** How long a check waits for what must happen before it gives up. Nothing is measured by it. */
    default Duration patience() {
        return Duration.ofMinutes(1);
    }

    /** The check is over: frees what was taken. */
    @Override
    default void close() {}
}
