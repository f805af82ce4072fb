package io.rebalance.internal.classic;

import io.rebalance.internal.group.Seat;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;
import java.util.Map;

/** A classic group as it is now: for the log, and for people. */
final class GroupPicture {

    private GroupPicture() {}

    /**
     * What is to be stored of the group.
     *
     * @param stateSinceMs when it got into the state it is in
     * @param unreleased what members may still hold of earlier generations, by member id
     */
    static RecordValue.ClassicGroup record(
            ClassicGroup group, long stateSinceMs, Map<String, List<Unreleased>> unreleased) {
        Seat leader = group.leader();
        return new RecordValue.ClassicGroup(
                group.protocolType(),
                group.protocolName(),
                group.generationId(),
                leader == null ? null : leader.memberId(),
                group.isCoordinatorAssigned(),
                stateSinceMs,
                group.seats().stream()
                        .map(seat -> new RecordValue.ClassicMember(
                                seat.memberId(),
                                seat.instanceId(),
                                seat.profile().clientId(),
                                seat.profile().clientHost(),
                                seat.profile().sessionTimeoutMs(),
                                seat.profile().rebalanceTimeoutMs(),
                                seat.profile().protocols(),
                                seat.assignment(),
                                unreleased.getOrDefault(seat.memberId(), List.of())))
                        .toList());
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
                                seat.profile().clientId(),
                                seat.profile().clientHost(),
                                seat.profile().sessionTimeoutMs(),
                                seat.profile().rebalanceTimeoutMs(),
                                seat.profile().metadata(protocolName == null ? "" : protocolName),
                                seat.assignment(),
                                seat.join() != null || seat.sync() != null))
                        .toList());
    }
}
