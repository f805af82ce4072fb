package io.rebalance.internal.kernel;

/**
 * Something that may become due: of which kind, for which group, for which member. Whether and when it is due is for
 * {@link Deadlines} to say.
 */
public final class Timer {

    /** What can become due. */
    public enum Kind {
        /** The watch over a group's sessions: a member may have been silent for too long. */
        SESSION,
        /** An id that was handed out has not been used. */
        PENDING_ID,
        /** The join phase has lasted long enough. */
        JOIN_PHASE,
        /** Members of the new generation have not asked for their assignment. */
        SYNC,
        /** Partitions are still withheld. */
        FOLLOW_UP,
        /** Offsets may have grown too old; of no group in particular. */
        EXPIRY,
        /** The offsets of partitions that are gone are still there; of no group in particular. */
        DELETED_PARTITIONS
    }

    /** The time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Kind kind;
    private final String groupId;
    private final String memberId;

    long deadlineMs = NEVER;
    long armed; // the number of its last arming; decides ties
    long heapMs; // where the heap believes it to be: never later than deadlineMs
    long heapArmed;
    int heapIndex = -1;

    /**
     * @param kind what becomes due
     * @param groupId for which group
     * @param memberId for which member; empty if for the group as such
     */
    public Timer(Kind kind, String groupId, String memberId) {
        this.kind = kind;
        this.groupId = groupId;
        this.memberId = memberId;
    }

    /** What becomes due. */
    public Kind kind() {
        return kind;
    }

    /** The group for which it becomes due; empty if it is for none in particular. */
    public String groupId() {
        return groupId;
    }

    /** The member for which it becomes due; empty if it is for the group as such. */
    public String memberId() {
        return memberId;
    }

    /** When it is due, in epoch ms; {@link #NEVER} unless armed. */
    public long deadlineMs() {
        return deadlineMs;
    }

    /** Whether it will become due. */
    public boolean isArmed() {
        return deadlineMs != NEVER;
    }

    @Override
    public String toString() {
        return kind + "(" + groupId + "," + memberId + ")@" + deadlineMs;
    }
}
