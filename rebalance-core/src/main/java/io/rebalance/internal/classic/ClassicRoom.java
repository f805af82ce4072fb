package io.rebalance.internal.classic;

import io.rebalance.assignor.AssignorException;
import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The door of the classic protocol: requests, timers, and the life of the coordinator, each with its step. */
public final class ClassicRoom {

    private final Host host;
    private final GroupTable groups;
    private final Waiting waiting;
    private final Said said;
    private final JoinPhase phase;
    private final JoinHandler joins;
    private final SyncHandler syncs;
    private final HeartbeatHandler heartbeats;
    private final LeaveHandler leaves;
    private final ClassicTimers timers;

    /**
     * @param host what the host lent
     * @param groups all groups
     * @param waiting all requests that wait
     */
    public ClassicRoom(Host host, GroupTable groups, Waiting waiting) {
        this.host = host;
        this.groups = groups;
        this.waiting = waiting;
        said = new Said(host.config().maxTextChars());
        Chronicle chronicle = new Chronicle(groups, host.config().maxGenerationsKept());
        phase = new JoinPhase(host, groups, waiting, chronicle);
        joins = new JoinHandler(host, groups, waiting, phase, said);
        syncs = new SyncHandler(host, groups, waiting, phase, chronicle);
        heartbeats = new HeartbeatHandler(groups);
        leaves = new LeaveHandler(groups, phase);
        timers = new ClassicTimers(groups, phase);
    }

    /** JoinGroup. */
    public void join(Step step, Ticket ticket, JoinGroupRequest request) {
        joins.handle(step, ticket, request);
    }

    /** SyncGroup. */
    public void sync(Step step, Ticket ticket, SyncGroupRequest request) {
        syncs.handle(step, ticket, request);
    }

    /** Heartbeat. */
    public HeartbeatResponse heartbeat(Step step, HeartbeatRequest request) {
        return HeartbeatResponse.of(heartbeats.handle(step, request));
    }

    /** LeaveGroup. */
    public void leave(Step step, Ticket ticket, LeaveGroupRequest request) {
        leaves.handle(step, ticket, request);
    }

    /** A timer is due. */
    public void fire(Step step, Timer timer) {
        timers.fire(step, timer);
    }

    /** Brings every stored group to life: who was a member has its whole session before it. */
    public void load(Step step) {
        groups.shareMembers(said::shared);
        Set<String> dueAnyway = new HashSet<>();
        groups.stored().forEach((groupId, stored) -> {
            ClassicGroup group = ClassicGroup.load(groupId, stored);
            groups.add(step, group);
            for (Seat seat : group.seats()) {
                group.openSession(step, seat);
            }
            if (group.isCoordinatorAssigned()) {
                Coverage coverage = coverageOnLoad(group, stored);
                group.coverage(step, Objects.requireNonNullElse(coverage, Coverage.NONE));
                if (coverage == null || mayHoldMore(stored)) {
                    dueAnyway.add(groupId);
                }
            }
        });
        groups.stored().forEach((groupId, stored) -> {
            ClassicGroup group = (ClassicGroup) groups.find(groupId);
            if (group != null && group.size() > host.config().groupMaxSize()) {
                rebalance(
                        step,
                        group,
                        ClassicTrigger.MEMBER_GOES,
                        Causes.of(step, Rule.GROUP_TOO_LARGE, Input.LOAD, "", ""));
            } else if (group != null && dueAnyway.contains(groupId)) {
                rebalance(step, group, ClassicTrigger.FOLLOW_UP_DUE, Causes.followUp(step, group, Input.LOAD, ""));
            }
        });
        topicsChanged(step, Input.LOAD);
    }

    /**
     * Rebalances the groups that the coordinator assigned for other topics, or numbers of partitions, than there are now.
     *
     * @param input what brings it up
     */
    public void topicsChanged(Step step, Input input) {
        for (Group found : groups.all()) {
            ClassicGroup group = (ClassicGroup) found;
            if (group.isCoordinatorAssigned() && group.state() == ClassicGroupState.STABLE) {
                List<String> changed = new ArrayList<>();
                group.coverage().topics().forEach((topic, count) -> {
                    if (host.topics().partitionCount(topic).orElse(-1) != count) {
                        changed.add(topic);
                    }
                });
                if (!changed.isEmpty()) {
                    String topics = String.join(",", changed);
                    rebalance(
                            step,
                            group,
                            ClassicTrigger.TOPICS_CHANGE,
                            Causes.of(step, Rule.TOPICS_CHANGED, input, "", topics));
                }
            }
        }
    }

