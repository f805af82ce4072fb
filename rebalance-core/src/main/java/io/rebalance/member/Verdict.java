package io.rebalance.member;

import io.rebalance.protocol.ErrorCode;

/**
 * What an answer means to the member, by request and error: one recovery for each refusal.
 *
 * <p>The tables compile only while they have an answer for every error. Errors that a coordinator has no reason to give to
 * a request end it for good, as in Kafka's client.
 */
enum Verdict {
    /** All is well. */
    DONE,
    /** Ask the same again, later. */
    TRY_AGAIN,
    /** Look for the coordinator, and ask it again. */
    FIND_COORDINATOR,
    /** Join again. */
    REJOIN,
    /** Join again, with the same id; what was held is lost. */
    GENERATION_OVER,
    /** Join again as a newcomer; what was held is lost. */
    IDENTITY_LOST,
    /** Join again at once, with the id that came along. */
    ID_GIVEN,
    /** Another process took over. */
    INSTANCE_FENCED,
    /** Give up: the request. */
    REFUSED,
    /** Give up: everything. */
    FOR_GOOD;

    static Verdict ofJoin(ErrorCode error) {
        return switch (error) {
            case NONE -> DONE;
            case COORDINATOR_LOAD_IN_PROGRESS, REBALANCE_IN_PROGRESS -> TRY_AGAIN;
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> FIND_COORDINATOR;
            case UNKNOWN_MEMBER_ID -> IDENTITY_LOST;
            case MEMBER_ID_REQUIRED -> ID_GIVEN;
            case FENCED_INSTANCE_ID -> INSTANCE_FENCED;
            // the coordinator's log had a bad moment; what it refused was taken back
            case REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR ->
                FIND_COORDINATOR;
            case ILLEGAL_GENERATION -> GENERATION_OVER;
            case INCONSISTENT_GROUP_PROTOCOL,
                    INVALID_SESSION_TIMEOUT,
                    INVALID_GROUP_ID,
                    GROUP_MAX_SIZE_REACHED,
                    INVALID_REQUEST,
                    UNKNOWN_SERVER_ERROR -> FOR_GOOD;
            case UNKNOWN_TOPIC_OR_PARTITION,
                    MESSAGE_TOO_LARGE,
                    OFFSET_METADATA_TOO_LARGE,
                    RECORD_LIST_TOO_LARGE,
                    INVALID_COMMIT_OFFSET_SIZE,
                    INVALID_PRODUCER_EPOCH,
                    NON_EMPTY_GROUP,
                    GROUP_ID_NOT_FOUND,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    UNSTABLE_OFFSET_COMMIT -> FOR_GOOD;
        };
    }

    static Verdict ofSync(ErrorCode error) {
        return switch (error) {
            case NONE -> DONE;
            case COORDINATOR_LOAD_IN_PROGRESS -> TRY_AGAIN;
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> FIND_COORDINATOR;
            case REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR ->
                FIND_COORDINATOR;
            case REBALANCE_IN_PROGRESS -> REJOIN;
            case ILLEGAL_GENERATION -> GENERATION_OVER;
            case UNKNOWN_MEMBER_ID -> IDENTITY_LOST;
            case FENCED_INSTANCE_ID -> INSTANCE_FENCED;
            // the leader's assignment was too large for the log: nobody can lead this group
            case UNKNOWN_SERVER_ERROR, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> FOR_GOOD;
            case INCONSISTENT_GROUP_PROTOCOL, INVALID_SESSION_TIMEOUT, INVALID_GROUP_ID, INVALID_REQUEST -> FOR_GOOD;
            case MEMBER_ID_REQUIRED,
                    GROUP_MAX_SIZE_REACHED,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    OFFSET_METADATA_TOO_LARGE,
                    INVALID_COMMIT_OFFSET_SIZE,
                    INVALID_PRODUCER_EPOCH,
                    NON_EMPTY_GROUP,
                    GROUP_ID_NOT_FOUND,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    UNSTABLE_OFFSET_COMMIT -> FOR_GOOD;
        };
    }

    static Verdict ofHeartbeat(ErrorCode error) {
        return switch (error) {
            case NONE -> DONE;
            case COORDINATOR_LOAD_IN_PROGRESS -> TRY_AGAIN;
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> FIND_COORDINATOR;
            case REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR ->
                FIND_COORDINATOR;
            case REBALANCE_IN_PROGRESS -> REJOIN;
            case ILLEGAL_GENERATION -> GENERATION_OVER;
            case UNKNOWN_MEMBER_ID -> IDENTITY_LOST;
            case FENCED_INSTANCE_ID -> INSTANCE_FENCED;
            case UNKNOWN_SERVER_ERROR, INVALID_GROUP_ID, INVALID_REQUEST -> FOR_GOOD;
            case MEMBER_ID_REQUIRED,
                    GROUP_MAX_SIZE_REACHED,
                    INCONSISTENT_GROUP_PROTOCOL,
                    INVALID_SESSION_TIMEOUT,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    MESSAGE_TOO_LARGE,
                    RECORD_LIST_TOO_LARGE,
                    OFFSET_METADATA_TOO_LARGE,
                    INVALID_COMMIT_OFFSET_SIZE,
                    INVALID_PRODUCER_EPOCH,
                    NON_EMPTY_GROUP,
                    GROUP_ID_NOT_FOUND,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    UNSTABLE_OFFSET_COMMIT -> FOR_GOOD;
        };
    }

    /** Of one partition of a commit. */
    static Verdict ofCommit(ErrorCode error) {
        return switch (error) {
            case NONE -> DONE;
            case COORDINATOR_LOAD_IN_PROGRESS, UNKNOWN_TOPIC_OR_PARTITION, UNSTABLE_OFFSET_COMMIT -> TRY_AGAIN;
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REQUEST_TIMED_OUT -> FIND_COORDINATOR;
            case NOT_ENOUGH_REPLICAS, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> FIND_COORDINATOR;
            case REBALANCE_IN_PROGRESS -> REJOIN;
            case ILLEGAL_GENERATION -> GENERATION_OVER;
            case UNKNOWN_MEMBER_ID -> IDENTITY_LOST;
            case FENCED_INSTANCE_ID -> INSTANCE_FENCED;
            case OFFSET_METADATA_TOO_LARGE,
                    INVALID_COMMIT_OFFSET_SIZE,
                    MESSAGE_TOO_LARGE,
                    RECORD_LIST_TOO_LARGE,
                    INVALID_REQUEST,
                    INVALID_GROUP_ID,
                    GROUP_ID_NOT_FOUND,
                    UNKNOWN_SERVER_ERROR -> REFUSED;
            case MEMBER_ID_REQUIRED,
                    GROUP_MAX_SIZE_REACHED,
                    INCONSISTENT_GROUP_PROTOCOL,
                    INVALID_SESSION_TIMEOUT,
                    INVALID_PRODUCER_EPOCH,
                    NON_EMPTY_GROUP,
                    GROUP_SUBSCRIBED_TO_TOPIC -> REFUSED;
        };
    }
}
