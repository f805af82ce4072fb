package io.rebalance.member;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The assignment that a leader makes for its group.
 *
 * @param assignments everybody's part: each member is named, those too that get nothing
 * @param topics what it was made for: the topics that somebody subscribes to
 * @param unreadable the members whose subscription could not be read; they get nothing
 */
record LeaderAssignment(
        List<MemberAssignment> assignments, SortedMap<String, LedTopic> topics, List<String> unreadable) {

    /**
     * Assigns.
     *
     * @throws AssignorException if the assignor has no answer, or none that makes sense
     */
    static LeaderAssignment of(Assignor assignor, RebalanceMode mode, List<JoinedMember> members, TopicCatalog catalog)
            throws AssignorException {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        SortedMap<String, LedTopic> topics = topicsOf(members, catalog);
        List<String> unreadable = new ArrayList<>();
        for (JoinedMember member : members) {
            try {
                builder.member(member.memberId(), member.groupInstanceId(), member.metadata(), mode);
            } catch (MalformedBytesException e) {
                unreadable.add(member.memberId());
                builder.member(member.memberId(), Set.of());
            }
        }
        topics.forEach((name, topic) -> topic.addTo(builder, name));
        AssignmentInput input = builder.build();
        @Nullable Assignment target = assignor.assign(input);
        if (target == null) {
            throw new AssignorException("the assignor gave no assignment");
        }
        target.requireSense(input);
        Assignment granted = mode == RebalanceMode.COOPERATIVE
                ? RevocationBarrier.of(input, target).granted()
                : target;
        List<Bytes> bytes = granted.toBytes(input);
        List<MemberAssignment> assignments = new ArrayList<>(bytes.size());
        for (int m = 0; m < bytes.size(); m++) {
            assignments.add(new MemberAssignment(input.memberId(m), bytes.get(m)));
        }
        return new LeaderAssignment(assignments, topics, unreadable);
    }

    /** What some members subscribe to, as the catalog has it. Who cannot be read subscribes to nothing. */
    static SortedMap<String, LedTopic> topicsOf(List<JoinedMember> members, TopicCatalog catalog) {
        SortedMap<String, LedTopic> topics = new TreeMap<>();
        for (JoinedMember member : members) {
            for (String topic : topicsOf(member)) {
                topics.computeIfAbsent(topic, name -> LedTopic.of(name, catalog));
            }
        }
        return topics;
    }

    private static List<String> topicsOf(JoinedMember member) {
        try {
            return ConsumerProtocol.readSubscription(member.metadata()).topics();
        } catch (MalformedBytesException e) {
            return List.of(); // it gets nothing, whatever topics there are
        }
    }
}
