package io.rebalance.internal.kernel;

/**
 * How long somebody may be silent: a number, which every sign of life moves, and nothing else.
 *
 * <p>No timer is armed for a session. A {@link Timer watch} stands over all sessions of a group, due no later than the
 * first of them ends; when it is due, somebody looks at them all. So a heartbeat costs one store, and a session eight
 * bytes.
 */
public abstract class Session {

    private long deadlineMs = Timer.NEVER;
    private boolean isOpen;
    private boolean isExtended; // what it was extended to was promised, and outlives what is taken back

    /** When it ends, in epoch ms; {@link Timer#NEVER} unless it is open. */
    public final long deadlineMs() {
        return isOpen ? deadlineMs : Timer.NEVER;
    }

    /** Whether it has ended by silence. */
    public final boolean isOver(long nowMs) {
        return isOpen && deadlineMs <= nowMs;
    }

    final boolean isOpen() {
        return isOpen;
    }

    final boolean isExtended() {
        return isExtended;
    }

    final void open(long deadlineMs) {
        this.deadlineMs = deadlineMs;
        isOpen = true;
        isExtended = false;
    }

    final void close() {
        isOpen = false;
        isExtended = false;
    }

    /** Puts off the end of an open session; does nothing to one that is not open, or ends later anyway. */
    final void extend(long deadlineMs) {
        if (isOpen && this.deadlineMs < deadlineMs) {
            this.deadlineMs = deadlineMs;
            isExtended = true;
        }
    }

    /** As it was, but what was promised since, by extending it, holds. */
    final void restore(boolean wasOpen, long deadlineMs, boolean wasExtended) {
        this.deadlineMs = isExtended ? Math.max(this.deadlineMs, deadlineMs) : deadlineMs;
        isOpen = wasOpen;
        isExtended |= wasExtended;
    }
}
