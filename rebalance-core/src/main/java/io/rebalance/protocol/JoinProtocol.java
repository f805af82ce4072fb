package io.rebalance.protocol;

import java.util.Objects;

/**
 * One protocol that a member offers in a join.
 *
 * @param name what it is called: an assignor's name, such as {@code range}, for consumers
 * @param metadata what the member says about itself under this protocol: its subscription, for consumers; opaque to the
 *     coordinator unless it assigns
 */
public record JoinProtocol(String name, Bytes metadata) {

    /** @throws NullPointerException if an argument is null */
    public JoinProtocol {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(metadata, "metadata");
    }
}
