package io.rebalance.internal.group;

import io.rebalance.internal.kernel.LongMap;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import java.util.List;
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

    /** Remembers what is volatile of all seats of a group, at once, as whoever is about to change most of it does. */
    public void rememberAll(Step step, List<Seat> all, Timer watch) {
        step.remember(all, watch);
        step.undo(SeatsBefore.of(all), this, 0, (before, waiting, none) -> before.restore(waiting.seats));
    }

    /**
     * A new generation begins for a member whose seat was {@linkplain #rememberAll remembered}: it is not new any more,
     * owes a sync, has its session before it, and waits for nothing.
     *
     * @return the join that waited; or null
     */
    public @Nullable Ticket beginGeneration(Step step, Seat seat) {
        seat.beginGeneration();
        step.openRemembered(seat, seat.sessionTimeoutMs());
        return seat.hasJoined() ? free(seat) : null;
    }

    /**
     * The sync that waits in a seat that was {@linkplain #rememberAll remembered}, which waits no longer and has its session
     * before it; or null, and then nothing changes.
     */
    public @Nullable Ticket endSync(Step step, Seat seat) {
        if (seat.sync() == null) {
            return null;
        }
        step.openRemembered(seat, seat.sessionTimeoutMs());
        return free(seat);
    }

    private @Nullable Ticket free(Seat seat) {
        Ticket ticket = seat.free();
        if (ticket != null) {
            seats.remove(ticket.number());
        }
        return ticket;
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
        step.undo(seats, null, ticket.number(), (all, none, number) -> all.remove(number));
    }

    private void remove(Step step, Ticket ticket, Seat seat) {
        seats.remove(ticket.number());
        step.undo(seats, seat, ticket.number(), (all, waits, number) -> all.put(number, waits));
    }
}
