package io.rebalance.embed;

import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.view.GroupEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An outcome on its way out, or answers that the service itself gives. Guarded by the service's lock. */
final class Parcel {

    /** How far it has got. */
    enum State {
        /** Its records are being appended. */
        APPENDING,
        /** Its records are not to be appended: an append before it was refused. */
        HELD,
        /** The journal surely does not have its records. */
        REFUSED,
        /** It has no records, or the journal has them. */
        DURABLE
    }

    /** What stands for a sequence where there is no outcome. */
    static final long NO_SEQUENCE = 0;

    final long sequence;
    final List<GroupRecord> records;
    final List<Reply> replies;
    final List<GroupEvent> events;
    final boolean isFarewell;

    private State state = State.DURABLE;
    private @Nullable JournalException refusal;

    private Parcel(
            long sequence,
            List<GroupRecord> records,
            List<Reply> replies,
            List<GroupEvent> events,
            boolean isFarewell) {
        this.sequence = sequence;
        this.records = records;
        this.replies = replies;
        this.events = events;
        this.isFarewell = isFarewell;
    }

    static Parcel of(Outcome outcome) {
        return new Parcel(outcome.sequence(), outcome.records(), outcome.replies(), outcome.events(), false);
    }

    /** An answer that the service gives by itself. */
    static Parcel refusal(Reply reply) {
        return new Parcel(NO_SEQUENCE, List.of(), List.of(reply), List.of(), false);
    }

    /** The answers to all that wait when the service resigns. */
    static Parcel farewell(List<Reply> replies, List<GroupEvent> events) {
        return new Parcel(NO_SEQUENCE, List.of(), replies, events, true);
    }

    boolean hasRecords() {
        return !records.isEmpty();
    }

    State state() {
        return state;
    }

    void state(State state) {
        this.state = state;
    }

    void refusedWith(JournalException refusal) {
        this.refusal = refusal;
        state = State.REFUSED;
    }

    /** Why the journal refused it. */
    ErrorCode code() {
        return refusal == null ? ErrorCode.UNKNOWN_SERVER_ERROR : refusal.code();
    }
}
