package io.rebalance.assignors.live;

/** A member: its id, and what it subscribes to. */
final class LiveMember {

    final String id;
    final int handle;
    LiveSubscription subscription;
    boolean hasLeft;

    LiveMember(String id, int handle, LiveSubscription subscription) {
        this.id = id;
        this.handle = handle;
        this.subscription = subscription;
    }
}
