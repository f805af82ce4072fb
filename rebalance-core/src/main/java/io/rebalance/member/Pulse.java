package io.rebalance.member;

/** The application's signs of life. */
final class Pulse {

    private final Turn turn;
    private final MemberSettings settings;
    private long lastMs;
    private boolean isStalled;

    Pulse(Turn turn, MemberSettings settings) {
        this.turn = turn;
        this.settings = settings;
    }

    void beat() {
        lastMs = turn.nowMs();
        isStalled = false;
    }

    /** The member has left for want of a sign of life, and waits for one. */
    void stall() {
        isStalled = true;
    }

    boolean isStalled() {
        return isStalled;
    }

    boolean isOverdue() {
        return !isStalled && turn.nowMs() >= dueMs();
    }

    /** When the application is late; {@link Times#NEVER} if it has been. */
    long deadlineMs() {
        return isStalled ? Times.NEVER : dueMs();
    }

    private long dueMs() {
        return Times.after(lastMs, settings.maxPollIntervalMs());
    }
}
