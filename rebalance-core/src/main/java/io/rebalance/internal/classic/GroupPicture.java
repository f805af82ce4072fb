package io.rebalance.internal.classic;

import io.rebalance.internal.group.Seat;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;

/** A classic group as it is now: for the log, and for people. */
final class GroupPicture {

    private GroupPicture() {}

    /**
     * What is to be stored of the group.
     *
     * @param stateSinceMs when it got into the state it is in
     */
    static RecordValue.ClassicGroup record(ClassicGroup group, long stateSinceMs) {
        Seat leader = group.leader();
        return new RecordValue.ClassicGroup(
                group.protocolType(),
                group.protocolName(),
                group.generationId(),
                leader == null ? null : leader.memberId(),
                group.isCoordinatorAssigned(),
                stateSinceMs,
                members(group));
    }

    /** What is known of each member, by member id. */
    static List<ClassicMember> members(ClassicGroup group) {
        List<Seat> seats = group.seats();
        ClassicMember[] members = new ClassicMember[seats.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = seats.get(i).member();
        }
        return List.of(members);
    }

    /** What people see of the group. */
    static GroupView view(ClassicGroup group) {
        String protocolName = group.protocolName();
        String leader = group.leaderIdForMembers();
        return new GroupView(
                group.groupId(),
                group.state().kafkaName(),
                group.generationId(),
                group.protocolType(),
                protocolName,
                leader.isEmpty() ? null : leader,
                group.seats().stream()
                        .map(seat -> new MemberView(
                                seat.memberId(),
                                seat.instanceId(),
                                seat.member().clientId(),
                                seat.member().clientHost(),
                                seat.sessionTimeoutMs(),
                                seat.rebalanceTimeoutMs(),
                                seat.metadata(protocolName == null ? "" : protocolName),
                                seat.assignment(),
                                seat.waiting() != null))
                        .toList(),
                group.pendingCount());
    }
}
