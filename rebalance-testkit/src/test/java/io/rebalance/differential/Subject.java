package io.rebalance.differential;

import io.rebalance.protocol.GroupRequest;
import org.jspecify.annotations.Nullable;

/** A coordinator under comparison, at the mercy of a clock that it shares with the other one. */
interface Subject {

    /**
     * A request.
     *
     * @param ticket its number, by which it is answered now or later
     * @param newcomer the id that the member is to be known by, if this is what makes it one
     */
    void handle(long ticket, GroupRequest<?> request, @Nullable String newcomer);

    /** When something is due, in epoch ms; {@link Long#MAX_VALUE} if nothing is. */
    long nextDeadlineMs();

    /** Does what is due. */
    void advance();

    /** What there is to see, with all answers since the last look. */
    Moment look();
}
