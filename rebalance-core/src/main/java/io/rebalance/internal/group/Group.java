package io.rebalance.internal.group;

import io.rebalance.internal.kernel.Step;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A group of any kind, as the rooms that do not know its kind see it. Volatile: what is stored of it is in the facts. */
public interface Group {

    /** Its id. */
    String groupId();

    /**
     * Whether offsets may be committed in the name of this member and generation. If so it counts as a sign of life.
     *
     * @param generationId the generation; below 0 if the caller is in none
     * @param memberId the member; empty if the caller is none
     * @param groupInstanceId its instance id, or null
     * @return {@code NONE} if so
     */
    ErrorCode admitCommit(Step step, int generationId, String memberId, @Nullable String groupInstanceId);

    /**
     * Whether offsets may be committed in the name of this member and generation, as part of a transaction. That is no
     * sign of life: it comes from a producer.
     *
     * @param generationId the generation; below 0 if the caller tells none
     * @param memberId the member; empty if the caller tells none
     * @param groupInstanceId its instance id, or null
     * @return {@code NONE} if so
     */
    ErrorCode admitTransactionalCommit(int generationId, String memberId, @Nullable String groupInstanceId);

    /** Whether offsets may be deleted at all; of topics that it {@link #isSubscribedTo} they may not. */
    ErrorCode admitOffsetDelete();

    /** Whether the members read the topic, as far as is known. */
    boolean isSubscribedTo(String topic);

    /** From when on its offsets grow old. */
    Aging aging();

    /** Whether it has no members, so that it may be deleted. */
    boolean isEmpty();

    /** Whether someone was given an id to join with, and may still come. */
    boolean isAwaited();

    /** Nothing of it becomes due any more: it is going to be removed. It {@link #isEmpty}. */
    void stop(Step step);

    /** The group as it is now. */
    GroupView toView();

    /** Its last generations, oldest first, and the one that is to come if members are joining. */
    List<GenerationView> generations();

    /** When the session of each member ends, in epoch ms, by member id; for tests that compare. */
    Map<String, Long> sessions();
}
