package io.rebalance.internal.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The inputs whose outcomes the host has not acknowledged, and which may have to be taken back. */
public final class Unacknowledged {

    /** An input, and whom it concerns. */
    private record Input(long sequence, List<Ticket> handedIn, List<Long> cancelled, Step step) {}

    private final Deque<Input> inputs = new ArrayDeque<>();

    /** How many there are. */
    public int size() {
        return inputs.size();
    }

    /**
     * One input more.
     *
     * @param handedIn the requests that it brought, or that were to be answered because those that brought them were
     *     taken back
     * @param cancelled the tickets that it cancelled, or cancelled again
     */
    public void add(long sequence, List<Ticket> handedIn, List<Long> cancelled, Step step) {
        inputs.addLast(new Input(sequence, handedIn, cancelled, step));
    }

    /** Those up to this sequence never have to be taken back. */
    public void stored(long sequence) {
        while (!inputs.isEmpty() && inputs.getFirst().sequence <= sequence) {
            inputs.removeFirst();
        }
    }

    /** None of them has to be taken back any more. */
    public void clear() {
        inputs.clear();
    }

    /**
     * Insists on an outcome being here.
     *
     * @throws IllegalArgumentException unless the outcome with this sequence is here
     */
    public void require(long sequence) {
        if (inputs.stream().noneMatch(i -> i.sequence == sequence)) {
            throw new IllegalArgumentException("first must be an outcome that waits for stored ("
                    + (inputs.isEmpty()
                            ? "there is none"
                            : inputs.getFirst().sequence + " to " + inputs.getLast().sequence)
                    + "), was " + sequence);
        }
    }

    /** The requests that were answered in outcomes that are here, in order, but for those that were cancelled later. */
    public List<Ticket> answered() {
        List<Ticket> answered = new ArrayList<>();
        for (Input input : inputs) {
            input.step.answers().forEach(a -> answered.add(a.ticket()));
            forget(answered, input.cancelled);
        }
        return answered;
    }

    /**
     * Takes back the input with this sequence and all after it.
     *
     * @param handedIn gets the requests that were handed in, in order, but for those that were cancelled later
     * @param cancelled gets the tickets that were cancelled, in order
     */
    public void takeBack(long first, long nowMs, List<Ticket> handedIn, List<Long> cancelled) {
        Deque<Input> taken = new ArrayDeque<>();
        while (!inputs.isEmpty() && inputs.getLast().sequence >= first) {
            Input input = inputs.removeLast();
            input.step.takeBack(nowMs);
            taken.addFirst(input);
        }
        for (Input input : taken) {
            forget(handedIn, input.cancelled); // before what it brought: a cancel hits only what came earlier
            cancelled.addAll(input.cancelled);
            handedIn.addAll(input.handedIn);
        }
    }

    private static void forget(List<Ticket> tickets, List<Long> cancelled) {
        if (!cancelled.isEmpty()) {
            tickets.removeIf(ticket -> cancelled.contains(ticket.number()));
        }
    }
}
