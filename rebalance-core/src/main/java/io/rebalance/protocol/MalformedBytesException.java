package io.rebalance.protocol;

import org.jspecify.annotations.Nullable;

/** Bytes that are not what they should be. The message says at which byte, and what was expected there. */
public final class MalformedBytesException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what was expected where, or null */
    public MalformedBytesException(@Nullable String message) {
        super(message);
    }
}
