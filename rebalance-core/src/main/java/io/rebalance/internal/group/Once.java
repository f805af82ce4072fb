package io.rebalance.internal.group;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps once what many members say alike: their subscription, their client's name, the names of what they offer.
 *
 * <p>It remembers the last value of each hash, of {@value #PLACES} hashes: bounded, without a trace of who has gone. Where
 * two values that are often said share a place, they take turns in it, and some are kept more than once.
 */
public final class Once implements UnaryOperator<Object> {

    private static final int PLACES = 4_096;

    private final @Nullable Object[] places = new @Nullable Object[PLACES];

    /** The value that is kept, equal to this one; this one, if there is none, from now on. */
    @Override
    public Object apply(Object value) {
        int hash = value.hashCode();
        int place = (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (PLACES - 1);
        Object kept = places[place];
        if (kept != null && kept.equals(value)) {
            return kept;
        }
        places[place] = value;
        return value;
    }

    /** The text that is kept, equal to this one; this one, if there is none, from now on. */
    public String text(String text) {
        return (String) apply(text);
    }
}
