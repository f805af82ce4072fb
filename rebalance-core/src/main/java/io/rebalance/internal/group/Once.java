package io.rebalance.internal.group;

import io.rebalance.protocol.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps once what many members say alike: their subscription, the names of what they offer.
 *
 * <p>It remembers the last value of each hash, of {@value #PLACES} hashes. Where two values that are often said share a
 * place, they take turns in it, and some are kept more than once. All that it remembers weighs no more than {@value
 * #MOST_BYTES} bytes: it forgets everything and starts anew before it would weigh more, and values of more than {@value
 * #HEAVIEST_BYTES} are not shared. That is all that stays of members that have gone.
 */
public final class Once implements UnaryOperator<Object> {

    static final int MOST_BYTES = 16 << 20;
    static final int HEAVIEST_BYTES = 1 << 20;

    private static final int PLACES = 4_096;
    private static final int BESIDE_BYTES = 64; // objects around what is counted

    private final @Nullable Object[] places = new @Nullable Object[PLACES];
    private int bytes;

    /** The value that is kept, equal to this one; this one, if there is none, from now on. */
    @Override
    public Object apply(Object value) {
        int hash = value.hashCode();
        int place = (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (PLACES - 1);
        Object kept = places[place];
        if (kept != null && kept.equals(value)) {
            return kept;
        }
        int weight = weight(value);
        if (weight <= HEAVIEST_BYTES) {
            remember(place, value, weight);
        }
        return value;
    }

    private void remember(int place, Object value, int weight) {
        Object replaced = places[place];
        bytes -= replaced == null ? 0 : weight(replaced);
        if (bytes + weight > MOST_BYTES) {
            Arrays.fill(places, null);
            bytes = 0;
        }
        places[place] = value;
        bytes += weight;
    }

    /** About how many bytes the value takes; the parts of values of other kinds are small, or shared by themselves. */
    private static int weight(Object value) {
        long weight = BESIDE_BYTES;
        if (value instanceof Bytes some) {
            weight += some.size();
        } else if (value instanceof String text) {
            weight += (long) Character.BYTES * text.length();
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                weight += weight(element);
            }
        }
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    /** How many bytes it remembers, about. */
    int bytes() {
        return bytes;
    }

    /** The text that is kept, equal to this one; this one, if there is none, from now on. */
    public String text(String text) {
        return (String) apply(text);
    }
}
