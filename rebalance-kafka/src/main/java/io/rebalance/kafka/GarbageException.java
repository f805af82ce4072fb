package io.rebalance.kafka;

import org.jspecify.annotations.Nullable;

/** What came over a connection is no request that this server answers; the connection must be closed. */
final class GarbageException extends Exception {

    private static final long serialVersionUID = 1L;

    GarbageException(String message) {
        this(message, null);
    }

    GarbageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
