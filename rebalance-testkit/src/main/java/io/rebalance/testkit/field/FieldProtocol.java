package io.rebalance.testkit.field;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.util.Locale;

/** How a group rebalances. */
public enum FieldProtocol {
    /** Everybody lets go of everything at each rebalance; range, as Kafka's consumers have always had it. */
    EAGER("range"),
    /** Only what moves is let go of; cooperative-sticky. */
    COOPERATIVE("cooperative-sticky"),
    /** Cooperative, and all members have instance ids. */
    STATIC("cooperative-sticky");

    private final String assignor;

    FieldProtocol(String assignor) {
        this.assignor = assignor;
    }

    Assignor assignor() {
        return Assignors.named(assignor);
    }

    /** In small letters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
