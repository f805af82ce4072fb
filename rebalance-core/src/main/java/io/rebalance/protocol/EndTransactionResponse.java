package io.rebalance.protocol;

import java.util.Objects;

/**
 * Whether the transaction has ended here.
 *
 * @param error the verdict
 */
public record EndTransactionResponse(ErrorCode error) implements GroupResponse {

    /** @throws NullPointerException if {@code error} is null */
    public EndTransactionResponse {
        Objects.requireNonNull(error, "error");
    }
}
