package io.rebalance.benchmarks;

import io.rebalance.Clock;

/** A clock that stands until it is moved. */
final class VirtualClock implements Clock {

    private long nowMs;

    VirtualClock(long nowMs) {
        this.nowMs = nowMs;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    void moveTo(long ms) {
        nowMs = Math.max(nowMs, ms);
    }
}
