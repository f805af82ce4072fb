package io.rebalance.member;

/** A partition that the member was given, and how far it has got there. */
final class Held {

    private static final long NONE = -1;

    final Ownership ownership;
    private long order; // that told the application to let go; 0: none did
    private boolean released;
    private long handedIn = NONE;
    private long settled = NONE; // of what was handed in, what the coordinator keeps, or refused for good

    Held(Ownership ownership) {
        this.ownership = ownership;
    }

    boolean isRevoked() {
        return order != 0;
    }

    void revoke(long byOrder) {
        order = byOrder;
    }

    /** Whether the application has let go of it. It is still here while what was handed in is not committed. */
    boolean isReleased() {
        return released;
    }

    void release(long fromOrder) {
        released |= order == fromOrder;
    }

    /** Whether nothing is left to do for it: the application has let go, and what it handed in is committed. */
    boolean isDone() {
        return released && !hasUncommitted();
    }

    boolean hasUncommitted() {
        return handedIn != settled;
    }

    /** The last offset handed in; negative if there was none. */
    long handedIn() {
        return handedIn;
    }

    void handIn(long offset) {
        handedIn = offset;
    }

    void settle(long offset) {
        settled = offset;
    }
}
