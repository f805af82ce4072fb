package io.rebalance.view;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a group. Immutable, for any thread.
 *
 * <p>Lists of members and {@link Moves} are worked out when somebody asks for them: events that nobody looks at cost nothing
 * a member.
 */
public sealed interface GroupEvent {

    /** The group; empty if it happened to no group but to the coordinator. */
    String groupId();

    /**
     * A member was added.
     *
     * @param groupId the group
     * @param memberId the member
     * @param clientId what its client calls itself
     */
    record MemberJoined(String groupId, String memberId, String clientId) implements GroupEvent {}

    /**
     * The new process of a static member took the place of the old one, which is refused from now on with {@link
     * ErrorCode#FENCED_INSTANCE_ID}. If two processes take an instance id from each other, these events name both.
     *
     * @param groupId the group
     * @param groupInstanceId the instance id
     * @param memberId the member id of the new process
     * @param clientId what the new process calls itself
     * @param clientHost where the new process is
     * @param oldMemberId the member id of the old process
     * @param oldClientId what the old process called itself
     * @param oldClientHost where the old process is, or was
     * @kip 345
     */
    record MemberReplaced(
            String groupId,
            String groupInstanceId,
            String memberId,
            String clientId,
            String clientHost,
            String oldMemberId,
            String oldClientId,
            String oldClientHost)
            implements GroupEvent {}

    /**
     * A process that joined with an instance id was put off, because the id has changed hands as often as it may for now.
     *
     * @param groupId the group
     * @param groupInstanceId the instance id
     * @param memberId the member that keeps the instance id
     * @param holderClientId what the process that has the id calls itself
     * @param holderClientHost where that process is
     * @param refusedClientId what the process that was put off calls itself
     * @param refusedClientHost where that process is
     */
    record TakeoverRefused(
            String groupId,
            String groupInstanceId,
            String memberId,
            String holderClientId,
            String holderClientHost,
            String refusedClientId,
            String refusedClientHost)
            implements GroupEvent {}

    /**
     * A member is gone.
     *
     * @param groupId the group
     * @param memberId the member
     * @param why how it went
     * @param detail the reason that the client gave, or empty
     */
    record MemberRemoved(String groupId, String memberId, Departure why, String detail) implements GroupEvent {}

    /** The ways out of a group. */
    enum Departure {
        /** It asked to leave. */
        LEFT,
        /** It was silent for longer than its session timeout. */
        SESSION_EXPIRED,
        /** It did not join again before the join phase ended. */
        MISSED_REBALANCE,
        /** It joined the generation, but never asked for its assignment. */
        NEVER_SYNCED,
        /** It joined again when the group had taken as many members as it may have. */
        GROUP_FULL
    }

    /**
     * A rebalance began: the members are asked to join again.
     *
     * @param groupId the group
     * @param generationId the generation that ends
     * @param cause why
     */
    record RebalanceStarted(String groupId, int generationId, RebalanceCause cause) implements GroupEvent {}

    /**
     * A generation began: the join phase is over.
     *
     * @param groupId the group
     * @param generationId the new generation
     * @param protocolName the protocol that the members chose
     * @param leader the member that will assign; null if the coordinator assigned
     * @param memberIds the members, sorted
     * @param causes why there was a rebalance: what began it, and what came on top while it lasted; at most {@value
     *     #MAX_CAUSES}
     * @param causeCount how many causes there were
     * @param joinPhaseMs how long the join phase took, in ms
     */
    record GenerationStarted(
            String groupId,
            int generationId,
            String protocolName,
            @Nullable String leader,
            List<String> memberIds,
            List<RebalanceCause> causes,
            int causeCount,
            long joinPhaseMs)
            implements GroupEvent {

        /** How many causes are kept of one rebalance. */
        public static final int MAX_CAUSES = 16;
    }

    /**
     * The generation's assignment is known; the group is stable.
     *
     * @param groupId the group
     * @param generationId the generation
     * @param members each member's part, by member id
     * @param withheld what of the coordinator's assignment nobody has in this generation; at most {@value #MAX_WITHHELD}
     * @param withheldCount how many partitions those are
     * @param moves which partitions have other owners than in the last generation that was assigned
     * @param assignMs how long it took since the generation began, in ms; 0 if the coordinator assigned
     */
    record Assigned(
            String groupId,
            int generationId,
            List<MemberPart> members,
            List<Withheld> withheld,
            int withheldCount,
            Moves moves,
            long assignMs)
            implements GroupEvent {

        /** How many withheld partitions are told by name. */
        public static final int MAX_WITHHELD = 100;
    }

