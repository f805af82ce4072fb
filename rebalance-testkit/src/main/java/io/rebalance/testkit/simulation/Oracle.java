package io.rebalance.testkit.simulation;

import io.rebalance.GroupCoordinator;
import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberNotice;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows what must hold, by the names of the list of invariants, and looks after each step at what the step touched: what is
 * stored, what is answered, what applications are told and what they work on. Each of its watches knows one subject.
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

    private final World world;
    private final LogWatch log;
    private final OffsetWatch offsets;
    private final AnswerWatch answers;
    private final OwnershipWatch ownership;
    private final GenerationWatch generations;
    private Network.@Nullable Sent underWay;

    Oracle(World world) {
        this.world = world;
        this.log = new LogWatch(this);
        this.offsets = new OffsetWatch(world, this);
        this.answers = new AnswerWatch(world, this);
        this.ownership = new OwnershipWatch(world, this);
        this.generations = new GenerationWatch(world, this);
    }

    void fail(String invariant, String detail) {
        throw new Violated(new SimulationResult.Violation(invariant, world.trueMs(), detail));
    }

    LogWatch log() {
        return log;
    }

    OffsetWatch offsets() {
        return offsets;
    }

    GenerationWatch generations() {
        return generations;
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
        if (!actual.equals(expected)) {
            fail("S16", "the log gives " + actual + ", the coordinator has " + expected);
        }
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

    void answered(Broker broker, Reply reply, Network.@Nullable Sent sent) {
        answers.answered(broker, reply, sent);
    }

    void stored(GroupRecord record) {
        if (record.value() instanceof RecordValue.ClassicGroup group) {
            log.stored(group);
        } else if (record.key() instanceof RecordKey.Offset key) {
            TopicPartition partition = new TopicPartition(key.topic(), key.partition());
            if (record.value() instanceof RecordValue.CommittedOffset committed) {
                offsets.stored(partition, committed.offset(), underWay);
            } else {
                fail("S9", "the offset of " + partition + " of a group at work is gone");
            }
        }
    }

    void happened(GroupEvent event) {
        generations.happened(event);
    }

    // Processes

    void started(Worker worker) {}

    void ended(Worker worker) {
        ownership.ended(worker);
    }

    void ordered(Worker worker, MemberOrder order) {
        ownership.ordered(worker, order);
    }

    /** The application has let go of what the order names. */
    void released(Worker worker, MemberOrder order) {
        ownership.released(worker, order);
    }

    /** The application begins work on a record. */
    void handedOut(Worker worker, Ownership under) {
        ownership.handedOut(worker, under);
    }

    /** L1: nobody gives up, but a static member whose instance id another process has. */
    void noticed(Worker worker, List<MemberNotice> notices) {
        for (MemberNotice notice : notices) {
            if (notice instanceof MemberNotice.Failed failed
                    && !(worker.isStatic() && failed.detail().contains("instance id"))) {
                fail("L1", worker + " gives up: " + failed);
            }
        }
    }

    /** Something from outside happened to the group. */
    void disturbed() {
        generations.disturbed();
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
            if (member.generationId() != log.generation()) {
                return worker + " is not in generation " + log.generation();
            }
            if (!worker.application().isPositioned()) {
                return worker + " does not know how far its partitions are";
            }
            ids.add(member.memberId());
            held.addAll(member.held().keySet());
        }
        int count = world.topics.values().stream().mapToInt(n -> n).sum();
        if (held.size() != count && !log.isLedBlindly()) {
            return "S2: of " + world.topics + " only " + held + " are held";
        }
        if (!ids.equals(log.members())) {
            return "L3: members are " + log.members() + ", alive are " + ids;
        }
        for (TopicPartition partition : held) {
            String behind = offsets.unrest(partition);
            if (behind != null) {
                return behind;
            }
        }
        return world.brokers.size() == 1 ? null : "there are " + world.brokers.size() + " coordinators";
    }
}
