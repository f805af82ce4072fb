package io.rebalance;

/** A clock that a test moves. */
final class FakeClock implements Clock {

    private long nowMs;

    FakeClock(long nowMs) {
        this.nowMs = nowMs;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    void advance(long ms) {
        nowMs += ms;
    }

    void set(long ms) {
        nowMs = ms;
    }
}
