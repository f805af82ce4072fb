package io.rebalance.view;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A generation of a group, and how it came about: why, how long each phase took, and what moved.
 *
 * <p>First the members are asked to join again, for {@code joinMs}; then the generation has its number and its members, and
 * {@code assignMs} later its assignment; {@code settleMs} later the last member has asked for its part. A phase that is
 * not over has -1, and so has one that another rebalance cut short.
 *
 * @param groupId the group
 * @param generationId its number; that which it will have if its members are still joining
 * @param protocolName the protocol that the members chose; null if they are still joining, or if there are none
 * @param leader the member that assigns; null if the coordinator does, if members are still joining, or if there are none
 * @param memberIds the members, sorted; of a generation whose members are still joining, those that the group has so far
 * @param causes why there was a rebalance, the first {@value GroupEvent.GenerationStarted#MAX_CAUSES} causes
 * @param causeCount how many causes there were
 * @param sinceMs when the join phase began, epoch ms
 * @param joinMs how long the join phase took, in ms; -1 as long as it lasts
 * @param assignMs how long it took from then until the assignment was known, in ms: 0 if the coordinator assigned; -1 if
 *     it is not
 * @param settleMs how long it took from then until every member had asked for its part, in ms; -1 if one has not
 * @param moves what the assignment changed; unknown as long as there is none
 * @param withheldCount how many partitions of the coordinator's assignment nobody has in this generation
 */
public record GenerationView(
        String groupId,
        int generationId,
        @Nullable String protocolName,
        @Nullable String leader,
        List<String> memberIds,
        List<RebalanceCause> causes,
        int causeCount,
        long sinceMs,
        long joinMs,
        long assignMs,
        long settleMs,
        Moves moves,
        int withheldCount) {

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public GenerationView {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberIds, "memberIds"); // not copied: it is made when someone asks for it
        causes = List.copyOf(causes);
        Objects.requireNonNull(moves, "moves");
    }

    /** Whether members are still joining, so that the generation has not begun. */
    public boolean isJoining() {
        return joinMs < 0;
    }

    /** Whether the assignment is known. */
    public boolean isAssigned() {
        return assignMs >= 0;
    }

    /** Whether every member has asked for its part. */
    public boolean isSettled() {
        return settleMs >= 0;
    }
}
