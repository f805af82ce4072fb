package io.rebalance.assignors;

import io.rebalance.assignor.Assignor;
import java.util.List;
import java.util.stream.Collectors;

/** The assignors of this package, each once. They keep no state, so one of each serves everybody. */
public final class Assignors {

    private static final List<Assignor> ALL = List.of(
            new RangeAssignor(),
            new RoundRobinAssignor(),
            new StickyAssignor(),
            new CooperativeStickyAssignor(),
            new UniformAssignor());

    private Assignors() {}

    /** All of them: range, roundrobin, sticky, cooperative-sticky, uniform. */
    public static List<Assignor> all() {
        return ALL;
    }

    /**
     * The assignor of a name.
     *
     * @param name the name as on the wire
     * @throws IllegalArgumentException if none of them has that name
     */
    public static Assignor named(String name) {
        for (Assignor assignor : ALL) {
            if (assignor.name().equals(name)) {
                return assignor;
            }
        }
        throw new IllegalArgumentException("name must be one of "
                + ALL.stream().map(Assignor::name).collect(Collectors.joining(", ")) + ", was " + name);
    }
}