    /**
     * Every member has asked for its part of the assignment. A generation that is cut short by the next never settles.
     *
     * @param groupId the group
     * @param generationId the generation
     * @param settleMs how long it took since the assignment was known, in ms
     */
    record Settled(String groupId, int generationId, long settleMs) implements GroupEvent {}

    /**
     * A member's part of an assignment.
     *
     * @param memberId the member
     * @param partitions how many partitions it has; -1 if the leader assigned bytes that are not those of a Kafka consumer
     * @param idleReason why it has none; null if it has some
     */
    record MemberPart(
            String memberId, int partitions, @Nullable IdleReason idleReason) {}

    /** Why a member has no partitions. */
    enum IdleReason {
        /** There are fewer partitions of its topics than members that could have them. */
        MORE_MEMBERS_THAN_PARTITIONS,
        /** None of the topics that it subscribes to exists. */
        NO_SUCH_TOPICS,
        /** What it is to have is withheld until others have let go of it. */
        WAITS_FOR_REVOCATION,
        /** The assignor chose so. */
        ASSIGNOR_CHOICE
    }

    /**
     * A partition that nobody has in this generation.
     *
     * @param partition the partition
     * @param from who must let go of it; null if nobody, or if several members claim it with equal right
     * @param to who is to have it; null if the assignor gave it to nobody
     */
    record Withheld(
            TopicPartition partition,
            @Nullable String from,
            @Nullable String to) {}

    /**
     * The group has no member any more.
     *
     * @param groupId the group
     * @param generationId the generation, one more than the last with members
     * @param causes why its members went, or why there was a rebalance that nobody joined; at most {@value
     *     GenerationStarted#MAX_CAUSES}
     * @param causeCount how many causes there were
     * @param moves which partitions have no owner any more
     * @param joinPhaseMs how long the members were waited for, in ms
     */
    record Emptied(
            String groupId,
            int generationId,
            List<RebalanceCause> causes,
            int causeCount,
            Moves moves,
            long joinPhaseMs)
            implements GroupEvent {}

    /**
     * A registered assignor failed, or its answer made no sense; the leader assigns this generation.
     *
     * @param groupId the group
     * @param protocolName the assignor
     * @param detail what went wrong
     */
    record AssignorFailed(String groupId, String protocolName, String detail) implements GroupEvent {}

    /**
     * The log has records of kinds that this version does not know, since a later version wrote them. They are passed
     * over, and kept: a snapshot has them.
     *
     * @param counts how many, by the kind of their {@linkplain io.rebalance.log.RecordKey.Unknown#kind() keys}; at most 252
     *     kinds
     */
    record UnknownRecordsKept(SortedMap<Integer, Integer> counts) implements GroupEvent {
        /** @throws NullPointerException if {@code counts} is null */
        public UnknownRecordsKept {
            counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        }

        @Override
        public String groupId() {
            return "";
        }
    }

    /**
     * The log refused records, and what had come of these inputs was taken back, in every group that it concerned.
     *
     * @param error why, in the words of the log
     * @param outcomeCount how many outcomes were taken back
     * @param requestCount how many requests were answered with a refusal instead
     */
    record StoreFailed(ErrorCode error, int outcomeCount, int requestCount) implements GroupEvent {
        @Override
        public String groupId() {
            return "";
        }
    }

    /**
     * Offsets of the group were too old to be kept.
     *
     * @param groupId the group
     * @param count how many there were
     */
    record OffsetsExpired(String groupId, int count) implements GroupEvent {}

    /**
     * The group is gone, and its offsets with it.
     *
     * @param groupId the group
     * @param why for which reason
     */
    record GroupRemoved(String groupId, Removal why) implements GroupEvent {}

    /** Why a group goes. */
    enum Removal {
        /** Someone asked for it. */
        DELETED,
        /** It had neither members nor offsets for long enough. */
        EXPIRED
    }
}
