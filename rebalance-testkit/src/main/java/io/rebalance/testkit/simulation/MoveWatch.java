package io.rebalance.testkit.simulation;

import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How partitions move in a cooperative group that the coordinator assigns: from the log, and from who waits to be let in.
 *
 * <p>The owner of a partition is the last member that was granted it. It stays so, granted again or not, until it has joined
 * without it, knowing of the grant, or is a member no more.
 */
final class MoveWatch {

    /** Who was granted a partition, in which generation. */
    private record Grant(String memberId, int generationId) {}

    private final Oracle oracle;
    private final Map<TopicPartition, Grant> owners = new HashMap<>();
    private final Map<String, String> instances = new HashMap<>(); // member ids by instance id
    private int generation = -1;

    MoveWatch(Oracle oracle) {
        this.oracle = oracle;
    }

    /**
     * S10: a partition goes to another member only if its owner has let go of it.
     *
     * @param joining the joins that wait for their answers; members without one keep their places by not being there
     */
    void stored(RecordValue.ClassicGroup group, List<JoinGroupRequest> joining) {
        boolean isSame = group.generationId() == generation;
        rename(group, isSame);
        if (isSame) {
            return;
        }
        generation = group.generationId();
        Map<String, RecordValue.ClassicMember> members =
                group.members().stream().collect(Collectors.toMap(RecordValue.ClassicMember::memberId, m -> m));
        Map<TopicPartition, Grant> granted = new TreeMap<>();
        for (RecordValue.ClassicMember member : group.members()) {
            for (TopicPartition partition : LogWatch.partitions(member.assignment())) {
                granted.put(partition, new Grant(member.memberId(), generation));
            }
        }
        Set<String> present = joining.stream().map(MoveWatch::name).collect(Collectors.toSet());
        owners.entrySet().removeIf(entry -> {
            RecordValue.ClassicMember owner = members.get(entry.getValue().memberId());
            return owner == null
                    || (isPresent(owner, present)
                            && !claims(
                                    group,
                                    owner,
                                    entry.getKey(),
                                    entry.getValue().generationId()));
        });
        granted.forEach((partition, grant) -> {
            Grant owner = owners.get(partition);
            if (owner != null && !owner.memberId().equals(grant.memberId())) {
                oracle.fail(
                        "S10",
                        partition + " goes to " + grant.memberId() + " in generation " + generation + ", and "
                                + owner.memberId() + " has had it since " + owner.generationId()
                                + " and has not let go of it");
            }
        });
        owners.putAll(granted);
    }

    /**
     * A static member that takes a place in the generation that there is has what the one before it had. One that comes later
     * came after the place was free.
     */
    private void rename(RecordValue.ClassicGroup group, boolean isSame) {
        for (RecordValue.ClassicMember member : group.members()) {
            String instance = member.groupInstanceId();
            String before = instance == null ? null : instances.put(instance, member.memberId());
            if (isSame && before != null && !before.equals(member.memberId())) {
                owners.replaceAll((partition, owner) ->
                        owner.memberId().equals(before) ? new Grant(member.memberId(), owner.generationId()) : owner);
            }
        }
    }

    private static boolean isPresent(RecordValue.ClassicMember member, Set<String> present) {
        String instance = member.groupInstanceId();
        return present.contains(member.memberId()) || (instance != null && present.contains("instance " + instance));
    }

    private static String name(JoinGroupRequest join) {
        return join.isFromNewcomer() ? "instance " + join.groupInstanceId() : join.memberId();
    }

    /** Whether it says that it has the partition, or cannot know that it was granted it. */
    private static boolean claims(
            RecordValue.ClassicGroup group, RecordValue.ClassicMember member, TopicPartition partition, int since) {
        String protocol = group.protocolName();
        try {
            ConsumerSubscription says =
                    ConsumerProtocol.readSubscription(member.metadata(protocol == null ? "" : protocol));
            List<TopicPartitions> owned = says.ownedPartitions();
            boolean isUnaware = says.generationId() >= 0 && says.generationId() < since;
            return isUnaware
                    || (owned != null
                            && owned.stream()
                                    .filter(topic -> topic.topic().equals(partition.topic()))
                                    .anyMatch(topic -> topic.partitions().anyMatch(p -> p == partition.partition())));
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("a subscription cannot be read", e);
        }
    }
}
