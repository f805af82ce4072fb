package io.rebalance.internal.kernel;

import io.rebalance.Reply;
import io.rebalance.protocol.GroupRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inputs whose outcomes the host has not acknowledged, and which may have to be taken back.
 *
 * <p>A ring of numbers and references. Most inputs are requests that changed nothing and were answered at once,
 * heartbeats above all: of such a one there is nothing to keep but itself.
 */
public final class Unacknowledged {

    /** An input that is no request, or brought requests back. */
    private record Input(List<Ticket> handedIn, List<Long> cancelled) {}

    private static final int SMALLEST = 16;
    private static final int SPARE = 8;

    private long[] sequences = new long[SMALLEST];
    private long[] tickets = new long[SMALLEST];
    private @Nullable Object[] inputs = new @Nullable Object[SMALLEST]; // a GroupRequest, or an Input
    private @Nullable Step[] steps = new @Nullable Step[SMALLEST]; // null where there is nothing to take back
    private int first;
    private int size;
    private final @Nullable Step[] spares = new @Nullable Step[SPARE];
    private int spareCount;

    /** How many there are. */
    public int size() {
        return size;
    }

    /**
     * One input more.
     *
     * @param handedIn the requests that it brought, or that were to be answered because those that brought them were
     *     taken back
     * @param cancelled the tickets that it cancelled, or cancelled again
     */
    public void add(long sequence, List<Ticket> handedIn, List<Long> cancelled, Step step) {
        append(sequence, 0, new Input(handedIn, cancelled), step);
    }

    /** One input more: a request. Allocates nothing. */
    public void addRequest(long sequence, long ticket, GroupRequest<?> request, Step step) {
        append(sequence, ticket, request, step);
    }

    /** One input more: a request that changed nothing and was answered at once. Allocates nothing. */
    public void addAnswered(long sequence, long ticket, GroupRequest<?> request) {
        append(sequence, ticket, request, null);
    }

    /** Those up to this sequence never have to be taken back. */
    public void stored(long sequence) {
        while (size > 0 && sequences[first] <= sequence) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        inputs[first] = null;
        Step step = steps[first];
        if (step != null) {
            steps[first] = null;
            spare(step);
        }
        first = (first + 1) & (inputs.length - 1);
        size--;
    }

    /** A step that is over, to serve again; or null. */
    public @Nullable Step spare() {
        return spareCount == 0 ? null : spares[--spareCount];
    }

    /** The step is over, and may serve again. */
    public void spare(Step step) {
        step.over();
        if (spareCount < SPARE) {
            if (spares[spareCount] != step) { // most often it is the one that was there
                spares[spareCount] = step;
            }
            spareCount++;
        }
    }

    /** None of them has to be taken back any more. */
    public void clear() {
        Arrays.fill(inputs, null);
        Arrays.fill(steps, null);
        first = 0;
        size = 0;
    }

    /**
     * Insists on an outcome being here.
     *
     * @throws IllegalArgumentException unless the outcome with this sequence is here
     */
    public void require(long sequence) {
        for (int i = 0; i < size; i++) {
            if (sequences[slot(i)] == sequence) {
                return;
            }
        }
        throw new IllegalArgumentException("first must be an outcome that waits for stored ("
                + (size == 0 ? "there is none" : sequences[slot(0)] + " to " + sequences[slot(size - 1)])
                + "), was " + sequence);
    }

    /** The requests that were answered in outcomes that are here, in order, but for those that were cancelled later. */
    public List<Ticket> answered() {
        List<Ticket> answered = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int slot = slot(i);
            Step step = steps[slot];
            if (step == null) {
                answered.add(ticket(slot));
            } else {
                for (Reply reply : step.replies()) {
                    answered.add(new Ticket(reply.ticket(), reply.request()));
                }
            }
            if (inputs[slot] instanceof Input input) {
                forget(answered, input.cancelled);
            }
        }
        return answered;
    }

    /**
     * Takes back the input with this sequence and all after it.
     *
     * @param handedIn gets the requests that were handed in, in order, but for those that were cancelled later
     * @param cancelled gets the tickets that were cancelled, in order
     */
    public void takeBack(long firstSequence, long nowMs, List<Ticket> handedIn, List<Long> cancelled) {
        int kept = size;
        while (kept > 0 && sequences[slot(kept - 1)] >= firstSequence) {
            kept--;
            Step step = steps[slot(kept)];
            if (step != null) {
                step.takeBack(nowMs);
            }
        }
        for (int i = kept; i < size; i++) {
            int slot = slot(i);
            if (inputs[slot] instanceof Input input) {
                forget(handedIn, input.cancelled); // before what it brought: a cancel hits only what came earlier
                cancelled.addAll(input.cancelled);
                handedIn.addAll(input.handedIn);
            } else {
                handedIn.add(ticket(slot));
            }
            inputs[slot] = null;
            steps[slot] = null;
        }
        size = kept;
    }

    private void append(long sequence, long ticket, Object input, @Nullable Step step) {
        if (size == inputs.length) {
            grow();
        }
        int slot = slot(size++);
        sequences[slot] = sequence;
        tickets[slot] = ticket;
        inputs[slot] = input;
        if (step != null) {
            steps[slot] = step;
        }
    }

    private Ticket ticket(int slot) {
        if (inputs[slot] instanceof GroupRequest<?> request) {
            return new Ticket(tickets[slot], request);
        }
        throw new IllegalStateException("slot " + slot + " holds no request");
    }

    private int slot(int i) {
        return (first + i) & (inputs.length - 1);
    }

    private void grow() {
        int more = inputs.length * 2;
        long[] moreSequences = new long[more];
        long[] moreTickets = new long[more];
        @Nullable Object[] moreInputs = new @Nullable Object[more];
        @Nullable Step[] moreSteps = new @Nullable Step[more];
        for (int i = 0; i < size; i++) {
            int slot = slot(i);
            moreSequences[i] = sequences[slot];
            moreTickets[i] = tickets[slot];
            moreInputs[i] = inputs[slot];
            moreSteps[i] = steps[slot];
        }
        sequences = moreSequences;
        tickets = moreTickets;
        inputs = moreInputs;
        steps = moreSteps;
        first = 0;
    }

    private static void forget(List<Ticket> tickets, List<Long> cancelled) {
        if (!cancelled.isEmpty()) {
            tickets.removeIf(ticket -> cancelled.contains(ticket.number()));
        }
    }
}
