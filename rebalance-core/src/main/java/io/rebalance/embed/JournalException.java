package io.rebalance.embed;

import io.rebalance.protocol.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A journal could not append. */
public final class JournalException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean certain;
    private final boolean fenced;

    private JournalException(
            ErrorCode code, boolean certain, boolean fenced, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        if (code.isNone()) {
            throw new IllegalArgumentException("code must not be NONE");
        }
        this.certain = certain;
        this.fenced = fenced;
    }

    /**
     * The records are surely not in the journal, and never will be.
     *
     * @param code why, in the words of the protocol
     * @throws IllegalArgumentException if {@code code} is {@code NONE}
     */
    public static JournalException notStored(ErrorCode code, @Nullable String message) {
        return new JournalException(code, true, false, message, null);
    }

    /** The records may or may not be in the journal: it did not answer in time, or broke down while writing. */
    public static JournalException unknown(@Nullable String message, @Nullable Throwable cause) {
        return new JournalException(ErrorCode.NOT_COORDINATOR, false, false, message, cause);
    }

    /**
     * The records are surely not in the journal, and nothing that comes through this opening of it will ever be: it was
     * opened anew, for a coordinator of a later term.
     */
    public static JournalException fenced(@Nullable String message) {
        return new JournalException(ErrorCode.NOT_COORDINATOR, true, true, message, null);
    }

    /** Why, in the words of the protocol. */
    public ErrorCode code() {
        return code;
    }

    /** Whether it is certain that the records are not, and never will be, in the journal. */
    public boolean isCertain() {
        return certain;
    }

    /** Whether the journal was opened anew, so that this coordinator is one no longer. */
    public boolean isFenced() {
        return fenced;
    }
}
