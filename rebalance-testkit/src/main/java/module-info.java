import org.jspecify.annotations.NullMarked;

/** The harness of the project's own tests and of its users': clock, oracle, simulator, generators. */
@NullMarked
module io.rebalance.testkit {
    requires transitive io.rebalance.assignors;
    requires transitive io.rebalance.core;
    requires static net.jqwik.api;
    requires static org.jspecify;

    exports io.rebalance.testkit;
    exports io.rebalance.testkit.jqwik;
}
