package io.rebalance.member;

/**
 * What the member knows of how long the coordinator counts it in, on its own clock.
 *
 * <p>The coordinator hears of the member after the member has sent, so a session counted from the moment of sending ends
 * no later than the coordinator's.
 */
final class Session {

    private final MemberSettings settings;
    private long heardMs; // the coordinator's session began anew then, or later
    private long calmMs; // then, or later, nobody was waited for

    Session(MemberSettings settings) {
        this.settings = settings;
    }

    /** An answer proves that the coordinator heard of the member when this was sent, or later. */
    void heard(long sentMs) {
        heardMs = Math.max(heardMs, sentMs);
    }

    /** An answer proves that when this was sent, or later, the coordinator waited for nothing from this member. */
    void calm(long sentMs) {
        calmMs = Math.max(calmMs, sentMs);
    }

    /** The member is in a new generation; it was counted in just now, or never was before. */
    void begin(long nowMs) {
        heardMs = nowMs;
        calmMs = nowMs;
    }

    /** From when on the coordinator may have given up the member. */
    long endMs() {
        long endMs = Times.after(heardMs, settings.surelyMs(settings.sessionTimeoutMs()));
        return settings.hasLease()
                ? Math.min(endMs, Times.after(calmMs, settings.surelyMs(settings.maxPollIntervalMs())))
                : endMs;
    }
}
