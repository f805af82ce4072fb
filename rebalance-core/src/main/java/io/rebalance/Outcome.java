package io.rebalance;

import io.rebalance.log.GroupRecord;
import io.rebalance.view.GroupEvent;
import java.util.List;

/**
 * What came of one input: what to store, what to answer, what happened.
 *
 * <p>Outcomes are released in the order of their sequence: append {@link #records()}, and when those and the records of
 * all earlier outcomes are durable, send {@link #replies()} and tell the coordinator that the outcome is {@linkplain
 * GroupCoordinator#stored stored}. Immutable and thread-safe.
 */
public final class Outcome {

    private final long sequence;
    private final List<GroupRecord> records;
    private final List<Reply> replies;
    private final List<GroupEvent> events;

    Outcome(long sequence, List<GroupRecord> records, List<Reply> replies, List<GroupEvent> events) {
        this.sequence = sequence;
        this.records = records;
        this.replies = replies;
        this.events = events;
    }

    /** The number of this outcome, from 1; each outcome of a coordinator has the number after the one before. */
    public long sequence() {
        return sequence;
    }

    /** What to append to the log, in this order, all or nothing. Empty most of the time. Unmodifiable. */
    public List<GroupRecord> records() {
        return records;
    }

    /** What to answer once the records are durable, in this order. Unmodifiable. */
    public List<Reply> replies() {
        return replies;
    }

    /** What happened, for people and monitors; nothing depends on it. Unmodifiable. */
    public List<GroupEvent> events() {
        return events;
    }

    @Override
    public String toString() {
        return "Outcome[" + sequence + ", records=" + records + ", replies=" + replies + ", events=" + events + "]";
    }
}
