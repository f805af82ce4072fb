package io.rebalance;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;

/** What a member is told when the log fails, so that its client does the right thing about it. */
final class StoreErrors {

    private StoreErrors() {}

    /** The code for the member that asked (reference 2.17). */
    static ErrorCode forMember(ErrorCode error, GroupRequest<?> request) {
        return switch (error) {
            case UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT ->
                request.api() == ApiKey.OFFSET_FETCH ? ErrorCode.NOT_COORDINATOR : ErrorCode.COORDINATOR_NOT_AVAILABLE;
            case NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> ErrorCode.NOT_COORDINATOR;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> ErrorCode.UNKNOWN_SERVER_ERROR;
            // the Java client takes this for fatal in a sync: reference 3.6
            case COORDINATOR_LOAD_IN_PROGRESS ->
                request.api() == ApiKey.SYNC_GROUP ? ErrorCode.COORDINATOR_NOT_AVAILABLE : error;
            case UNKNOWN_SERVER_ERROR, NONE, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> error;
            // verdicts on members, which no log can give: nobody must lose his identity, or die, of one (field failure
            // C17)
            case OFFSET_METADATA_TOO_LARGE,
                    ILLEGAL_GENERATION,
                    INCONSISTENT_GROUP_PROTOCOL,
                    INVALID_GROUP_ID,
                    UNKNOWN_MEMBER_ID,
                    INVALID_SESSION_TIMEOUT,
                    REBALANCE_IN_PROGRESS,
                    INVALID_COMMIT_OFFSET_SIZE,
                    INVALID_REQUEST,
                    INVALID_PRODUCER_EPOCH,
                    NON_EMPTY_GROUP,
                    GROUP_ID_NOT_FOUND,
                    MEMBER_ID_REQUIRED,
                    GROUP_MAX_SIZE_REACHED,
                    FENCED_INSTANCE_ID,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    UNSTABLE_OFFSET_COMMIT -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
        };
    }
}
