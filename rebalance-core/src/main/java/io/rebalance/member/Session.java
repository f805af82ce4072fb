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
    private long provenMs; // then, or later, as far as it is proved: whoever is let in does not know when
    private long calmMs; // then, or later, nobody was waited for

    Session(MemberSettings settings) {
        this.settings = settings;
    }

    /** An answer proves that the coordinator heard of the member when this was sent, or later. */
    void heard(long sentMs) {
        heardMs = Math.max(heardMs, sentMs);
        provenMs = Math.max(provenMs, sentMs);
    }

    /** An answer proves that when this was sent, or later, the coordinator waited for nothing from this member. */
    void calm(long sentMs) {
        calmMs = Math.max(calmMs, sentMs);
    }

    /**
     * The member is in a new generation, and holds nothing. It was counted in just now, if its answer was not long under way:
     * surely not before it sent its join.
     */
    void begin(long nowMs, long sentMs) {
        heardMs = nowMs;
        provenMs = Math.max(provenMs, sentMs);
        calmMs = nowMs;
    }

    /**
     * From when on nothing is begun: under a lease as soon as the coordinator may have given up the member, by what is proved
     * alone.
     */
    long workEndMs() {
        return settings.hasLease() ? Math.min(endMs(), endMs(provenMs)) : endMs();
    }

    /** From when on the coordinator may have given up the member. */
    long endMs() {
        return endMs(heardMs);
    }

    private long endMs(long sinceMs) {
        long endMs = Times.after(sinceMs, settings.surelyMs(settings.sessionTimeoutMs()));
        return settings.hasLease()
                ? Math.min(endMs, Times.after(calmMs, settings.surelyMs(settings.maxPollIntervalMs())))
                : endMs;
    }
}
