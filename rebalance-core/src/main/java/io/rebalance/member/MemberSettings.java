package io.rebalance.member;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member is told once and for all. Times in ms. */
record MemberSettings(
        String groupId,
        String clientId,
        String clientHost,
        @Nullable String groupInstanceId,
        @Nullable String rack,
        List<Assignor> assignors,
        RebalanceMode mode,
        int sessionTimeoutMs,
        int heartbeatIntervalMs,
        int maxPollIntervalMs,
        int requestTimeoutMs,
        long closeTimeoutMs,
        boolean leavesOnClose,
        double leaseDrift) {

    /** What the answer to a join may take longer than the group may wait for its members. */
    private static final int JOIN_SLACK_MS = 5_000;

    boolean isStatic() {
        return groupInstanceId != null;
    }

    boolean isCooperative() {
        return mode == RebalanceMode.COOPERATIVE;
    }

    boolean hasLease() {
        return leaseDrift >= 0;
    }

    /** How long to wait for the answer to a join: longer than the coordinator lets anybody wait. */
    long joinTimeoutMs() {
        return Math.max(requestTimeoutMs, (long) maxPollIntervalMs + JOIN_SLACK_MS);
    }

    /** How long to wait for the answer to a heartbeat: so that there is time for another one before the session ends. */
    long heartbeatTimeoutMs() {
        return Math.max(1, Math.min(requestTimeoutMs, surelyMs(sessionTimeoutMs) * 2 / 3));
    }

    /** How long the application may take to let go: less than the group waits, since the member heard of it late. */
    long drainMs() {
        return Math.max(maxPollIntervalMs / 2, maxPollIntervalMs - 2L * heartbeatIntervalMs);
    }

    /** How much of a time-out may pass on the member's clock while it surely has not passed on the coordinator's. */
    long surelyMs(int timeoutMs) {
        return hasLease() ? (long) Math.floor(timeoutMs * (1 - 2 * leaseDrift)) : timeoutMs;
    }
}
