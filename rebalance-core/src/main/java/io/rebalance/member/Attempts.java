package io.rebalance.member;

/** When what has to wait may be tried, and how often in a row it failed. Commits keep theirs themselves. */
final class Attempts {

    private final Turn turn;
    private final MemberSettings settings;
    private final Backoff backoff;

    private long joinDueMs = Long.MIN_VALUE;
    private int joinFailures; // of syncs, too
    private long syncDueMs;
    private long heartbeatDueMs;
    private int heartbeatFailures;
    private long lookupDueMs = Long.MIN_VALUE;
    private int lookupFailures;

    Attempts(Turn turn, MemberSettings settings, Backoff backoff) {
        this.turn = turn;
        this.settings = settings;
        this.backoff = backoff;
    }

    // Joins and syncs

    long joinDueMs() {
        return joinDueMs;
    }

    void joinFailed() {
        joinDueMs = turn.after(backoff.nextMs(joinFailures++));
    }

    /** The first time there is nothing to wait for: only what goes on failing is to be slowed down. */
    void postponeJoin() {
        joinDueMs = joinFailures == 0 ? turn.nowMs() : turn.after(backoff.nextMs(joinFailures - 1));
        joinFailures++;
    }

    void joinNow() {
        joinDueMs = turn.nowMs();
    }

    long syncDueMs() {
        return syncDueMs;
    }

    void syncFailed() {
        syncDueMs = turn.after(backoff.nextMs(joinFailures++));
    }

    /** Whatever failed on the way into a generation, that is over. */
    void joinSucceeded() {
        joinFailures = 0;
    }

    // Heartbeats

    long heartbeatDueMs() {
        return heartbeatDueMs;
    }

    /** The coordinator hears of the member now, or heard just now. */
    void postponeHeartbeat() {
        heartbeatDueMs = turn.after(settings.heartbeatIntervalMs());
    }

    void heartbeatAnswered(Flight flight) {
        heartbeatDueMs = Math.max(heartbeatDueMs, Times.after(flight.sentMs(), settings.heartbeatIntervalMs()));
    }

    void heartbeatFailed() {
        heartbeatDueMs = turn.after(backoff.nextMs(heartbeatFailures++));
    }

    void heartbeatSucceeded() {
        heartbeatFailures = 0;
    }

    // Looking for the coordinator

    long lookupDueMs() {
        return lookupDueMs;
    }

    /** The coordinator is lost, and looked for after a while. */
    void coordinatorLost() {
        lookupDueMs = nextLookupMs();
    }

    /** It is looked for now, and again if nothing comes of that. */
    void coordinatorSought() {
        lookupDueMs = nextLookupMs();
    }

    private long nextLookupMs() {
        return turn.after(backoff.nextMs(lookupFailures++));
    }

    /** It is found: the last look-up did not fail, whatever comes of it. */
    void coordinatorFound() {
        lookupFailures = Math.max(0, lookupFailures - 1);
    }

    /** What was found is the coordinator: it answers as one. */
    void coordinatorProven() {
        lookupFailures = 0;
    }

    /** There is a coordinator to ask: what waited for that alone is due. */
    void connected() {
        syncDueMs = turn.nowMs();
        heartbeatDueMs = turn.nowMs();
    }
}
