package io.rebalance.assignor;

import org.jspecify.annotations.Nullable;

/** An assignor could not assign. The generation then falls back to its leader. */
public class AssignorException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message why, for people to read, or null */
    public AssignorException(@Nullable String message) {
        super(message);
    }

    /**
     * @param message why, for people to read, or null
     * @param cause what broke, or null
     */
    public AssignorException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
