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
    SYNC_GROUP(14),
    /** Look at a group: {@link DescribeGroupRequest}, for one group each. */
    DESCRIBE_GROUPS(15),
    /** Which groups there are: {@link ListGroupsRequest}. */
    LIST_GROUPS(16),
    /** End a producer's transaction: {@link EndTransactionRequest}, for one producer each. */
    WRITE_TXN_MARKERS(27),
    /** Keep offsets for a group once a transaction is committed: {@link TxnOffsetCommitRequest}. */
    TXN_OFFSET_COMMIT(28),
    /** Delete a group that has no members: {@link DeleteGroupRequest}, for one group each. */
    DELETE_GROUPS(42),
    /** Delete offsets of a group: {@link OffsetDeleteRequest}. */
    OFFSET_DELETE(47);

    private final int id;

    ApiKey(int id) {
        this.id = id;
    }

    /** The API key on Kafka's wire. */
    public int id() {
        return id;
    }
}
