package io.rebalance.internal.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs whose outcomes the host has not acknowledged, and which may have to be taken back. */
public final class Unacknowledged {

    private static final class Input {
        final long sequence;
        final @Nullable Ticket handedIn;
        final Step step;

        @Nullable
        Long cancelled;

        Input(long sequence, @Nullable Ticket handedIn, Step step) {
            this.sequence = sequence;
            this.handedIn = handedIn;
            this.step = step;
        }
    }

    private final Deque<Input> inputs = new ArrayDeque<>();

    /** How many there are. */
    public int size() {
        return inputs.size();
    }

    /** One input more. */
    public void add(long sequence, @Nullable Ticket handedIn, Step step) {
        inputs.addLast(new Input(sequence, handedIn, step));
    }

    /** The last input cancelled a ticket. */
    public void lastCancelled(long ticket) {
        inputs.getLast().cancelled = ticket;
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

    /** The requests that were answered in outcomes that are here, in order. */
    public List<Ticket> answered() {
        List<Ticket> answered = new ArrayList<>();
        for (Input input : inputs) {
            input.step.answers().forEach(a -> answered.add(a.ticket()));
        }
        return answered;
    }

    /** Takes back the input with this sequence and all after it; collects what they were, in order. */
    public void takeBack(long first, long nowMs, List<Ticket> handedIn, List<Long> cancelled) {
        while (!inputs.isEmpty() && inputs.getLast().sequence >= first) {
            Input input = inputs.removeLast();
            input.step.takeBack(nowMs);
            if (input.handedIn != null) {
                handedIn.add(0, input.handedIn);
            }
            if (input.cancelled != null) {
                cancelled.add(0, input.cancelled);
            }
        }
    }
}
