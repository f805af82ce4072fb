import org.jspecify.annotations.NullMarked;

/** The harness of the project's own tests and of its users': clock, ids, scenarios, the laws of assignors, simulations and their picture. */
@NullMarked
module io.rebalance.testkit {
    requires transitive io.rebalance.assignors;
    requires transitive io.rebalance.core;
    requires static info.picocli;
    requires static net.jqwik.api;
    requires static org.jspecify;

    exports io.rebalance.testkit;
    exports io.rebalance.testkit.command;
    exports io.rebalance.testkit.field;
    exports io.rebalance.testkit.simulation;
    exports io.rebalance.testkit.timeline;
    // no `provides` for jqwik: without jqwik such a module would not start; META-INF/services does it on the class path
    exports io.rebalance.testkit.jqwik;
    // picocli fills in the options
    opens io.rebalance.testkit.command to
            info.picocli;
}
