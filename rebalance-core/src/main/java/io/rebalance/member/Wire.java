package io.rebalance.member;

import io.rebalance.protocol.GroupRequest;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is on its way to the coordinator, and whether there is a way. At most one request of each kind is out at a time. */
final class Wire {

    /** The kinds of requests that do not wait for each other. */
    enum Kind {
        REBALANCE,
        HEARTBEAT,
        COMMIT,
        LEAVE
    }

    private static final Kind[] KINDS = Kind.values();

    private final Turn turn;
    private final Standing standing;
    private final Map<Kind, Flight> flights = new EnumMap<>(Kind.class);
    private long lastNumber;
    private boolean isConnected;

    Wire(Turn turn, Standing standing) {
        this.turn = turn;
        this.standing = standing;
    }

    boolean isConnected() {
        return isConnected;
    }

    void connect() {
        isConnected = true;
    }

    /** Nothing that was sent will be answered. */
    void disconnect() {
        isConnected = false;
        flights.clear();
    }

    /** Sends, and waits for the answer in place of any that this kind waited for. */
    void send(Kind kind, GroupRequest<?> request, long timeoutMs) {
        Flight flight = new Flight(
                ++lastNumber,
                request,
                turn.nowMs(),
                turn.after(timeoutMs),
                standing.generationId(),
                standing.memberId(),
                standing.state() == MemberState.STABLE);
        flights.put(kind, flight);
        turn.send(new MemberRequest(flight.number(), request, flight.deadlineMs()));
    }

    /** Sends, and does not care for the answer. */
    void sendOff(GroupRequest<?> request, long deadlineMs) {
        turn.send(new MemberRequest(++lastNumber, request, deadlineMs));
    }

    /** Of the last request that was sent; 0 if none was. */
    long lastNumber() {
        return lastNumber;
    }

    boolean awaits(Kind kind) {
        return flights.containsKey(kind);
    }

    /** The request with that number, if its answer is awaited. */
    @Nullable
    Flight flight(long number) {
        Kind kind = kindOf(number);
        return kind == null ? null : flights.get(kind);
    }

    /** The request with that number, if its answer is awaited; from now on it is not. */
    @Nullable
    Flight take(long number) {
        Kind kind = kindOf(number);
        return kind == null ? null : flights.remove(kind);
    }

    private @Nullable Kind kindOf(long number) {
        for (Kind kind : KINDS) {
            Flight flight = flights.get(kind);
            if (flight != null && flight.number() == number) {
                return kind;
            }
        }
        return null;
    }

    /** No answer of this kind is awaited any more. */
    void forget(Kind kind) {
        flights.remove(kind);
    }

    /** When the first of the awaited answers is given up. */
    long deadlineMs() {
        long deadlineMs = Times.NEVER;
        for (Kind kind : KINDS) {
            Flight flight = flights.get(kind);
            if (flight != null) {
                deadlineMs = Math.min(deadlineMs, flight.deadlineMs());
            }
        }
        return deadlineMs;
    }
}
