import org.jspecify.annotations.NullMarked;

/** The harness of the project's own tests and of its users': clock, ids, scenarios. */
@NullMarked
module io.rebalance.testkit {
    requires transitive io.rebalance.assignors;
    requires transitive io.rebalance.core;
    requires static org.jspecify;

    exports io.rebalance.testkit;
}
