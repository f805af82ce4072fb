package io.rebalance.member;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a generation brings, from the answer to the join to the end of it: the sync, with the assignment if the member
 * leads, and then its own part.
 */
final class Round {

    private final MemberSettings settings;
    private final Turn turn;
    private final Standing standing;

    private TopicCatalog catalog;
    private @Nullable SyncGroupRequest sync;
    private @Nullable SortedMap<String, LedTopic> ledTopics; // of a leader: for which topics it assigned
    private SortedSet<TopicPartition> assigned = Collections.emptySortedSet();
    private boolean isCalledOff;
    private long calledOffNumber; // of the last request that was sent before that was known

    Round(MemberSettings settings, Turn turn, Standing standing, TopicCatalog catalog) {
        this.settings = settings;
        this.turn = turn;
        this.standing = standing;
        this.catalog = catalog;
    }

    void topicsChanged(TopicCatalog newCatalog) {
        catalog = newCatalog;
    }

    /**
     * The next rebalance has begun already.
     *
     * @param number of the request whose answer tells it
     * @param lastNumber of the last request that was sent
     * @return whether it had been told before that was asked: what was under way together tells it once
     */
    boolean callOff(long number, long lastNumber) {
        if (!isCalledOff) {
            isCalledOff = true;
            calledOffNumber = lastNumber;
            return false;
        }
        return number > calledOffNumber;
    }

    /** Whether the next rebalance has begun already, by what is known of it. */
    boolean isCalledOff() {
        return isCalledOff;
    }

    /** Whether this member leads, and has assigned by other topics than there are. Whoever is in a rack minds those, too. */
    boolean isLedOtherwise() {
        boolean mindsRacks = settings.rack() != null;
        return ledTopics != null
                && !ledTopics.entrySet().stream()
                        .allMatch(led -> led.getValue().isStill(LedTopic.of(led.getKey(), catalog), mindsRacks));
    }

    /** Which of the offered assignors the group chose: the first if the coordinator, an old one, names none; null if none. */
    @Nullable
    Assignor chosen(JoinGroupResponse response) {
        String type = response.protocolType();
        if (type != null && !type.equals(ConsumerProtocol.TYPE)) {
            return null;
        }
        String name = response.protocolName();
        for (Assignor assignor : settings.assignors()) {
            if (name == null || assignor.name().equals(name)) {
                return assignor;
            }
        }
        return null;
    }

    /**
     * The generation begins. A leader assigns.
     *
     * @throws AssignorException if the assignor has no answer, or none that makes sense
     */
    void begin(JoinGroupResponse response, Assignor assignor) throws AssignorException {
        List<MemberAssignment> assignments = List.of();
        ledTopics = null;
        isCalledOff = false;
        if (response.isLeader() && response.skipAssignment()) {
            ledTopics = LeaderAssignment.topicsOf(response.members(), catalog);
        } else if (response.isLeader()) {
            LeaderAssignment made = LeaderAssignment.of(assignor, settings.mode(), response.members(), catalog);
            made.unreadable().forEach(id -> turn.tell(new MemberNotice.Unreadable(id)));
            assignments = made.assignments();
            ledTopics = made.topics();
        }
        sync = new SyncGroupRequest(
                settings.groupId(),
                standing.generationId(),
                standing.memberId(),
                settings.groupInstanceId(),
                response.protocolType(),
                response.protocolName(),
                assignments,
                false);
    }

    /** The sync to send; null if it has been answered, or the generation is over. */
    @Nullable
    SyncGroupRequest sync() {
        return sync;
    }

    /**
     * The sync is answered.
     *
     * @throws MalformedBytesException if the assignment cannot be read: then nothing has changed
     */
    void assign(Bytes assignment) throws MalformedBytesException {
        TreeSet<TopicPartition> partitions = new TreeSet<>();
        if (!assignment.isEmpty()) { // a leader that leaves a member out gives it nothing
            for (TopicPartitions topic :
                    ConsumerProtocol.readAssignment(assignment).partitions()) {
                topic.stream().forEach(partitions::add);
            }
        }
        assigned = partitions;
        sync = null;
    }

    /** The member's part, sorted. */
    SortedSet<TopicPartition> assigned() {
        return assigned;
    }

    /** The generation is over, or the member does not go on with it. */
    void end() {
        sync = null;
        ledTopics = null;
    }
}
