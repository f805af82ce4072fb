package io.rebalance.member;

import java.util.List;

/**
 * What came of one input: what to send, what the application is to do, what there is to know. Each list is to be worked
 * off in its order; requests may be sent before the orders are obeyed. Immutable and thread-safe.
 */
public final class MemberOutcome {

    static final MemberOutcome NOTHING = new MemberOutcome(List.of(), List.of(), List.of(), false);

    private final List<MemberRequest> requests;
    private final List<MemberOrder> orders;
    private final List<MemberNotice> notices;
    private final boolean isCoordinatorWanted;

    MemberOutcome(
            List<MemberRequest> requests,
            List<MemberOrder> orders,
            List<MemberNotice> notices,
            boolean isCoordinatorWanted) {
        this.requests = requests;
        this.orders = orders;
        this.notices = notices;
        this.isCoordinatorWanted = isCoordinatorWanted;
    }

    /** What to send to the coordinator. What cannot be sent may be dropped. Unmodifiable. */
    public List<MemberRequest> requests() {
        return requests;
    }

    /** What to tell the application. Unmodifiable. */
    public List<MemberOrder> orders() {
        return orders;
    }

    /** What else there is to know. Unmodifiable. */
    public List<MemberNotice> notices() {
        return notices;
    }

    /**
     * Whether to look for the coordinator now, and to say {@link GroupMember#connected} when it is found. Asked for again, at
     * growing intervals, until it is.
     */
    public boolean isCoordinatorWanted() {
        return isCoordinatorWanted;
    }

    @Override
    public String toString() {
        return "MemberOutcome[requests=" + requests + ", orders=" + orders + ", notices=" + notices
                + (isCoordinatorWanted ? ", coordinator wanted" : "") + "]";
    }
}
