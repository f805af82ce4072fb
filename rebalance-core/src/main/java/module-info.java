import org.jspecify.annotations.NullMarked;

/** The consumer group rebalance protocol as state machines without I/O. */
@NullMarked
module io.rebalance.core {
    requires static jdk.jfr; // for who listens with FlightEvents; an image without it lacks nothing else
    requires static org.jspecify;

    exports io.rebalance;
    exports io.rebalance.assignor;
    exports io.rebalance.embed;
    exports io.rebalance.log;
    exports io.rebalance.member;
    exports io.rebalance.protocol;
    exports io.rebalance.view;
}
