package io.rebalance.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A verdict of the protocol, with the number it has on Kafka's wire. */
public enum ErrorCode {
    /** Something went wrong that the protocol has no word for. */
    UNKNOWN_SERVER_ERROR(-1),
    /** All is well. */
    NONE(0),
    /** There is no such topic or partition. */
    UNKNOWN_TOPIC_OR_PARTITION(3),
    /** The log of this group lives elsewhere now. */
    NOT_LEADER_OR_FOLLOWER(6),
    /** The log did not answer in time; whether it kept the records is not known. */
    REQUEST_TIMED_OUT(7),
    /** One record was too large for the log. */
    MESSAGE_TOO_LARGE(10),
    /** The metadata of a committed offset is longer than {@code offset.metadata.max.bytes}. */
    OFFSET_METADATA_TOO_LARGE(12),
    /** The coordinator is still replaying its log. */
    COORDINATOR_LOAD_IN_PROGRESS(14),
    /** The coordinator cannot answer now; ask again. */
    COORDINATOR_NOT_AVAILABLE(15),
    /** This is not the coordinator of the group; look for it. */
    NOT_COORDINATOR(16),
    /** One append was too large for the log. */
    RECORD_LIST_TOO_LARGE(18),
    /** The log has too few replicas to keep the records safely. */
    NOT_ENOUGH_REPLICAS(19),
    /** The generation in the request is not the group's. */
    ILLEGAL_GENERATION(22),
    /** The member's protocol type or protocols do not fit those of the group. */
    INCONSISTENT_GROUP_PROTOCOL(23),
    /** The group id is empty. */
    INVALID_GROUP_ID(24),
    /** The group has no such member. */
    UNKNOWN_MEMBER_ID(25),
    /** The session timeout is outside of what the coordinator allows. */
    INVALID_SESSION_TIMEOUT(26),
    /** The group is between two generations: join again. */
    REBALANCE_IN_PROGRESS(27),
    /** The offsets were too many to be kept at once; brokers before Kafka 4.0 say so. */
    INVALID_COMMIT_OFFSET_SIZE(28),
    /** The request makes no sense. */
    INVALID_REQUEST(42),
    /** A newer process has the producer's id: its epoch is higher. */
    INVALID_PRODUCER_EPOCH(47),
    /** The disk of the log failed. */
    KAFKA_STORAGE_ERROR(56),
    /** The group has members. */
    NON_EMPTY_GROUP(68),
    /** There is no such group. */
    GROUP_ID_NOT_FOUND(69),
    /** Join again with the member id that comes with this answer. */
    MEMBER_ID_REQUIRED(79),
    /** The group has as many members as it may have. */
    GROUP_MAX_SIZE_REACHED(81),
    /** Another process joined with the same group instance id and took over. */
    FENCED_INSTANCE_ID(82),
    /** The group reads the topic, so that its offsets are needed. */
    GROUP_SUBSCRIBED_TO_TOPIC(86),
    /** A transaction that is open may change the offset; ask again. */
    UNSTABLE_OFFSET_COMMIT(88);

    private static final Map<Integer, ErrorCode> BY_ID =
            Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::id, Function.identity()));

    private final int id;

    ErrorCode(int id) {
        this.id = id;
    }

    /** The error code on Kafka's wire. */
    public int id() {
        return id;
    }

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return this == NONE;
    }

    /** The code with the given wire number, or {@link #UNKNOWN_SERVER_ERROR} if this library has no name for it. */
    public static ErrorCode ofId(int id) {
        return BY_ID.getOrDefault(id, UNKNOWN_SERVER_ERROR);
    }
}
