package io.rebalance.testkit;

import io.rebalance.GroupCoordinator;
import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Knows what must hold of a group at any time, by the names of the catalogue of invariants. */
final class GroupOracle {

    private final String groupId;
    private final boolean isBarrierKept;
    private final Consumer<String> fail;
    private final Map<Integer, Map<TopicPartition, String>> granted = new TreeMap<>(); // by generation, ever
    private final Map<String, Bytes> storedAssignments = new TreeMap<>(); // of the last generation stored, by member
    private int storedGeneration;
    private int shownGeneration;

    /**
     * @param isBarrierKept whether the coordinator sees to it that a static member that misses a join phase is not
     *     robbed of what it works on
     * @param fail told what does not hold; must throw
     */
    GroupOracle(String groupId, boolean isBarrierKept, Consumer<String> fail) {
        this.groupId = groupId;
        this.isBarrierKept = isBarrierKept;
        this.fail = fail;
    }

    void require(boolean holds, Supplier<String> what) {
        if (!holds) {
            fail.accept(what.get());
        }
    }

    /** The coordinator was replaced, or took something back: what was not durable may fall behind. */
    void forgetGeneration() {
        shownGeneration = storedGeneration;
    }

    /** A record became durable. */
    void stored(GroupRecord record) {
        if (record.key().groupId().equals(groupId) && record.value() instanceof RecordValue.ClassicGroup group) {
            int generationId = group.generationId();
            require(
                    generationId >= storedGeneration,
                    () -> "S4: generation " + generationId + " was stored after " + storedGeneration);
            storedGeneration = generationId;
            storedAssignments.clear();
            group.members().forEach(m -> storedAssignments.put(m.memberId(), m.assignment()));
            Map<TopicPartition, String> owners = granted.computeIfAbsent(generationId, g -> new TreeMap<>());
            Set<TopicPartition> seen = new TreeSet<>();
            for (RecordValue.ClassicMember member : group.members()) {
                for (TopicPartition partition : TopicLists.read(member.assignment())) {
                    require(seen.add(partition), () -> "S1a: " + partition + " is given twice by " + group);
                    String owner = owner(member);
                    String before = owners.putIfAbsent(partition, owner);
                    require(
                            before == null || before.equals(owner),
                            () -> "S4: " + partition + " had owner " + before + " in generation " + generationId
                                    + " before it had " + owner);
                    require(
                            subscribes(member, partition.topic()),
                            () -> "S3: " + member.memberId() + " is given " + partition);
                }
            }
        }
    }

    /** A static member stays one when it restarts, whatever its member id. */
    private static String owner(RecordValue.ClassicMember member) {
        return member.groupInstanceId() == null ? member.memberId() : "instance " + member.groupInstanceId();
    }

    private static boolean subscribes(RecordValue.ClassicMember member, String topic) {
        try {
            for (JoinProtocol protocol : member.protocols()) {
                if (!ConsumerProtocol.readSubscription(protocol.metadata())
                        .topics()
                        .contains(topic)) {
                    return false;
                }
            }
            return true;
        } catch (MalformedBytesException e) {
            throw new AssertionError(e);
        }
    }

    /** An answer was sent: what it grants is durable. */
    void answered(Reply reply) {
        if (reply.request() instanceof SyncGroupRequest request
                && reply.response() instanceof SyncGroupResponse response
                && response.error().isNone()) {
            require(
                    request.generationId() == storedGeneration
                            && response.assignment().equals(storedAssignments.get(request.memberId())),
                    () -> "S17: generation " + storedGeneration + " and " + storedAssignments
                            + " are stored, answered is " + reply);
        }
    }

    /** What must hold after each act. */
    void check(@Nullable GroupView view, List<ModelMember> processes) {
        int generationId = view == null ? 0 : view.generationId();
        require(
                generationId >= Math.max(shownGeneration, storedGeneration),
                () -> "S4: generation " + generationId + " is shown after " + shownGeneration);
        shownGeneration = generationId;
        Set<String> members = view == null
                ? Set.of()
                : view.members().stream().map(MemberView::memberId).collect(Collectors.toSet());
        Map<TopicPartition, String> owners = new TreeMap<>();
        for (ModelMember process : processes) {
            if (members.contains(process.memberId()) && !isLeftBehind(process, view)) {
                // else it is fenced, and learns of it when it asks
                for (TopicPartition partition : process.owned()) {
                    String other = owners.putIfAbsent(partition, process.memberId());
                    require(
                            other == null,
                            () -> "S1b: " + partition + " is worked on by " + other + " and by " + process.memberId());
                }
            }
        }
    }

    /**
     * Whether it is a static member that missed the join phase: it keeps its place, but all it asks is refused for its old
     * generation. Where members assign, or give everything up before they join, others work on what it had by then.
     */
    private boolean isLeftBehind(ModelMember process, @Nullable GroupView view) {
        return !isBarrierKept && process.isStatic() && view != null && process.generationId() < view.generationId();
    }

    /** S2: at rest, every partition that somebody wants has its owner. */
    void checkCoverage(List<ModelMember> processes, Map<String, Integer> partitionCounts) {
        Set<TopicPartition> owned = new TreeSet<>();
        Set<TopicPartition> wanted = new TreeSet<>();
        for (ModelMember process : processes) {
            owned.addAll(process.owned());
            for (String topic : process.topics()) {
                for (int p = 0; p < partitionCounts.getOrDefault(topic, 0); p++) {
                    wanted.add(new TopicPartition(topic, p));
                }
            }
        }
        require(owned.equals(wanted), () -> "S2: wanted " + wanted + ", worked on are " + owned);
    }

    /** S16: a coordinator that replayed {@code what} stores the same. */
    void checkReplay(GroupCoordinator live, GroupCoordinator replayed, String what) {
        List<GroupRecord> expected = live.snapshot().toList();
        List<GroupRecord> actual = replayed.snapshot().toList();
        require(
                actual.equals(expected),
                () -> "S16: replay of " + what + " gives " + actual + " where the live one has " + expected);
    }
}
