package io.rebalance.internal.classic;

import io.rebalance.internal.group.Aging;
import io.rebalance.internal.kernel.Step;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a classic group has to say about its offsets: who may commit, what may be deleted, what grows old.
 *
 * @kip 211, 447, 496
 */
final class OffsetRules {

    private OffsetRules() {}

    /** Reference 2.16, OffsetCommit, steps 2 to 6. */
    static ErrorCode admitCommit(
            Step step, ClassicGroup group, int generationId, String memberId, @Nullable String instanceId) {
        if (generationId < 0 && group.state() == ClassicGroupState.EMPTY) {
            return ErrorCode.NONE;
        }
        if (isAnonymous(generationId, memberId, instanceId)) {
            return group.state() == ClassicGroupState.DEAD
                    ? ErrorCode.COORDINATOR_NOT_AVAILABLE
                    : ErrorCode.UNKNOWN_MEMBER_ID;
        }
        ErrorCode identity = identify(group, generationId, memberId, instanceId);
        if (!identity.isNone()) {
            return identity;
        }
        ErrorCode verdict = verdict(group, ClassicTrigger.MEMBER_COMMITS);
        if (verdict.isNone()) {
            ClassicGroup.heardFrom(step, group.seat(memberId));
        }
        return verdict;
    }

    /** The same with steps 4 and 5 relaxed: a producer may tell no member, and is not kept waiting by a rebalance. */
    static ErrorCode admitTransactionalCommit(
            ClassicGroup group, int generationId, String memberId, @Nullable String instanceId) {
        boolean needsNoIdentity = isAnonymous(generationId, memberId, instanceId)
                || (generationId < 0 && group.state() == ClassicGroupState.EMPTY);
        ErrorCode identity = needsNoIdentity ? ErrorCode.NONE : identify(group, generationId, memberId, instanceId);
        return identity.isNone() ? verdict(group, ClassicTrigger.MEMBER_COMMITS_IN_TRANSACTION) : identity;
    }

    private static boolean isAnonymous(int generationId, String memberId, @Nullable String instanceId) {
        return generationId < 0 && memberId.isEmpty() && instanceId == null;
    }

    private static ErrorCode identify(
            ClassicGroup group, int generationId, String memberId, @Nullable String instanceId) {
        ErrorCode identity = group.identify(memberId, instanceId);
        boolean isOfAnotherGeneration = identity.isNone() && generationId != group.generationId();
        return isOfAnotherGeneration ? ErrorCode.ILLEGAL_GENERATION : identity;
    }

    private static ErrorCode verdict(ClassicGroup group, ClassicTrigger trigger) {
        return switch (group.state().on(trigger)) {
            case ACCEPT, ACCEPT_UNHEARD -> ErrorCode.NONE;
            case REFUSE_REBALANCING -> ErrorCode.REBALANCE_IN_PROGRESS;
            case REFUSE_UNAVAILABLE -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
            default -> throw new IllegalStateException("group " + group.groupId() + " has no verdict on a commit");
        };
    }

    /** While a group works, only of consumers is it known what they do not read. */
    static ErrorCode admitDelete(ClassicGroup group) {
        return switch (group.state()) {
            case EMPTY -> ErrorCode.NONE;
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE ->
                isOfConsumers(group) ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
            case DEAD -> ErrorCode.GROUP_ID_NOT_FOUND;
        };
    }

    /** Consumers whose subscription is not known may read anything. */
    static boolean isSubscribedTo(ClassicGroup group, String topic) {
        Set<String> topics = group.subscription().topics();
        return topics == null ? isOfConsumers(group) : topics.contains(topic);
    }

    /** The table of reference 2.16. */
    static Aging aging(ClassicGroup group) {
        if (group.protocolType().isEmpty()) {
            return Aging.SINCE_COMMIT;
        }
        return switch (group.state()) {
            case EMPTY -> Aging.SINCE_EMPTY;
            case STABLE ->
                isOfConsumers(group) && group.subscription().topics() != null ? Aging.SINCE_COMMIT : Aging.NEVER;
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, DEAD -> Aging.NEVER; // field failure H3
        };
    }

    private static boolean isOfConsumers(ClassicGroup group) {
        return group.protocolType().equals(ConsumerProtocol.TYPE);
    }
}
