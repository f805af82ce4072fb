package io.rebalance.internal.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an input, to be taken back latest first.
 *
 * <p>A stack of plain arrays that serves again for other inputs: to remember a change makes no object, so that what is
 * remembered of every input, and nearly never needed, costs next to nothing.
 */
final class Changes {

    private static final int SMALLEST = 8;
    /** No more places than this are kept for the next input. */
    static final int KEPT = 256;

    /** A kind of change for whose way back an {@link Undo} does not know enough. */
    @FunctionalInterface
    interface Kind {
        /** Takes a change back that was {@link #add added} with these. */
        void takeBack(Step step, Object changed, @Nullable Object before, long number, long further, long nowMs);
    }

    private @Nullable Object[] kinds =
            new @Nullable Object[SMALLEST]; // a Kind or an Undo; there are few, and they stay
    private @Nullable Object[] changed = new @Nullable Object[SMALLEST];
    private @Nullable Object[] befores = new @Nullable Object[SMALLEST];
    private long[] numbers = new long[SMALLEST];
    private long[] furthers = new long[SMALLEST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    <T, V extends @Nullable Object> void add(Undo<T, V> undo, T what, V before, long number) {
        push(undo, what, before, number, 0);
    }

    void add(Kind kind, Object what, @Nullable Object before, long number, long further) {
        push(kind, what, before, number, further);
    }

    private void push(Object kind, Object what, @Nullable Object before, long number, long further) {
        if (size == kinds.length) {
            resize(2 * size);
        }
        if (kinds[size] != kind) { // inputs are much alike, and a store into an old array is not for nothing
            kinds[size] = kind;
        }
        changed[size] = what;
        if (before != null) {
            befores[size] = before;
        }
        numbers[size] = number;
        furthers[size] = further;
        size++;
    }

    /** Takes all back, latest first, and forgets them. */
    void takeBack(Step step, long nowMs) {
        for (int i = size - 1; i >= 0; i--) {
            Object what = changed[i];
            if (what != null && kinds[i] instanceof Kind kind) {
                kind.takeBack(step, what, befores[i], numbers[i], furthers[i], nowMs);
            } else if (what != null && kinds[i] instanceof Undo<?, ?> undo) {
                run(undo, what, befores[i], numbers[i]);
            }
        }
        clear();
    }

    /** Forgets them. */
    void clear() {
        Arrays.fill(changed, 0, size, null);
        Arrays.fill(befores, 0, size, null);
        size = 0;
        if (kinds.length > KEPT) {
            resize(SMALLEST);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // add() was given what the undo takes
    private static <T, V extends @Nullable Object> void run(
            Undo<T, V> undo, Object what, @Nullable Object before, long number) {
        undo.run((T) what, (V) before, number);
    }

    private void resize(int length) {
        kinds = Arrays.copyOf(kinds, length);
        changed = Arrays.copyOf(changed, length);
        befores = Arrays.copyOf(befores, length);
        numbers = Arrays.copyOf(numbers, length);
        furthers = Arrays.copyOf(furthers, length);
    }
}