    /** Refuses everybody who waits, and every group is dead. */
    public void resign(Step step) {
        for (Group found : groups.all()) {
            ClassicGroup group = (ClassicGroup) found;
            for (Seat seat : group.seats()) {
                refuse(step, group.takeJoin(step, waiting, seat));
                refuse(step, waiting.takeSync(step, seat));
            }
            group.react(step, ClassicTrigger.COORDINATOR_RESIGNS);
        }
    }

    /**
     * Whoever waited for the ticket is gone. Its member counts as not having asked, and has its session to ask again.
     * Unlike Kafka, which goes on counting on a member whose connection broke.
     */
    public void cancel(Step step, long ticket) {
        Seat seat = waiting.seatOf(ticket);
        if (seat == null) {
            return;
        }
        ClassicGroup group = groupOf(seat);
        if (group == null) {
            throw new IllegalStateException("ticket " + ticket + " waits in no group");
        }
        if (seat.hasJoined()) {
            group.takeJoin(step, waiting, seat);
        } else {
            waiting.takeSync(step, seat);
            group.owesSync(step, seat, true);
            if (!group.syncTimer().isArmed()) {
                step.arm(group.syncTimer(), group.rebalanceTimeoutMs());
            }
        }
        group.openSession(step, seat);
    }

    /** Whether a member may still hold what it was not granted last, so that its next owner waits. */
    private static boolean mayHoldMore(RecordValue.ClassicGroup stored) {
        return stored.members().stream().anyMatch(m -> !m.unreleased().isEmpty());
    }

    /**
     * What the assignment of a loaded group was made for; null if it cannot be read, since one such group must not keep
     * all others from being loaded. What was withheld when it was made is not stored; it shows as partitions that nobody
     * has, and then the topics count as changed (field failure C8).
     */
    private @Nullable Coverage coverageOnLoad(ClassicGroup group, RecordValue.ClassicGroup stored) {
        String protocolName = stored.protocolName() == null ? "" : stored.protocolName();
        try {
            Map<String, Integer> covered = partitionsAssigned(stored);
            Map<String, Integer> topics = new TreeMap<>();
            CoordinatorAssignment.subscriptions(group, protocolName)
                    .values()
                    .forEach(subscription -> subscription
                            .topics()
                            .forEach(topic -> topics.put(topic, covered.getOrDefault(topic, absent(topic)))));
            return new Coverage(topics, false, false);
        } catch (AssignorException | MalformedBytesException e) {
            return null;
        }
    }

    private static Map<String, Integer> partitionsAssigned(RecordValue.ClassicGroup stored)
            throws MalformedBytesException {
        Map<String, Integer> counts = new TreeMap<>();
        for (RecordValue.ClassicMember member : stored.members()) {
            for (TopicPartitions topic :
                    ConsumerProtocol.readAssignment(member.assignment()).partitions()) {
                counts.merge(topic.topic(), topic.count(), Integer::sum);
            }
        }
        return counts;
    }

    private int absent(String topic) {
        // a topic without partitions, or that there is not, needs no owner
        int count = host.topics().partitionCount(topic).orElse(-1);
        return count <= 0 ? count : 0;
    }

    private void rebalance(Step step, ClassicGroup group, ClassicTrigger trigger, RebalanceCause cause) {
        ClassicGroupState from = group.state();
        if (group.react(step, trigger) == ClassicReaction.REBALANCE) {
            phase.begin(step, group, from, List.of(cause));
        }
    }

    private @Nullable ClassicGroup groupOf(Seat seat) {
        Ticket waits = seat.waiting();
        return waits == null ? null : (ClassicGroup) groups.find(waits.request().groupId());
    }

    private static void refuse(Step step, @Nullable Ticket ticket) {
        if (ticket != null) {
            step.answer(ticket, ticket.request().refusedWith(ErrorCode.NOT_COORDINATOR));
        }
    }
}
