package io.rebalance.kafka;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.protocol.ApiKeys;

/** Waits for what the server does without telling anybody: looks, goes over the wire and back, and looks again. */
final class Rounds {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Rounds() {}

    static void until(String what, Wire wire, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never came: " + what);
            }
            wire.ask(ApiKeys.API_VERSIONS, 0, Samples.apiVersions(0, ""));
        }
    }
}
