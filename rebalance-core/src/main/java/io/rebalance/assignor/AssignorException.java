package io.rebalance.assignor;

import org.jspecify.annotations.Nullable;

/** An assignor could not assign. The generation then falls back to its leader. */
public class AssignorException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message why, for people to read */
    public AssignorException(String message) {
        super(message);
    }

    /**
     * @param message why, for people to read
     * @param cause what broke, or null
     */
    public AssignorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
