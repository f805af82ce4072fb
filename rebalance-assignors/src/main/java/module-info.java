import org.jspecify.annotations.NullMarked;

/** The assignors that Kafka's consumers know. */
@NullMarked
module io.rebalance.assignors {
    requires transitive io.rebalance.core;
    requires static org.jspecify;

    exports io.rebalance.assignors;
    exports io.rebalance.assignors.live;
    exports io.rebalance.assignors.plan;

    provides io.rebalance.assignor.Assignor with
            io.rebalance.assignors.RangeAssignor,
            io.rebalance.assignors.RoundRobinAssignor,
            io.rebalance.assignors.StickyAssignor,
            io.rebalance.assignors.CooperativeStickyAssignor,
            io.rebalance.assignors.UniformAssignor;
}
