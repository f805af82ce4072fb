package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;

/** Copies the lists that callers hand in, or says which of them has or is a null. */
final class Lists {

    private Lists() {}

    /** An unmodifiable copy. */
    static <T> List<T> copyOf(List<T> list, String name) {
        for (T element : Objects.requireNonNull(list, name)) {
            if (element == null) {
                throw new NullPointerException("element of " + name);
            }
        }
        return List.copyOf(list);
    }
}
