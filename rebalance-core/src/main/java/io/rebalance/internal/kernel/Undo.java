package io.rebalance.internal.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How changes of one kind are taken back. It holds nothing itself, so that there is one for all changes of its kind.
 *
 * @param <T> what is changed
 * @param <V> what is put back
 */
@FunctionalInterface
public interface Undo<T, V extends @Nullable Object> {

    /**
     * Takes a change back.
     *
     * @param changed what was changed
     * @param before what it was, or whatever else is needed
     * @param number the same, as far as it is a number
     */
    void run(T changed, V before, long number);
}
