package io.rebalance.testkit.simulation;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * To which messages a process surely awaits an answer, as far as one can tell from outside: it gives up all of them when one
 * stays without, when its connection breaks, and when it is told to ask elsewhere.
 */
final class Awaited {

    private final Map<Long, Long> deadlinesMs = new HashMap<>(); // by message
    private final Map<Long, Long> doubtfulMs = new HashMap<>(); // of those that it may have given up, and may not
    private boolean isConnected;

    /** @param deadlineMs until when an answer is awaited, on the clock of the process */
    void sent(long message, long deadlineMs) {
        deadlinesMs.put(message, deadlineMs);
    }

    void connected() {
        isConnected = true;
    }

    /** Whether the process surely takes itself for connected. */
    boolean isConnected(long nowMs) {
        return isConnected && !isOverdue(nowMs);
    }

    void disconnected() {
        isConnected = false;
        deadlinesMs.clear();
        doubtfulMs.clear();
    }

    /** It goes into another generation, or out of one, and may have given up what it awaited; if not, it is still to be answered. */
    void movesOn() {
        doubtfulMs.putAll(deadlinesMs);
        deadlinesMs.clear();
    }

    /** Whether an answer to that message is awaited; from now on none is. */
    boolean take(long message, GroupResponse answer, long nowMs) {
        if (isOverdue(nowMs)) {
            disconnected();
        }
        doubtfulMs.remove(message);
        boolean was = deadlinesMs.remove(message) != null;
        if (verdicts(answer).anyMatch(Awaited::sendsElsewhere)) {
            disconnected();
        }
        return was;
    }

    private boolean isOverdue(long nowMs) {
        return Stream.concat(deadlinesMs.values().stream(), doubtfulMs.values().stream())
                .anyMatch(deadlineMs -> deadlineMs <= nowMs);
    }

    /** Whatever does not tell a member where it stands may be the end of the connection. */
    private static boolean sendsElsewhere(ErrorCode error) {
        return !error.isNone()
                && !tellsThatOut(error)
                && error != ErrorCode.REBALANCE_IN_PROGRESS
                && error != ErrorCode.MEMBER_ID_REQUIRED;
    }

    /** Whether that is told to who is not, or not any more, what it takes itself for. */
    static boolean tellsThatOut(ErrorCode error) {
        return tellsWhoIsOut(error) || error == ErrorCode.ILLEGAL_GENERATION;
    }

    /** Whether that is told of the member itself, in whatever generation it says it is. */
    static boolean tellsWhoIsOut(ErrorCode error) {
        return error == ErrorCode.UNKNOWN_MEMBER_ID || error == ErrorCode.FENCED_INSTANCE_ID;
    }

    static Stream<ErrorCode> verdicts(GroupResponse answer) {
        return answer instanceof OffsetCommitResponse commit
                ? commit.partitions().stream().map(OffsetCommitResponse.Partition::error)
                : Stream.of(answer.error());
    }
}
