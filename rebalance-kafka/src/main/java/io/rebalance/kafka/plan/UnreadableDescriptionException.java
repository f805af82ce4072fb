package io.rebalance.kafka.plan;

/** A text is not what describes the members of groups. The message names the line, and the column if it is one cell. */
public final class UnreadableDescriptionException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableDescriptionException(int line, String message) {
        super("line " + line + ": " + message);
    }

    UnreadableDescriptionException(int line, String column, String message) {
        super("line " + line + ", column " + column + ": " + message);
    }
}
