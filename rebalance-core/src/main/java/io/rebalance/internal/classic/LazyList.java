package io.rebalance.internal.classic;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list that is made when somebody asks for it: nobody may. Unmodifiable, for any thread; if several ask at a time each
 * may make it, all alike.
 */
final class LazyList<T> extends AbstractList<T> implements RandomAccess {

    private final Supplier<List<T>> source;
    private @Nullable List<T> made; // set without a lock, which immutable lists allow

    /** @param source makes the list, always the same one, an immutable one */
    LazyList(Supplier<List<T>> source) {
        this.source = source;
    }

    @Override
    public T get(int index) {
        return made().get(index);
    }

    @Override
    public int size() {
        return made().size();
    }

    private List<T> made() {
        List<T> known = made;
        if (known == null) {
            known = source.get();
            made = known;
        }
        return known;
    }
}
