package io.rebalance.member;

import io.rebalance.protocol.ErrorCode;

/** A partition that the member was given, and how far it has got there. */
final class Held {

    private static final long NONE = -1;

    final Ownership ownership;
    private long order; // that told the application to let go; 0: none did
    private boolean released;
    private long handedIn = NONE;
    private long version; // how often something was handed in
    private long settledVersion; // of that, the last that the coordinator keeps, or has refused for good
    private long sentVersion; // and the last that was sent
    private ErrorCode refusal = ErrorCode.NONE; // of what was sent last; NONE while it is not answered

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
        released |= order != 0 && order == fromOrder;
    }

    /** Whether nothing is left to do for it: the application has let go, and what it handed in is committed. */
    boolean isDone() {
        return released && !hasUncommitted();
    }

    boolean hasUncommitted() {
        return version != settledVersion;
    }

    /** The last offset handed in; negative if there was none. */
    long handedIn() {
        return handedIn;
    }

    void handIn(long offset) {
        handedIn = offset;
        version++;
    }

    /** It is sent. Returns which handing in that was. */
    long send() {
        sentVersion = version;
        refusal = ErrorCode.NONE;
        return version;
    }

    /** The coordinator did not keep what was sent last; it may be sent again. */
    void refuse(ErrorCode error) {
        refusal = error;
    }

    /** Whether what was handed in last was sent, and no answer came to that. */
    boolean isUnanswered() {
        return sentVersion == version && refusal.isNone();
    }

    /** What the coordinator said to what was handed in last; NONE if nothing, or if it was not asked. */
    ErrorCode refusal() {
        return sentVersion == version ? refusal : ErrorCode.NONE;
    }

    boolean isLast(long sent) {
        return sent == version;
    }

    void settle(long sent) {
        settledVersion = sent;
    }
}
