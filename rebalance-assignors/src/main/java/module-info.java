import org.jspecify.annotations.NullMarked;

/** The assignors that Kafka knows, and one it does not. */
@NullMarked
module io.rebalance.assignors {
    requires transitive io.rebalance.core;
    requires static org.jspecify;

    exports io.rebalance.assignors;
}
