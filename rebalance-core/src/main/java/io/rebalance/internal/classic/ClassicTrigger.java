package io.rebalance.internal.classic;

/** What can happen to a classic group. Who asks has been checked before: a member is one, its generation is right. */
enum ClassicTrigger {
    /** Someone who is no member joins, and may. */
    NEW_MEMBER_JOINS,
    /** A member joins again and says what it said before. */
    MEMBER_JOINS_UNCHANGED,
    /** The member that assigns joins again and says what it said before. */
    LEADER_JOINS_UNCHANGED,
    /** A member joins again and says something else than before. */
    MEMBER_JOINS_CHANGED,
    /** The new process of a static member joins and says what the old one said. */
    STATIC_MEMBER_RESTARTS_UNCHANGED,
    /** The new process of a static member joins and says something else than the old one. */
    STATIC_MEMBER_RESTARTS_CHANGED,
    /** A member asks for its assignment. */
    MEMBER_SYNCS,
    /** The member that assigns hands in the assignment. */
    LEADER_SYNCS,
    /** A member is alive. */
    MEMBER_HEARTBEATS,
    /** A member commits offsets. */
    MEMBER_COMMITS,
    /** A producer commits offsets for a member, in a transaction. */
    MEMBER_COMMITS_IN_TRANSACTION,
    /** A member left, or was silent for too long. */
    MEMBER_GOES,
    /** Members did not ask for their assignment in time, and are gone. */
    SYNC_OVERDUE,
    /** The topics that the coordinator assigned have changed. */
    TOPICS_CHANGE,
    /** Partitions that were withheld are to be given out. */
    FOLLOW_UP_DUE,
    /** The join phase is over, and nobody is there. */
    NOBODY_JOINED,
    /** The join phase is over, nobody is there, and static members keep their places. */
    ONLY_ABSENT_LEFT,
    /** The join phase is over, and the leader is to assign. */
    LEADER_TO_ASSIGN,
    /** The join phase is over, and the coordinator has assigned. */
    COORDINATOR_ASSIGNED,
    /** The coordinator resigns. */
    COORDINATOR_RESIGNS
}
