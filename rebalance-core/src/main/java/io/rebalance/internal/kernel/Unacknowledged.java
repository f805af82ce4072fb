package io.rebalance.internal.kernel;

import io.rebalance.Reply;
import io.rebalance.protocol.GroupRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inputs whose outcomes the host has not acknowledged, and which may have to be taken back.
 *
 * <p>A ring of numbers and references. Most inputs are requests that changed nothing and were answered at once,
 * heartbeats above all: of such a one there is nothing to keep but itself.
 */
public final class Unacknowledged {

    /**
     * An input that is no request.
     *
     * @param handedIn the requests that it brought, since those that brought them before were taken back
     * @param cancelled the tickets that it cancelled, or cancelled again
     * @param isOfTheWorld whether it told of something besides, which is so even if the input is taken back
     */
    public record Input(List<Ticket> handedIn, List<Long> cancelled, boolean isOfTheWorld) {

        /** An input that brought nothing. */
        public static final Input NONE = new Input(List.of(), List.of(), false);

        boolean isNothing() {
            return handedIn.isEmpty() && cancelled.isEmpty() && !isOfTheWorld;
        }
    }

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
    private long latest; // sequence, whether it waits or not
    private long latestStored;
    private final ArrayDeque<TakenBack> takenBack = new ArrayDeque<>(); // of those that are not stored, in order

    /** Sequences from one to another, both included. */
    private record TakenBack(long first, long last) {}

    /** How many there are. */
    public int size() {
        return size;
    }

    /** One input more. One that left nothing to take back, and brought nothing, takes no place. */
    public void add(long sequence, Input input, Step step) {
        boolean isForgettable = input.isNothing() || (size == 0 && input.handedIn.isEmpty());
        if (isForgettable && step.leftNoTrace() && step.replies().isEmpty()) {
            latest = sequence;
            spare(step);
        } else {
            append(sequence, 0, input, step);
        }
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
        latestStored = Math.max(latestStored, sequence);
        while (!takenBack.isEmpty() && takenBack.getFirst().last <= latestStored) {
            takenBack.removeFirst();
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
        latestStored = latest;
        takenBack.clear();
    }

    /**
     * Insists on an outcome that waits.
     *
     * @throws IllegalArgumentException unless the outcome with this sequence was neither stored nor taken back
     */
    public void require(long sequence) {
        if (sequence <= latestStored || sequence > latest) {
            throw new IllegalArgumentException("first must be an outcome that waits for stored ("
                    + (latestStored >= latest ? "there is none" : latestStored + 1 + " to " + latest)
                    + "), was " + sequence);
        }
        if (takenBack.stream().anyMatch(some -> some.first <= sequence && sequence <= some.last)) {
            throw new IllegalArgumentException("first must not be an outcome that was taken back, was " + sequence);
        }
    }

    /** The requests that were answered in outcomes that are here, in order, but for those that were cancelled later. */
    public List<Ticket> answered() {
        List<Ticket> answered = new ArrayList<>();
        Set<Long> cancelled = new HashSet<>(); // of an answer that is void, then or later
        for (int i = size - 1; i >= 0; i--) {
            int slot = slot(i);
            if (inputs[slot] instanceof Input input) {
                cancelled.addAll(input.cancelled);
            }
            Step step = steps[slot];
            if (step == null) {
                addUnless(cancelled, answered, ticket(slot));
            } else {
                List<Reply> replies = step.replies();
                for (int n = replies.size() - 1; n >= 0; n--) {
                    Reply reply = replies.get(n);
                    addUnless(cancelled, answered, new Ticket(reply.ticket(), reply.request()));
                }
            }
        }
        Collections.reverse(answered);
        return answered;
    }

    /**
     * Takes back the input with this sequence and all after it.
     *
     * @return what they brought, as one input: the requests that were handed in, in order, but for those that were
     *     cancelled later; the tickets that were cancelled, in order; and whether the world changed
     */
    public Input takeBack(long firstSequence, long nowMs) {
        List<Ticket> handedIn = new ArrayList<>();
        List<Long> cancelled = new ArrayList<>();
        Set<Long> cancelledLater = new HashSet<>();
        boolean isOfTheWorld = false;
        while (size > 0 && sequences[slot(size - 1)] >= firstSequence) {
            int slot = slot(--size);
            Step step = steps[slot];
            if (step != null) {
                step.takeBack(nowMs);
            }
            if (inputs[slot] instanceof Input input) {
                addUnless(cancelledLater, handedIn, input.handedIn); // a cancel hits only what came earlier
                addReversed(cancelled, input.cancelled);
                cancelledLater.addAll(input.cancelled);
                isOfTheWorld |= input.isOfTheWorld;
            } else {
                addUnless(cancelledLater, handedIn, ticket(slot));
            }
            inputs[slot] = null;
            steps[slot] = null;
        }
        while (!takenBack.isEmpty() && takenBack.getLast().first >= firstSequence) {
            takenBack.removeLast();
        }
        takenBack.addLast(new TakenBack(firstSequence, latest));
        Collections.reverse(handedIn);
        Collections.reverse(cancelled);
        return new Input(handedIn, cancelled, isOfTheWorld);
    }

    private static void addUnless(Set<Long> cancelled, List<Ticket> latestFirst, List<Ticket> inOrder) {
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            addUnless(cancelled, latestFirst, inOrder.get(i));
        }
    }

    private static void addUnless(Set<Long> cancelled, List<Ticket> latestFirst, Ticket ticket) {
        if (!cancelled.contains(ticket.number())) {
            latestFirst.add(ticket);
        }
    }

    private static void addReversed(List<Long> latestFirst, List<Long> inOrder) {
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            latestFirst.add(inOrder.get(i));
        }
    }

    private void append(long sequence, long ticket, Object input, @Nullable Step step) {
        latest = sequence;
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
}
