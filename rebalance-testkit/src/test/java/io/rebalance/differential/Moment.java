package io.rebalance.differential;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All that can be seen of a coordinator after an input. Member ids are those of ours on both sides.
 *
 * @param answers what was answered since the last moment, by ticket
 * @param groups the groups that there are
 * @param offsets what is committed, by group and partition
 */
record Moment(
        SortedMap<Long, GroupResponse> answers,
        SortedMap<String, GroupPicture> groups,
        SortedMap<String, SortedMap<TopicPartition, Kept>> offsets) {

    /**
     * A group.
     *
     * @param state as Kafka writes it
     * @param protocolType empty if it never had a member
     * @param members by id
     * @param pending ids that were handed out and not used yet, and until when they are good
     * @param joinDeadlineMs when the join phase ends at the latest, or null
     * @param syncDeadlineMs until when members may sync, or null
     */
    record GroupPicture(
            String state,
            int generationId,
            String protocolType,
            @Nullable String protocolName,
            @Nullable String leader,
            SortedMap<String, MemberPicture> members,
            SortedMap<String, Long> pending,
            @Nullable Long joinDeadlineMs,
            @Nullable Long syncDeadlineMs) {

        /** A group of which nothing is known but that it is there. */
        boolean isBlank() {
            return state.equals("Empty") && generationId == 0 && protocolType.isEmpty() && pending.isEmpty();
        }

        /** The same group, but for its members. */
        GroupPicture with(SortedMap<String, MemberPicture> members) {
            return new GroupPicture(
                    state,
                    generationId,
                    protocolType,
                    protocolName,
                    leader,
                    members,
                    pending,
                    joinDeadlineMs,
                    syncDeadlineMs);
        }

        SortedSet<String> memberIds() {
            return (SortedSet<String>) members.keySet();
        }
    }

    /**
     * A member.
     *
     * @param metadata under the group's protocol
     * @param sessionDeadlineMs when its silence ends its membership; null if it waits, and may be silent
     */
    record MemberPicture(
            @Nullable String instanceId,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            Bytes metadata,
            Bytes assignment,
            @Nullable Long sessionDeadlineMs) {

        MemberPicture withoutSession() {
            return new MemberPicture(instanceId, sessionTimeoutMs, rebalanceTimeoutMs, metadata, assignment, null);
        }
    }

    /** What is kept of a partition. */
    record Kept(long offset, int leaderEpoch, String metadata, long committedMs) {}
}
