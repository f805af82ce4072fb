package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.protocol.GroupRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was reached, and how often. */
final class Tally {

    private final Map<ExplainedDifference, Integer> explained = new EnumMap<>(ExplainedDifference.class);
    private final SortedMap<String, Integer> cells = new TreeMap<>();

    void explained(ExplainedDifference difference) {
        explained.merge(difference, 1, Integer::sum);
    }

    void asked(GroupRequest<?> request, @Nullable GroupPicture group, Cast cast) {
        cells.merge((group == null ? "none" : group.state()) + " x " + request.api(), 1, Integer::sum);
    }

    void seen(SortedMap<String, GroupPicture> before, Scene scene) {}

    Map<ExplainedDifference, Integer> explained() {
        return explained;
    }

    SortedMap<String, Integer> cells() {
        return cells;
    }
}
