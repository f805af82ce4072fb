package io.rebalance.protocol;

/** Bytes that are not what they should be. The message says at which byte, and what was expected there. */
public final class MalformedBytesException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what was expected where */
    public MalformedBytesException(String message) {
        super(message);
    }
}
