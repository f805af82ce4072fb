package io.rebalance.member;

/** What can happen to a member. An answer to an earlier life of it has been sorted out before. */
enum MemberTrigger {
    /** The application subscribes to other topics. */
    SUBSCRIBES,
    /** Nothing is in the way of joining: the coordinator is known, the back-off is over, the application is alive. */
    READY_TO_JOIN,
    /** The coordinator hands out an id, to join with. */
    ID_GIVEN,
    /** The join is answered: there is a new generation. */
    JOINED,
    /** The sync is answered: the assignment is known. */
    SYNCED,
    /** The coordinator, or a change that the member saw, calls for another generation. */
    REBALANCE_CALLED,
    /** The coordinator cannot answer a join or a sync now. */
    TRY_AGAIN,
    /** The member's generation is over, and the group went on without it. */
    GENERATION_OVER,
    /** The group does not know the member. */
    IDENTITY_LOST,
    /** Another process has the member's group instance id. */
    INSTANCE_FENCED,
    /** The coordinator refuses, and would do so again; or the assignment failed. */
    REFUSED_FOR_GOOD,
    /** What was sent will not be answered. */
    CONNECTION_LOST,
    /** The coordinator was not heard of for so long that it may have given up the member. */
    SESSION_LAPSED,
    /** The application did not show that it is alive. */
    POLL_OVERDUE,
    /** The application has let go of what it was told to, and what it handed in is committed. */
    RELEASED,
    /** It has not, and the time is over. */
    RELEASE_OVERDUE,
    /** The application wants no topics any more. */
    UNSUBSCRIBES,
    /** The application is done. */
    CLOSES,
    /** After unsubscribing: the coordinator knows, or need not, or there is no time left. */
    OUT_FOR_NOW,
    /** The same after closing. */
    OUT_FOR_GOOD
}
