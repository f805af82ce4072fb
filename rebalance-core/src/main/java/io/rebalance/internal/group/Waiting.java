package io.rebalance.internal.group;

import io.rebalance.internal.kernel.LongMap;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import org.jspecify.annotations.Nullable;

/**
 * All requests that wait for an answer, each in the seat of its member. A member has at most one that waits;
 * an older one is answered when a newer one takes its place.
 */
public final class Waiting {

    private final LongMap<Seat> seats = new LongMap<>();

    /** Whether the ticket waits. */
    public boolean has(long ticket) {
        return seats.get(ticket) != null;
    }

    /** The seat in which the ticket waits, or null. */
    public @Nullable Seat seatOf(long ticket) {
        return seats.get(ticket);
    }

    /** The request waits from now on. The one that waited in the seat is answered: join again. */
    public void park(Step step, Seat seat, Ticket ticket) {
        supersede(step, take(step, seat));
        seat.waiting(step, ticket);
        put(step, ticket, seat);
    }

    /** Answers the sync that waits in the seat, if one does. */
    public void answerSync(Step step, Seat seat, GroupResponse response) {
        Ticket ticket = takeSync(step, seat);
        if (ticket != null) {
            step.answer(ticket, response);
        }
    }

    /** The join that waits in the seat, which waits no longer; or null. */
    public @Nullable Ticket takeJoin(Step step, Seat seat) {
        return seat.hasJoined() ? take(step, seat) : null;
    }

    /** The sync that waits in the seat, which waits no longer; or null. */
    public @Nullable Ticket takeSync(Step step, Seat seat) {
        return seat.hasJoined() ? null : take(step, seat);
    }

    private @Nullable Ticket take(Step step, Seat seat) {
        Ticket ticket = seat.waiting();
        if (ticket != null) {
            seat.waiting(step, null);
            remove(step, ticket, seat);
        }
        return ticket;
    }

    private static void supersede(Step step, @Nullable Ticket older) {
        if (older != null) {
            step.answer(older, older.request().refusedWith(ErrorCode.REBALANCE_IN_PROGRESS));
        }
    }

    private void put(Step step, Ticket ticket, Seat seat) {
        seats.put(ticket.number(), seat);
        step.inverse(() -> seats.remove(ticket.number()));
    }

    private void remove(Step step, Ticket ticket, Seat seat) {
        seats.remove(ticket.number());
        step.inverse(() -> seats.put(ticket.number(), seat));
    }
}
