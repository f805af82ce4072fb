package io.rebalance.member;

import java.util.ArrayList;
import java.util.List;

/** Collects what comes of one input. */
final class Turn {

    private final List<MemberRequest> requests = new ArrayList<>();
    private final List<MemberOrder> orders = new ArrayList<>();
    private final List<MemberNotice> notices = new ArrayList<>();
    private boolean isCoordinatorWanted;

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
