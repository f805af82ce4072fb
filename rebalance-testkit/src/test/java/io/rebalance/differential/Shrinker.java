package io.rebalance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a sequence that fails short: takes away what it fails without. */
final class Shrinker {

    private Shrinker() {}

    /** A part of the sequence that still fails, and of which no single operation can be missed. */
    static List<Operation> shrink(List<Operation> operations, Predicate<List<Operation>> fails) {
        List<Operation> kept = List.copyOf(operations);
        int chunk = Math.max(kept.size() / 2, 1);
        while (chunk >= 1) {
            List<Operation> less = without(kept, chunk, fails);
            if (less.size() == kept.size()) {
                chunk /= 2;
            }
            kept = less;
        }
        return kept;
    }

    private static List<Operation> without(List<Operation> operations, int chunk, Predicate<List<Operation>> fails) {
        List<Operation> kept = operations;
        for (int from = kept.size() - 1; from >= 0; from -= chunk) {
            int start = Math.max(0, from - chunk + 1);
            List<Operation> less = new ArrayList<>(kept.subList(0, start));
            less.addAll(kept.subList(Math.min(from + 1, kept.size()), kept.size()));
            if (fails.test(less)) {
                kept = less;
            }
        }
        return kept;
    }
}
