package io.rebalance.internal.classic;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.kernel.Step;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupEvent.Withheld;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's own assignment of a generation, where an assignor of the chosen protocol's name is registered.
 *
 * <p>If that cannot be had, because the assignor fails or a subscription cannot be read, the leader assigns, as it would
 * with Kafka.
 */
final class CoordinatorAssignment {

    private final Host host;
    private final GroupTable groups;

    CoordinatorAssignment(Host host, GroupTable groups) {
        this.host = host;
        this.groups = groups;
    }

    /**
     * What the coordinator assigned.
     *
     * @param assignments each member's bytes, by member id
     * @param parts each member's part, to be told; made when somebody asks
     * @param withheld the first partitions that nobody has
     * @param withheldCount how many partitions nobody has
     * @param unreleased what members may still hold of earlier generations, by member id
     * @param coverage what it was made for
     */
    record Result(
            Map<String, Bytes> assignments,
            List<MemberPart> parts,
            List<Withheld> withheld,
            int withheldCount,
            Map<String, List<RecordValue.Unreleased>> unreleased,
            Coverage coverage) {}

    /** Assigns; or null if the leader is to do it. */
    @Nullable
    Result assign(Step step, ClassicGroup group, String protocolName) {
        Assignor assignor = host.assignor(protocolName);
        if (assignor == null || !group.protocolType().equals(ConsumerProtocol.TYPE)) {
            return null;
        }
        try {
            SortedMap<String, ConsumerSubscription> subscriptions = subscriptions(group, protocolName);
            Map<String, Integer> topics = catalogOf(subscriptions);
            Holdings holdings =
                    Holdings.of(groups.stored(group.groupId()), subscriptions, absent(group), topics, assignor.mode());
            AssignmentInput input = input(group, subscriptions, topics, holdings);
            @Nullable Assignment target = assignor.assign(input);
            if (target == null) {
                throw new AssignorException("the assignor gave no assignment");
            }
            target.requireSense(input);
            RevocationBarrier barrier =
                    assignor.mode() == RebalanceMode.COOPERATIVE ? RevocationBarrier.of(input, target) : null;
            return AssignmentReport.of(input, target, barrier, holdings, topics);
        } catch (Throwable e) {
            // whatever a strategy throws, errors too, is its own defect: it must not take group or coordinator along
            step.happened(new GroupEvent.AssignorFailed(group.groupId(), protocolName, detail(e)));
            return null;
        }
    }

    /** What the group's subscriptions come to in today's catalog: the topics, with their number of partitions or -1. */
    Map<String, Integer> catalogOf(SortedMap<String, ConsumerSubscription> subscriptions) {
        SortedMap<String, Integer> topics = new TreeMap<>();
        for (ConsumerSubscription subscription : subscriptions.values()) {
            for (String topic : subscription.topics()) {
                topics.computeIfAbsent(
                        topic, t -> host.topics().partitionCount(t).orElse(-1));
            }
        }
        return topics;
    }

    /** What each member subscribes to under the protocol. */
    static SortedMap<String, ConsumerSubscription> subscriptions(ClassicGroup group, String protocolName)
            throws AssignorException {
        SortedMap<String, ConsumerSubscription> subscriptions = new TreeMap<>();
        for (Seat seat : group.seats()) {
            try {
                subscriptions.put(seat.memberId(), ConsumerProtocol.readSubscription(seat.metadata(protocolName)));
            } catch (MalformedBytesException e) {
                throw new AssignorException("subscription of " + seat.memberId() + ": " + e.getMessage(), e);
            }
        }
        return subscriptions;
    }

    private static Set<String> absent(ClassicGroup group) {
        return group.seats().stream()
                .filter(seat -> !seat.hasJoined())
                .map(Seat::memberId)
                .collect(Collectors.toSet());
    }

    private AssignmentInput input(
            ClassicGroup group,
            SortedMap<String, ConsumerSubscription> subscriptions,
            Map<String, Integer> topics,
            Holdings holdings) {
        AssignmentInput.Builder input = AssignmentInput.builder();
        topics.forEach((topic, count) -> {
            List<Set<String>> racks = host.topics().replicaRacks(topic);
            if (racks.isEmpty() && count >= 0) {
                input.topic(topic, count);
            } else if (count >= 0) {
                input.topic(topic, racks);
            }
        });
        for (Seat seat : group.seats()) {
            ConsumerSubscription subscription = subscriptions.get(seat.memberId());
            if (subscription != null) {
                input.member(seat.memberId(), seat.instanceId(), subscription.rackId(), subscription.topics());
            }
        }
        holdings.claimIn(input);
        return input.build();
    }

    private static String detail(Throwable e) {
        String text = e instanceof AssignorException ? String.valueOf(e.getMessage()) : String.valueOf(e);
        return text.length() <= 1_000 ? text : text.substring(0, 1_000);
    }
}
