package io.rebalance.internal.group;

import io.rebalance.internal.kernel.LongMap;
import io.rebalance.internal.kernel.Ticket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was volatile of many seats at one time, their sessions apart. */
final class SeatsBefore {

    private final List<Seat> seats;
    private final @Nullable Ticket[] waiting;
    private final byte[] marks;

    private SeatsBefore(List<Seat> seats) {
        this.seats = seats;
        waiting = new @Nullable Ticket[seats.size()];
        marks = new byte[waiting.length];
        for (int i = 0; i < waiting.length; i++) {
            Seat seat = seats.get(i);
            waiting[i] = seat.waiting();
            marks[i] = seat.marks();
        }
    }

    /** What is volatile of these now. The list stays as it is. */
    static SeatsBefore of(List<Seat> seats) {
        return new SeatsBefore(seats);
    }

    /** They are again as they were; whoever waited waits in {@code tickets} too. */
    void restore(LongMap<Seat> tickets) {
        for (int i = waiting.length - 1; i >= 0; i--) {
            Seat seat = seats.get(i);
            Ticket ticket = waiting[i];
            seat.restore(ticket, marks[i]);
            if (ticket != null) {
                tickets.put(ticket.number(), seat);
            }
        }
    }
}
