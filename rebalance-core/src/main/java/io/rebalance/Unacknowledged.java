package io.rebalance;

import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs whose outcomes the host has not acknowledged, and which may have to be taken back. */
final class Unacknowledged {

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

    int size() {
        return inputs.size();
    }

    void add(long sequence, @Nullable Ticket handedIn, Step step) {
        inputs.addLast(new Input(sequence, handedIn, step));
    }

    /** The last input cancelled a ticket. */
    void lastCancelled(long ticket) {
        inputs.getLast().cancelled = ticket;
    }

    void stored(long sequence) {
        while (!inputs.isEmpty() && inputs.getFirst().sequence <= sequence) {
            inputs.removeFirst();
        }
    }

    void clear() {
        inputs.clear();
    }

    /** @throws IllegalArgumentException unless the outcome with this sequence is here */
    void require(long sequence) {
        if (inputs.stream().noneMatch(i -> i.sequence == sequence)) {
            throw new IllegalArgumentException("first must be an outcome that waits for stored ("
                    + (inputs.isEmpty()
                            ? "there is none"
                            : inputs.getFirst().sequence + " to " + inputs.getLast().sequence)
                    + "), was " + sequence);
        }
    }

    /** The requests that were answered in outcomes that are here, in order. */
    List<Ticket> answered() {
        List<Ticket> answered = new ArrayList<>();
        for (Input input : inputs) {
            input.step.answers().forEach(a -> answered.add(a.ticket()));
        }
        return answered;
    }

    /** Takes back the input with this sequence and all after it; collects what they were, in order. */
    void takeBack(long first, long nowMs, List<Ticket> handedIn, List<Long> cancelled) {
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
