package io.rebalance.protocol;

/** The requests that a group coordinator answers, with the number each has in Kafka's protocol. */
public enum ApiKey {
    /** Keep offsets for a group: {@link OffsetCommitRequest}. */
    OFFSET_COMMIT(8),
    /** Read a group's offsets: {@link OffsetFetchRequest}. */
    OFFSET_FETCH(9),
    /** Become or stay a member: {@link JoinGroupRequest}. */
    JOIN_GROUP(11),
    /** Still alive: {@link HeartbeatRequest}. */
    HEARTBEAT(12),
    /** Stop being a member: {@link LeaveGroupRequest}. */
    LEAVE_GROUP(13),
    /** Hand in (leader) and receive (all) the assignment of a generation: {@link SyncGroupRequest}. */
    SYNC_GROUP(14);

    private final int id;

    ApiKey(int id) {
        this.id = id;
    }

    /** The API key on Kafka's wire. */
    public int id() {
        return id;
    }
}
