package io.rebalance.member;

import java.util.ArrayList;
import java.util.List;

/** Collects what comes of one input, and keeps the time at which that came. */
final class Turn {

    private final List<MemberRequest> requests = new ArrayList<>();
    private final List<MemberOrder> orders = new ArrayList<>();
    private final List<MemberNotice> notices = new ArrayList<>();
    private boolean isCoordinatorWanted;
    private long nowMs = Long.MIN_VALUE;

    /** An input comes. The time does not go back, though the clock may. */
    void begin(long clockMs) {
        nowMs = Math.max(nowMs, clockMs);
    }

    long nowMs() {
        return nowMs;
    }

    /** So long after now; {@link Times#NEVER} if that is later than any time. */
    long after(long durationMs) {
        return Times.after(nowMs, durationMs);
    }

    void send(MemberRequest request) {
        requests.add(request);
    }

    void order(MemberOrder order) {
        orders.add(order);
    }

    void tell(MemberNotice notice) {
        notices.add(notice);
    }

    void findCoordinator() {
        isCoordinatorWanted = true;
    }

    /** What came, and nothing is left of it here. */
    MemberOutcome take() {
        if (requests.isEmpty() && orders.isEmpty() && notices.isEmpty() && !isCoordinatorWanted) {
            return MemberOutcome.NOTHING;
        }
        MemberOutcome outcome = new MemberOutcome(
                List.copyOf(requests), List.copyOf(orders), List.copyOf(notices), isCoordinatorWanted);
        requests.clear();
        orders.clear();
        notices.clear();
        isCoordinatorWanted = false;
        return outcome;
    }
}
