package io.rebalance.internal.kernel;

/**
 * How long somebody may be silent: a number, which every sign of life moves, and nothing else.
 *
 * <p>No timer is armed for a session. A {@link Timer watch} stands over all sessions of a group, due no later than the
 * first of them ends; when it is due, somebody looks at them all. So a heartbeat costs one store, and a session eight
 * bytes.
 */
public abstract class Session {

    private static final int OPEN = 1;
    private static final int EXTENDED = 2; // what it was extended to was promised, and outlives what is taken back
    private static final int FIRST_OF_ITS_OWNER = 4;

    private long deadlineMs = Timer.NEVER;
    private byte flags;

    /** When it ends, in epoch ms; {@link Timer#NEVER} unless it is open. */
    public final long deadlineMs() {
        return isOpen() ? deadlineMs : Timer.NEVER;
    }

    /** Whether it has ended by silence. */
    public final boolean isOver(long nowMs) {
        return isOpen() && deadlineMs <= nowMs;
    }

    /**
     * A flag of whoever has the session; there is room for them beside its own.
     *
     * @param n which, 0 to 4
     */
    protected final boolean flag(int n) {
        return (flags & (FIRST_OF_ITS_OWNER << n)) != 0;
    }

    /**
     * Sets a flag of whoever has the session.
     *
     * @param n which, 0 to 4
     */
    protected final void flag(int n, boolean isSet) {
        int bit = FIRST_OF_ITS_OWNER << n;
        flags = (byte) (isSet ? flags | bit : flags & ~bit);
    }

    final boolean isOpen() {
        return (flags & OPEN) != 0;
    }

    /** What it is, but for the deadline, as a number: for {@link #restore}. */
    final int state() {
        return flags & (OPEN | EXTENDED);
    }

    final void open(long deadlineMs) {
        this.deadlineMs = deadlineMs;
        state(OPEN);
    }

    final void close() {
        state(0);
    }

    /** Puts off the end of an open session; does nothing to one that is not open, or ends later anyway. */
    final void extend(long deadlineMs) {
        if (isOpen() && this.deadlineMs < deadlineMs) {
            this.deadlineMs = deadlineMs;
            flags |= EXTENDED;
        }
    }

    /** As it was, but what was promised since, by extending it, holds. */
    final void restore(int state, long deadlineMs) {
        boolean isExtended = (flags & EXTENDED) != 0;
        this.deadlineMs = isExtended ? Math.max(this.deadlineMs, deadlineMs) : deadlineMs;
        state(state | (isExtended ? EXTENDED : 0));
    }

    static boolean isOpen(int state) {
        return (state & OPEN) != 0;
    }

    private void state(int state) {
        flags = (byte) ((flags & ~(OPEN | EXTENDED)) | state);
    }
}
