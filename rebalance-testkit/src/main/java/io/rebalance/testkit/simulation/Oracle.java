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
import io.rebalance.member.MemberOutcome;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    private final MoveWatch moves;
    private final PhaseWatch phases;
    private final IdleWatch idle;
    private final ReplayWatch replay;
    private final PaceWatch pace;
    private final ProcessWatch processes;
    private final CommitWatch commits;
    private final boolean isBarrierKept;
    private int seats; // of the group, as the coordinator in charge tells
    private boolean isToldOfSeats; // not every host tells
    private boolean isShownCoordinators; // nor shows
    private Network.@Nullable Sent underWay;

    Oracle(World world) {
        this.world = world;
        this.log = new LogWatch(this);
        this.offsets = new OffsetWatch(world, this);
        this.answers = new AnswerWatch(world, this);
        this.ownership = new OwnershipWatch(world, this);
        this.generations = new GenerationWatch(world, this);
        this.moves = new MoveWatch(this);
        this.phases = new PhaseWatch(world, this);
        this.idle = new IdleWatch(world, this);
        this.replay = new ReplayWatch(world, this);
        this.pace = new PaceWatch(world, this);
        this.processes = new ProcessWatch(world, this);
        this.commits = new CommitWatch(world, this);
        this.isBarrierKept = world.plan.coordinatorAssigns && world.plan.assignor.mode() == RebalanceMode.COOPERATIVE;
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

    ProcessWatch processes() {
        return processes;
    }

    CommitWatch commits() {
        return commits;
    }

    /** Whether the coordinator sees to it that a partition's owner lets go of it before another one has it. */
    boolean isBarrierKept() {
        return isBarrierKept;
    }

    // Coordinators

    /** A coordinator is about to read the log. */
    void loads(Broker broker) {
        processes.allTroubled(0);
        phases.loaded(broker.term());
        generations.loaded(broker.term());
        idle.loaded(broker.term());
        seats = log.members().size();
    }

    /** A coordinator has read the log. */
    void loaded(Broker broker) {
        look(broker, true);
    }

    /** S16: the coordinator knows what the log says. */
    private void look(Broker broker, boolean isSure) {
        GroupCoordinator coordinator = broker.coordinator();
        if (broker.term() == world.term() && coordinator != null) {
            isShownCoordinators = true;
            replay.look(coordinator, isSure);
        }
    }

    /** How many members the group has, as far as it was told; those too that are in no generation yet. */
    int seats() {
        return seats;
    }

    /**
     * S14: an input brings no more answers than there are members, and one; and no more requests wait than there are
     * members.
     *
     * @param seatsBefore how many members there were when the input came
     */
    void handled(Broker broker, int answers, int seatsBefore, int waiting) {
        if (broker.term() == world.term()) {
            int most = Math.max(seatsBefore, seats) + 1;
            if (isToldOfSeats && answers > most) {
                fail("S14", answers + " answers to one input, in a group of " + seatsBefore + ", then " + seats);
            }
            if (isToldOfSeats && waiting > seats) {
                fail("S14", waiting + " requests wait, in a group of " + seats);
            }
            phases.look();
            idle.look();
            look(broker, false);
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

    void stored(Broker broker, GroupRecord record) {
        if (record.value() instanceof RecordValue.ClassicGroup group) {
            generations.stored(group, log.generation(), log.members());
            log.stored(group);
            Network.Sent sent = underWay;
            if (sent != null
                    && sent.request() instanceof SyncGroupRequest
                    && sent.worker().uplink().isOfAnEarlierRound(sent)) {
                log.assignedByThePast();
            }
            idle.stored(group);
            if (isBarrierKept) {
                moves.stored(group, broker.joining());
            }
        } else if (record.key() instanceof RecordKey.Offset key) {
            TopicPartition partition = new TopicPartition(key.topic(), key.partition());
            if (record.value() instanceof RecordValue.CommittedOffset committed) {
                offsets.stored(partition, committed.offset(), underWay);
                commits.stored(partition, underWay);
            } else {
                fail("S9", "the offset of " + partition + " of a group at work is gone");
            }
        }
    }

    void happened(Broker broker, GroupEvent event) {
        if (broker.term() == world.term()) {
            isToldOfSeats |= event instanceof GroupEvent.MemberJoined;
            seats += event instanceof GroupEvent.MemberJoined ? 1 : event instanceof GroupEvent.MemberRemoved ? -1 : 0;
        }
        generations.happened(broker.term(), event);
        if (broker.term() == world.term()) {
            processes.happened(event);
        }
        phases.happened(broker.term(), event, broker.joining());
        idle.happened(broker.term(), event);
    }

    /** A process sends a request. */
    void asks(Worker worker, GroupRequest<?> request) {
        pace.asks(worker);
        processes.sends(worker, request);
    }

    /** A process is where it is. */
    void looks(Worker worker) {
        pace.looks(worker);
    }

    /** A process looks for the coordinator. */
    void looksUp(Worker worker) {
        processes.troubled(worker, 0);
        pace.looksUp(worker);
    }

    /** The application subscribes to other topics, or to none. */
    void changesItsMind(Worker worker, long forMs) {
        processes.troubled(worker, forMs);
        pace.changesItsMind(worker);
    }

    /** A process has found a coordinator. */
    void found(Worker worker) {
        pace.found(worker);
    }

    // Processes

    void started(Worker worker) {
        pace.started(worker);
        processes.started(worker);
        commits.started(worker);
    }

    void ended(Worker worker) {
        ownership.ended(worker);
    }

    /** A process has done something, and this came of it; nothing of that was sent, obeyed or told yet. */
    void turned(Worker worker, GroupMember member, MemberOutcome outcome) {
        processes.turned(worker, member, outcome.requests(), outcome.orders());
        commits.turned(
                worker, member, outcome.requests(), outcome.orders(), outcome.notices(), outcome.isCoordinatorWanted());
    }

    void ordered(Worker worker, MemberOrder order) {
        ownership.ordered(worker, order);
        processes.ordered(worker, order);
    }

    /** The application has let go of what the order names. */
    void released(Worker worker, MemberOrder order) {
        ownership.released(worker, order);
        processes.released(worker, order);
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

    /** What was not looked after, since hosts do not tell or show enough: invariants, and why. */
    SortedMap<String, String> unchecked() {
        SortedMap<String, String> unchecked = new TreeMap<>();
        if (!isToldOfSeats) {
            unchecked.put("S2", "the host tells no events: that a leader gives somebody something");
            unchecked.put("S17", "the host tells no events: that assignments are stored that are told");
            unchecked.put("L2", "the host tells no events: generations are counted by what it stores");
            unchecked.put("L3", "the host tells no events: that nobody is given up who is there");
            unchecked.put("L4", "the host tells no events: how long join phases last");
            unchecked.put("S14", "the host tells no events: how many answers an input may bring, and how many wait");
            unchecked.put("S18", "the host tells no events: that who has nothing is told why");
            unchecked.put("S22", "the host tells no events: that each generation has a cause");
        }
        if (!isShownCoordinators) {
            unchecked.put("S16", "the host shows no coordinator: that it knows what is stored");
            unchecked.merge(
                    "S14",
                    "the host shows no coordinator: that in the end it has no members but those alive",
                    (one, other) -> one + "; " + other);
        }
        return unchecked;
    }

    // At rest

    /** Whether all processes have ended, and the group that is stored has no members. */
    boolean isOver() {
        return log.members().isEmpty() && world.workers.stream().allMatch(worker -> worker.member() == null);
    }

    /** S14, S16: nothing waits, no id that was handed out is left, the members are those that are alive, and the log says so. */
    void checkAtRest() {
        Broker broker = world.broker().orElseThrow();
        look(broker, true);
        Set<String> alive = new TreeSet<>();
        for (Worker worker : world.workers) {
            GroupMember member = worker.member();
            if (member != null) {
                alive.add(member.memberId());
            }
        }
        if (broker.waitingCount() > 0) {
            fail("S14", "at rest " + broker.waitingCount() + " requests wait");
        }
        GroupCoordinator coordinator = broker.coordinator();
        if (coordinator != null) {
            GroupView group = coordinator.groups().get(0);
            Set<String> members =
                    group.members().stream().map(MemberView::memberId).collect(Collectors.toCollection(TreeSet::new));
            boolean isSettled = alive.isEmpty() || group.state().equals(GroupView.STABLE);
            if (!isSettled || !members.equals(alive) || group.pendingCount() > 0) {
                fail("S14", "alive are " + alive + ", the group has " + group);
            }
        }
    }

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
            if (!log.isWanted(member.memberId(), worker.subscribed())) {
                return "S2: the group does not know that " + worker + " wants " + worker.subscribed();
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
