package io.rebalance.embed;

import io.rebalance.protocol.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A journal could not append. */
public final class JournalException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean certain;

    private JournalException(ErrorCode code, boolean certain, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        if (code.isNone()) {
            throw new IllegalArgumentException("code must not be NONE");
        }
        this.certain = certain;
    }

    /**
     * The records are surely not in the journal, and never will be.
     *
     * @param code why, in the words of the protocol
     * @throws IllegalArgumentException if {@code code} is {@code NONE}
     */
    public static JournalException notStored(ErrorCode code, String message) {
        return new JournalException(code, true, message, null);
    }

    /** The records may or may not be in the journal: it did not answer in time, or broke down while writing. */
    public static JournalException unknown(String message, @Nullable Throwable cause) {
        return new JournalException(ErrorCode.NOT_COORDINATOR, false, message, cause);
    }

    /** Why, in the words of the protocol. */
    public ErrorCode code() {
        return code;
    }

    /** Whether it is certain that the records are not, and never will be, in the journal. */
    public boolean isCertain() {
        return certain;
    }
}
