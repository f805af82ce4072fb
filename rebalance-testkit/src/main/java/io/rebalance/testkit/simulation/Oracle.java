package io.rebalance.testkit.simulation;

import io.rebalance.GroupCoordinator;
import io.rebalance.Reply;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberNotice;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows what must hold, by the names of the list of invariants, and looks after each step at what the step touched: what is
 * stored, what is answered, what applications are told and what they work on.
 */
final class Oracle {

    /** Something did not hold. */
    static final class Violated extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient SimulationResult.Violation violation;

        Violated(SimulationResult.Violation violation) {
            super(violation.toString());
            this.violation = violation;
        }
    }

    /** A process that was given a partition, and has not let go of it. */
    private record Holder(Worker worker, int incarnation, Ownership ownership) {}

    private static final long COMMIT_MS = 3_000;

    private final World world;
    private final boolean isBarrierKept;

    // what is stored
    private int generation;
    private final Map<String, Bytes> assignments = new HashMap<>(); // of that generation, by member
    private final Map<TopicPartition, String> granted = new HashMap<>(); // in that generation, ever
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private boolean
            isLedBlindly; // by a static leader that came back: it cannot know for which topics the one before assigned
    private final Map<TopicPartition, Long> committedMs = new HashMap<>();

    // who is at work
    private final Map<TopicPartition, List<Holder>> holders = new TreeMap<>();
    private final Map<TopicPartition, Holder> lastAtWork = new HashMap<>();

    // commits
    private Network.@Nullable Sent underWay;
    private final Map<Long, Long> lastCommit = new HashMap<>(); // the last that was kept, by process
    private long staleCommits;
    private long lost;

    // generations
    private long disturbedMs;
    private int sinceDisturbed;

    Oracle(World world) {
        this.world = world;
        this.isBarrierKept = world.plan.coordinatorAssigns && world.plan.assignor.mode() == RebalanceMode.COOPERATIVE;
    }

    void fail(String invariant, String detail) {
        throw new Violated(new SimulationResult.Violation(invariant, world.trueMs(), detail));
    }

    private void require(boolean holds, String invariant, String detail) {
        if (!holds) {
            fail(invariant, detail);
        }
    }

    long staleCommits() {
        return staleCommits;
    }

    long lost() {
        return lost;
    }

    int generation() {
        return generation;
    }

    Set<String> storedMembers() {
        return assignments.keySet();
    }

    // Coordinators

    /** A coordinator has read the log. */
    void loaded(Broker broker) {
        if (broker.host() instanceof EmbeddedHost host) {
            checkReplay(host);
        }
    }

    /** S16: whoever reads the log has what is stored. */
    void checkReplay(EmbeddedHost live) {
        GroupCoordinator replayed = GroupCoordinator.builder().build();
        world.log.forEach(replayed::replay);
        List<GroupRecord> expected = live.coordinator().snapshot().toList();
        List<GroupRecord> actual = replayed.snapshot().toList();
        require(actual.equals(expected), "S16", "the log gives " + actual + ", the coordinator has " + expected);
    }

    void died(Broker broker) {
        underWay = null;
    }

    void asked(Broker broker, long ticket, Network.Sent sent) {
        underWay = sent;
    }

    void cancelled(Broker broker, long ticket) {
        underWay = null;
    }

    /** S12: the next deadline is never now, or before. */
    void due(long nowMs, long deadlineMs) {
        if (deadlineMs <= nowMs) {
            fail("S12", "due at " + deadlineMs + ", which is not later than " + nowMs);
        }
    }

    /** An answer: to a request that waits, once, and only if what it says is stored. */
    void answered(Broker broker, Reply reply, Network.@Nullable Sent sent) {
        if (sent == null) {
            fail("S11", "ticket " + reply.ticket() + " is answered, and does not wait: " + reply);
        }
        if (broker.term() != world.term() || !reply.response().error().isNone()) {
            return; // who was replaced may still say what was true
        }
        if (reply.request() instanceof HeartbeatRequest heartbeat) {
            if (heartbeat.generationId() < generation) {
                fail("S7", "a heartbeat for generation " + heartbeat.generationId() + " passes in " + generation);
            }
        } else if (reply.response() instanceof JoinGroupResponse join) {
            isLedBlindly |= join.skipAssignment() && join.isLeader() && join.generationId() == generation;
        } else if (reply.response() instanceof SyncGroupResponse sync
                && reply.request() instanceof SyncGroupRequest request) {
            require(
                    request.generationId() == generation
                            && Objects.equals(sync.assignment(), assignments.get(request.memberId())),
                    "S17",
                    "generation " + generation + " with " + assignments + " is stored, answered is " + reply);
        } else if (reply.response() instanceof OffsetCommitResponse
                && reply.request() instanceof OffsetCommitRequest commit) {
            require(
                    commit.generationId()
                                    > generation // begun, and never assigned: Kafka takes them too, while it prepares
                            || (commit.generationId() == generation && assignments.containsKey(commit.memberId())),
                    "S8",
                    "a commit passes in generation " + generation + " of " + assignments.keySet() + ": " + commit);
            for (OffsetCommitRequest.Partition partition : commit.partitions()) {
                require(
                        offsets.getOrDefault(partition.topicPartition(), -1L) == partition.offset(),
                        "S17",
                        "the commit is answered, and not stored: " + commit);
            }
        } else if (reply.response() instanceof OffsetFetchResponse fetch) {
            for (OffsetFetchResponse.Partition partition : fetch.partitions()) {
                require(
                        !partition.error().isNone()
                                || partition.offset() == offsets.getOrDefault(partition.topicPartition(), -1L),
                        "S9",
                        "stored is " + offsets + ", fetched " + partition);
            }
        }
    }

    // The log

    void stored(GroupRecord record) {
        if (record.value() instanceof RecordValue.ClassicGroup group) {
            stored(group);
        } else if (record.key() instanceof RecordKey.Offset key) {
            TopicPartition partition = new TopicPartition(key.topic(), key.partition());
            if (record.value() instanceof RecordValue.CommittedOffset committed) {
                stored(partition, committed.offset());
            } else {
                fail("S9", "the offset of " + partition + " of a group at work is gone");
            }
        }
    }

    private void stored(RecordValue.ClassicGroup group) {
        require(
                group.generationId() >= generation,
                "S4",
                "generation " + group.generationId() + " is stored after " + generation);
        if (group.generationId() > generation) {
            granted.clear();
            isLedBlindly = false;
        }
        generation = group.generationId();
        assignments.clear();
        Set<TopicPartition> seen = new HashSet<>();
        Set<String> instances = new HashSet<>();
        for (RecordValue.ClassicMember member : group.members()) {
            assignments.put(member.memberId(), member.assignment());
            String instance = member.groupInstanceId();
            require(instance == null || instances.add(instance), "S13", "two members have instance id " + instance);
            String owner = instance == null ? member.memberId() : "instance " + instance;
            for (TopicPartition partition : partitions(member.assignment())) {
                if (!seen.add(partition)) {
                    fail("S1a", partition + " is given twice by " + group);
                }
                String before = granted.putIfAbsent(partition, owner);
                if (before != null && !before.equals(owner)) {
                    fail(
                            "S4",
                            partition + " had owner " + before + " in generation " + generation + " before " + owner);
                }
                require(subscribes(member, partition.topic()), "S3", member.memberId() + " is given " + partition);
            }
        }
    }

    private static List<TopicPartition> partitions(Bytes assignment) {
        List<TopicPartition> partitions = new ArrayList<>();
        if (!assignment.isEmpty()) {
            try {
                for (TopicPartitions topic :
                        ConsumerProtocol.readAssignment(assignment).partitions()) {
                    topic.stream().forEach(partitions::add);
                }
            } catch (MalformedBytesException e) {
                throw new IllegalStateException("an assignment cannot be read", e);
            }
        }
        return partitions;
    }

    private static boolean subscribes(RecordValue.ClassicMember member, String topic) {
        for (JoinProtocol protocol : member.protocols()) {
            try {
                if (!ConsumerProtocol.readSubscription(protocol.metadata())
                        .topics()
                        .contains(topic)) {
                    return false;
                }
            } catch (MalformedBytesException e) {
                return false;
            }
        }
        return true;
    }

    private void stored(TopicPartition partition, long offset) {
        Network.Sent sent = underWay;
        long before = offsets.getOrDefault(partition, -1L);
        offsets.put(partition, offset);
        committedMs.put(partition, world.trueMs());
        if (world.logs.frontier(partition) < offset) {
            lost += offset - world.logs.frontier(partition);
            fail(
                    "lost",
                    partition + " is committed up to " + offset + ", worked off up to "
                            + world.logs.frontier(partition));
        }
        if (sent == null) {
            fail("S9", "an offset of " + partition + " is stored, and nobody asked for it");
            return;
        }
        long process = sent.worker().number() * 1_000_000L + sent.incarnation();
        boolean isOvertaken = sent.message() <= lastCommit.getOrDefault(process, 0L);
        if (offset < before) {
            require(
                    isOvertaken,
                    "S9",
                    partition + " goes back from " + before + " to " + offset + " by " + sent.request());
            staleCommits++;
        }
        lastCommit.merge(process, sent.message(), Math::max);
    }

    // Processes

    void started(Worker worker) {}

    void ended(Worker worker) {
        holders.values().forEach(of -> of.removeIf(holder -> holder.worker() == worker));
    }

    void ordered(Worker worker, MemberOrder order) {
        if (order instanceof MemberOrder.Assigned) {
            for (Ownership ownership : order.ownerships()) {
                List<Holder> of = holders.computeIfAbsent(ownership.partition(), p -> new ArrayList<>());
                for (Holder holder : of) {
                    if (!isFenced(holder)) {
                        fail(
                                "S1b",
                                ownership.partition() + " is given to " + worker + " while " + holder.worker()
                                        + " holds it in generation "
                                        + holder.ownership().generationId());
                    }
                }
                of.add(new Holder(worker, worker.incarnation(), ownership));
            }
        } else if (order instanceof MemberOrder.Lost) {
            released(worker, order);
        }
    }

    /** The application has let go of what the order names. */
    void released(Worker worker, MemberOrder order) {
        for (Ownership ownership : order.ownerships()) {
            List<Holder> of = holders.get(ownership.partition());
            if (of != null) {
                of.removeIf(holder ->
                        holder.worker() == worker && holder.ownership().equals(ownership));
            }
        }
    }

    /**
     * Whether the group goes on without that process, which will learn of it. A static member that missed a join phase keeps
     * its place; where members assign, or give up everything before they join, others work on what it had.
     */
    private boolean isFenced(Holder holder) {
        GroupMember member = holder.worker().member();
        if (member == null || !assignments.containsKey(member.memberId())) {
            return true;
        }
        return !isBarrierKept && holder.worker().isStatic() && member.generationId() < generation;
    }

    void noticed(Worker worker, List<MemberNotice> notices) {
        for (MemberNotice notice : notices) {
            if (notice instanceof MemberNotice.Failed failed
                    && !(worker.isStatic() && failed.detail().contains("instance id"))) {
                fail("L1", worker + " gives up: " + failed);
            }
        }
    }

    /** S1c: with leases, whoever begins work on a record is the last that was given the partition. */
    void handedOut(Worker worker, Ownership ownership, long offset) {
        Holder now = new Holder(worker, worker.incarnation(), ownership);
        Holder before = lastAtWork.get(ownership.partition());
        if (!now.equals(before)) {
            lastAtWork.put(ownership.partition(), now);
            if (world.plan.leaseDrift >= 0 && before != null) {
                // it was somebody else's turn; nobody may come back under an ownership of before, or begin under an
                // older one
                require(
                        isNewer(now, before)
                                && ownership.generationId()
                                        >= before.ownership().generationId(),
                        "S1c",
                        ownership.partition() + " is worked on by " + before.worker() + ", and again by " + worker
                                + " under " + ownership);
            }
        }
    }

    private final Map<Holder, Long> firstAtWork = new HashMap<>();
    private long turns;

    private boolean isNewer(Holder now, Holder before) {
        firstAtWork.putIfAbsent(before, ++turns);
        return firstAtWork.putIfAbsent(now, ++turns) == null;
    }

    // Generations

    void happened(GroupEvent event) {
        if (event instanceof GroupEvent.GenerationStarted started) {
            require(started.causeCount() > 0, "S22", "nobody knows why there is generation " + started.generationId());
            sinceDisturbed++;
        } else if (event instanceof GroupEvent.Emptied emptied) {
            require(emptied.causeCount() > 0, "S22", "nobody knows why there is generation " + emptied.generationId());
            sinceDisturbed++;
        } else if (event instanceof GroupEvent.RebalanceStarted started) {
            switch (started.cause().rule()) {
                case MEMBER_JOINED,
                        MEMBER_RESTARTED,
                        MEMBER_LEFT,
                        SESSION_EXPIRED,
                        SYNC_OVERDUE,
                        TOPICS_CHANGED,
                        GROUP_TOO_LARGE -> disturbed();
                case METADATA_CHANGED -> {
                    if (isBackFromAbsence(started.cause().memberId())) {
                        disturbed();
                    }
                }
                case LEADER_REJOINED, FOLLOW_UP -> {}
            }
        } else if (event instanceof GroupEvent.MemberJoined
                || event instanceof GroupEvent.MemberRemoved
                || event instanceof GroupEvent.MemberReplaced) {
            disturbed();
        }
    }

    /** Whether a join phase ended without that static member, which kept its place in the group. */
    private boolean isBackFromAbsence(String memberId) {
        for (Worker worker : world.workers) {
            GroupMember member = worker.member();
            if (worker.isStatic() && member != null && member.memberId().equals(memberId)) {
                return member.generationId() < generation;
            }
        }
        return false;
    }

    /** Something from outside happened to the group. */
    void disturbed() {
        disturbedMs = world.trueMs();
        sinceDisturbed = 0;
    }

    /** How many generations there were since. */
    int sinceDisturbed() {
        return sinceDisturbed;
    }

    long disturbedMs() {
        return disturbedMs;
    }

    // At rest

    /** What is not yet as it must be when all is well; null if all is. */
    @Nullable
    String unrest() {
        Set<TopicPartition> held = new TreeSet<>();
        Set<String> ids = new TreeSet<>();
        for (Worker worker : world.workers) {
            GroupMember member = worker.member();
            if (!worker.isSettled() || member == null) {
                return worker + " has not settled";
            }
            if (member.generationId() != generation) {
                return worker + " is not in generation " + generation;
            }
            if (!worker.application().isPositioned()) {
                return worker + " does not know how far its partitions are";
            }
            ids.add(member.memberId());
            held.addAll(member.held().keySet());
        }
        int count = world.topics.values().stream().mapToInt(n -> n).sum();
        if (held.size() != count && !isLedBlindly) {
            return "S2: of " + world.topics + " only " + held + " are held";
        }
        if (!ids.equals(assignments.keySet())) {
            return "L3: members are " + assignments.keySet() + ", alive are " + ids;
        }
        for (TopicPartition partition : held) {
            // what is worked off is committed soon after
            boolean isBehind = offsets.getOrDefault(partition, 0L) < world.logs.frontier(partition);
            long sinceMs = committedMs.getOrDefault(partition, 0L);
            if (isBehind && sinceMs < world.trueMs() - world.plan.commitEveryMs - COMMIT_MS) {
                return "L7: " + partition + " is committed up to " + offsets.get(partition) + ", worked off up to "
                        + world.logs.frontier(partition);
            }
        }
        return world.brokers.size() == 1 ? null : "there are " + world.brokers.size() + " coordinators";
    }
}
