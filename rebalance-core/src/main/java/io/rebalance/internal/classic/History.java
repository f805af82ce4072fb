package io.rebalance.internal.classic;

import io.rebalance.view.GenerationView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last generations of a group. Immutable and volatile: it is not stored, and begins anew with each coordinator.
 *
 * @param past those before the last, oldest first
 * @param last the last that began; null if none did
 */
record History(List<GenerationView> past, @Nullable GenerationView last) {

    static final History NONE = new History(List.of(), null);

    /** One more generation, of which at most {@code kept} are kept, but always the last. */
    History with(GenerationView next, int kept) {
        if (last == null || kept < 2) {
            return new History(List.of(), next);
        }
        List<GenerationView> more = new ArrayList<>(past.subList(Math.max(0, past.size() + 2 - kept), past.size()));
        more.add(last);
        return new History(List.copyOf(more), next);
    }

    /** More is known of the last generation. */
    History withLast(GenerationView again) {
        return new History(past, again);
    }
}
