package io.rebalance;

import io.rebalance.assignor.Assignor;
import io.rebalance.internal.admin.AdminRoom;
import io.rebalance.internal.classic.ClassicRoom;
import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Host;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Deadlines;
import io.rebalance.internal.kernel.Facts;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.internal.kernel.Unacknowledged;
import io.rebalance.internal.offset.OffsetRemoval;
import io.rebalance.internal.offset.OffsetRoom;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.RebalanceCause.Input;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of consumer groups, as a state machine without I/O: one input in, one {@link Outcome} out.
 *
 * <p>One coordinator stands on one log, and is used by one thread at a time. Its methods, in the order in which a host
 * needs them:
 *
 * <ul>
 *   <li><b>Life.</b> {@link #replay} the log, oldest record first; {@link #activate}; at last {@link #resign}.
 *   <li><b>Input.</b> {@link #handle} for each request, {@link #advance} when {@link #nextDeadlineMs} has come, {@link
 *       #cancel} when whoever waited is gone, {@link #topicsChanged}, {@link #partitionsDeleted}, {@link #storeFailed}.
 *       Each reads the clock once.
 *   <li><b>Acknowledgement.</b> {@link #stored}, when the records of an outcome, and of all before, are durable.
 *   <li><b>View.</b> {@link #groups}, {@link #history}, {@link #snapshot}.
 * </ul>
 *
 * <p>Outcomes are released in the order in which they were returned: append the records, and when those and all earlier
 * ones are durable, send the replies. A host's whole loop:
 *
 * <pre>{@code
 * Outcome outcome = coordinator.handle(ticket, request);
 * try {
 *     journal.append(outcome.records());                  // durable, in order
 * } catch (JournalException e) {                          // surely not durable, nor anything after it
 *     outcome = coordinator.storeFailed(outcome.sequence(), e.code());
 * }
 * outcome.replies().forEach(this::send);                  // a reply to a connection that is gone is dropped
 * coordinator.stored(outcome.sequence());
 * timer.schedule(coordinator.nextDeadlineMs());           // then: coordinator.advance()
 * }</pre>
 *
 * <p>Every request is answered exactly once, in this outcome or in a later one, unless it is cancelled. Whatever members
 * do wrong is answered with an {@link ErrorCode}; exceptions are for a host that breaks the contract, and leave the
 * coordinator as it was. Whoever it calls, an {@link Assignor} above all, must not call it back: such a call throws {@link
 * IllegalStateException}.
 */
public final class GroupCoordinator {

    private enum Life {
        REPLAYING,
        ACTIVE,
        RESIGNED
    }

    private final Clock clock;
    private final Host host;
    private final GroupTable groups = new GroupTable();
    private final OffsetTable offsets = new OffsetTable();
    private final TransactionTable transactions = new TransactionTable();
    private final Facts facts = new Facts(groups, offsets, transactions);
    private final Deadlines deadlines = new Deadlines();
    private final Waiting waiting = new Waiting();
    private final ClassicRoom classic;
    private final OffsetRoom offsetRoom;
    private final AdminRoom admin;
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final Step signsOfLife = new Step(0, facts, deadlines); // for all of them: nothing of it is ever taken back

    private Life life = Life.REPLAYING;
    private long latestMs = Long.MIN_VALUE;
    private long sequence;
    private boolean isBusy;

    private GroupCoordinator(Builder builder) {
        clock = builder.clock;
        host = new Host(builder.config, builder.memberIds, builder.assignors, builder.topics);
        classic = new ClassicRoom(host, groups, waiting);
        OffsetRemoval removal = new OffsetRemoval(groups, offsets, transactions);
        offsetRoom = new OffsetRoom(host, groups, offsets, transactions, removal);
        admin = new AdminRoom(groups, offsets, transactions, removal);
    }

    /** A builder with the machine's clock, Kafka's defaults, random ids, no topics and no assignors. */
    public static Builder builder() {
        return new Builder();
    }

    // life

    /**
     * Tells the coordinator what its log says. Call it for every record, oldest first, before {@link #activate}; records
     * that compaction removed are not missed.
     *
     * @throws NullPointerException if {@code record} is null
     * @throws IllegalStateException if the coordinator is active or has resigned
     */
    public void replay(GroupRecord record) {
        Objects.requireNonNull(record, "record");
        if (life != Life.REPLAYING) {
            throw new IllegalStateException("replay must come before activate, came when " + life);
        }
        facts.apply(record);
    }

    /**
     * Goes into service. Every member has its whole session before it. Until then requests are refused with {@link
     * ErrorCode#COORDINATOR_LOAD_IN_PROGRESS}, or, where clients do not understand that, in words that they do. Outcomes
     * from before, which have no records, count as {@linkplain #stored acknowledged} from now on, and so does that of this
     * call, which has none either.
     *
     * @throws IllegalStateException if the coordinator is active or has resigned
     */
    public Outcome activate() {
        if (life != Life.REPLAYING) {
            throw new IllegalStateException("activate must be called once, was called when " + life);
        }
        Outcome outcome = input(step -> {
            SortedMap<Integer, Integer> unknown = facts.unknownCounts();
            if (!unknown.isEmpty()) {
                step.happened(new GroupEvent.UnknownRecordsKept(unknown));
            }
            classic.load(step);
            offsetRoom.load(step);
        });
        unacknowledged.stored(sequence); // it has no records, and there is no way back to before it
        life = Life.ACTIVE;
        return outcome;
    }

    /**
     * Goes out of service for good: every waiting and every later request is refused with {@link
     * ErrorCode#NOT_COORDINATOR}. The replies of outcomes that were not {@linkplain #stored acknowledged} are void: the
     * host drops them, and the outcome of this call answers their requests. Idempotent.
     */
    public Outcome resign() {
        requireIdle();
        boolean isFirst = life != Life.RESIGNED;
        life = Life.RESIGNED;
        return input(step -> {
            if (isFirst) {
                for (Ticket ticket : unacknowledged.answered()) {
                    step.answer(ticket, ticket.request().refusedWith(ErrorCode.NOT_COORDINATOR));
                }
                unacknowledged.clear();
                classic.resign(step);
            }
        });
    }

    /** Whether the coordinator is in service: it was activated and has not resigned. */
    public boolean isActive() {
        return life == Life.ACTIVE;
    }

    // input

    /**
     * A request. It is answered in the outcome of this call or of a later one.
     *
     * @param ticket the host's number for it; not that of a request that still waits, nor of one whose answer may still be
     *     taken back because its outcome is not acknowledged, unless that one was cancelled
     * @param request the request
     * @throws NullPointerException if {@code request} is null
     * @throws IllegalArgumentException if a request with this ticket waits
     * @throws IllegalStateException if the coordinator {@link #isBackedUp}, or if {@link MemberIds} gives an id that is
     *     not new
     */
    public Outcome handle(long ticket, GroupRequest<?> request) {
        Objects.requireNonNull(request, "request");
        if (waiting.has(ticket)) {
            throw new IllegalArgumentException("ticket must be of no request that waits, was " + ticket);
        }
        if (isBackedUp()) {
            throw new IllegalStateException("at most " + host.config().maxUnacknowledgedOutcomes()
                    + " outcomes may wait for stored, there are " + unacknowledged.size());
        }
        if (life == Life.ACTIVE && request instanceof HeartbeatRequest heartbeat) {
            return hear(ticket, heartbeat);
        }
        Step step = begin(now());
        try {
            if (life == Life.ACTIVE) {
                dispatch(step, ticket, request);
            } else {
                step.answer(ticket, request, outOfService(request));
            }
        } catch (RuntimeException | Error e) {
            step.takeBack(step.nowMs());
            throw e;
        } finally {
            isBusy = false;
        }
        return end(step, ticket, request);
    }

    /**
     * The topics have changed. Groups that the coordinator assigned for other topics, or other numbers of partitions,
     * rebalance.
     *
     * @param topics all topics that there are from now on
     * @throws NullPointerException if {@code topics} is null
     */
    public Outcome topicsChanged(TopicCatalog topics) {
        requireIdle();
        host.topics(Objects.requireNonNull(topics, "topics"));
        return input(
                new Unacknowledged.Input(List.of(), List.of(), true), now(), step -> adaptToTopics(step, Input.TOPICS));
    }

    /**
     * Partitions are gone for good: whatever any group has committed of them is removed, open transactions included. This
     * is not for {@link #topicsChanged} to find out: a host may know of no topics at all, and a topic that is missing from
     * a catalog for a while is no reason to forget how far it was read. If the records cannot be stored they come again,
     * in a later outcome of {@link #advance}; what a crash leaves undone is for the host to tell again.
     *
     * @param partitions the partitions; those of which no group has an offset are ignored
     * @throws NullPointerException if {@code partitions}, or one of them, is null
     */
    public Outcome partitionsDeleted(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : Objects.requireNonNull(partitions, "partitions")) {
            Objects.requireNonNull(partition, "element of partitions");
        }
        List<TopicPartition> gone = List.copyOf(partitions);
        return input(step -> {
            if (life != Life.RESIGNED) {
                offsetRoom.partitionsDeleted(step, gone, life == Life.ACTIVE);
            }
        });
    }

    /** Does what is due. Calling it too early, or too often, does no harm, and then nothing waits to be acknowledged. */
    public Outcome advance() {
        return input(step -> {
            for (Timer timer = due(step); timer != null; timer = due(step)) {
                step.fire(timer);
                fire(step, timer);
            }
        });
    }

    private void fire(Step step, Timer timer) {
        switch (timer.kind()) {
            case SESSION, PENDING_ID, JOIN_PHASE, SYNC, FOLLOW_UP -> classic.fire(step, timer);
            case EXPIRY -> offsetRoom.expire(step);
            case DELETED_PARTITIONS -> offsetRoom.removeDeletedPartitions(step);
        }
    }

    /**
     * The log refused the records of outcome {@code first}: they, and those of every later outcome, are surely not
     * durable and never will be. All these outcomes are taken back and their replies are void; the outcome of this call
     * answers their requests instead. A host that cannot be sure calls {@link #resign}, and replays its log into another
     * coordinator. After that there is nothing to take back, and this does nothing.
     *
     * @param first the sequence of an outcome that was not {@linkplain #stored acknowledged}
     * @param error why, in the words of the log; members are told what it means for them, as Kafka tells them
     * @return has no records, and a sequence of its own: no number is ever used again
     * @throws NullPointerException if {@code error} is null
     * @throws IllegalArgumentException if {@code first} is no such sequence, or {@code error} is {@code NONE}
     */
    public Outcome storeFailed(long first, ErrorCode error) {
        if (Objects.requireNonNull(error, "error").isNone()) {
            throw new IllegalArgumentException("error must not be NONE");
        }
        requireIdle();
        if (life == Life.RESIGNED) {
            return input(step -> {}); // all that was not acknowledged is void already
        }
        unacknowledged.require(first);
        long nowMs = now();
        int takenBack = (int) (sequence - first + 1);
        Unacknowledged.Input input = unacknowledged.takeBack(first, nowMs);
        return input(input, nowMs, step -> {
            for (Ticket ticket : input.handedIn()) {
                step.answer(ticket, ticket.request().refusedWith(StoreErrors.forMember(error, ticket.request())));
            }
            // what the world did cannot be taken back
            input.cancelled().forEach(ticket -> classic.cancel(step, ticket));
            step.happened(new GroupEvent.StoreFailed(
                    error, takenBack, input.handedIn().size()));
            if (input.isOfTheWorld()) {
                adaptToTopics(step, Input.STORE_FAILED);
            }
        });
    }

    /**
     * Whoever waited for the answer to this request is gone. The request is not answered, unless it was before; its
     * member counts as not having asked. A ticket that does not wait is ignored.
     */
    public Outcome cancel(long ticket) {
        Unacknowledged.Input input = new Unacknowledged.Input(List.of(), List.of(ticket), false);
        return input(input, now(), step -> classic.cancel(step, ticket));
    }

    // acknowledgement

    /**
     * The records of the outcome with this sequence, and of all outcomes before it, are durable. A sequence that was
     * acknowledged before is ignored.
     *
     * @throws IllegalArgumentException if there was no outcome with this sequence yet
     */
    public void stored(long sequence) {
        if (sequence > this.sequence) {
            throw new IllegalArgumentException("sequence must be at most " + this.sequence + ", was " + sequence);
        }
        unacknowledged.stored(sequence);
    }

    /** Whether as many outcomes wait for {@link #stored} as may, so that requests cannot be handled. */
    public boolean isBackedUp() {
        return unacknowledged.size() >= host.config().maxUnacknowledgedOutcomes();
    }

    // view

    /**
     * When to call {@link #advance}, in epoch ms; {@link Long#MAX_VALUE} if nothing will be due. Nothing is due earlier. It
     * may be that nothing is due then either: a member's sign of life does not move it.
     */
    public long nextDeadlineMs() {
        return life == Life.ACTIVE ? deadlines.nextMs() : Timer.NEVER;
    }

    /** The time on the coordinator's clock, in epoch ms. */
    public long nowMs() {
        return now();
    }

    /** All that is stored, as records: what compaction would leave of the log. Sorted; usable until the next input. */
    public Stream<GroupRecord> snapshot() {
        return facts.snapshot();
    }

    /** All groups, by id. A group that has only offsets shows as one without members. */
    public List<GroupView> groups() {
        return admin.views();
    }

    /**
     * How the group's last generations came about, oldest first: at most {@link
     * CoordinatorConfig#maxGenerationsKept()}, and after them, while members are joining, the one that is to come, with
     * its causes so far. Of a group that is not there, or has had no generation since this coordinator went into service,
     * there are none: the history is not stored. What was taken back is not in it.
     *
     * <p>The views are immutable and may be read by any thread. Asking costs nothing a member, but where members came or
     * went since the last time, who are then put in order once; what a view is asked for it works out then, see {@link
     * io.rebalance.view.Moves}.
     *
     * @throws NullPointerException if {@code groupId} is null
     */
    public List<GenerationView> history(String groupId) {
        Group group = groups.find(Objects.requireNonNull(groupId, "groupId"));
        return group == null || host.config().maxGenerationsKept() == 0 ? List.of() : group.generations();
    }

    /** All groups with what is volatile of them, for tests that compare. */
    List<String> dump() {
        return groups.all().stream().map(Group::toString).toList();
    }

    /** Whether the request with this ticket waits for its answer. */
    boolean isWaiting(long ticket) {
        return waiting.has(ticket);
    }

    /** When what is due, in epoch ms: each timer that is armed, and each member's session. For tests that compare. */
    Map<String, Long> deadlines() {
        Map<String, Long> all = new TreeMap<>();
        deadlines
                .armed()
                .filter(timer -> timer.kind() != Timer.Kind.SESSION)
                .forEach(timer ->
                        all.put(timer.kind() + " " + timer.groupId() + " " + timer.memberId(), timer.deadlineMs()));
        for (Group group : groups.all()) {
            group.sessions().forEach((memberId, ms) -> all.put("SESSION " + group.groupId() + " " + memberId, ms));
        }
        return all;
    }

    /**
     * A heartbeat, which is nearly all that there is to do: it is answered at once, changes only what is never taken back, and
     * needs no step of its own.
     */
    private Outcome hear(long ticket, HeartbeatRequest request) {
        requireIdle();
        signsOfLife.again(now());
        Reply reply = new Reply(ticket, request, classic.heartbeat(signsOfLife, request));
        unacknowledged.addAnswered(++sequence, ticket, request);
        return new Outcome(sequence, List.of(), List.of(reply), List.of());
    }

    private void dispatch(Step step, long number, GroupRequest<?> request) {
        switch (request.api()) {
            case HEARTBEAT -> throw new IllegalStateException("heartbeats have a way of their own");
            case JOIN_GROUP -> classic.join(step, new Ticket(number, request), (JoinGroupRequest) request);
            case SYNC_GROUP -> classic.sync(step, new Ticket(number, request), (SyncGroupRequest) request);
            case LEAVE_GROUP -> classic.leave(step, new Ticket(number, request), (LeaveGroupRequest) request);
            case OFFSET_COMMIT -> offsetRoom.commit(step, new Ticket(number, request), (OffsetCommitRequest) request);
            case OFFSET_FETCH -> offsetRoom.fetch(step, new Ticket(number, request), (OffsetFetchRequest) request);
            case TXN_OFFSET_COMMIT ->
                offsetRoom.commit(step, new Ticket(number, request), (TxnOffsetCommitRequest) request);
            case WRITE_TXN_MARKERS ->
                offsetRoom.endTransaction(step, new Ticket(number, request), (EndTransactionRequest) request);
            case OFFSET_DELETE -> offsetRoom.delete(step, new Ticket(number, request), (OffsetDeleteRequest) request);
            case DESCRIBE_GROUPS -> admin.describe(step, new Ticket(number, request), (DescribeGroupRequest) request);
            case LIST_GROUPS -> admin.list(step, new Ticket(number, request), (ListGroupsRequest) request);
            case DELETE_GROUPS -> admin.delete(step, new Ticket(number, request), (DeleteGroupRequest) request);
        }
        if (step.hasChangedFacts()) {
            offsetRoom.keepWatch(step);
        }
    }

    private GroupResponse outOfService(GroupRequest<?> request) {
        if (life == Life.RESIGNED) {
            return request.refusedWith(ErrorCode.NOT_COORDINATOR);
        }
        return switch (request.api()) {
            // clients take these for final where they hear of loading: reference 2.9 and 2.10
            case HEARTBEAT -> HeartbeatResponse.of(ErrorCode.NONE);
            case SYNC_GROUP -> request.refusedWith(ErrorCode.REBALANCE_IN_PROGRESS);
            case JOIN_GROUP,
                    LEAVE_GROUP,
                    OFFSET_COMMIT,
                    OFFSET_FETCH,
                    TXN_OFFSET_COMMIT,
                    WRITE_TXN_MARKERS,
                    OFFSET_DELETE,
                    DESCRIBE_GROUPS,
                    LIST_GROUPS,
                    DELETE_GROUPS -> request.refusedWith(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        };
    }

    private void adaptToTopics(Step step, Input input) {
        if (life == Life.ACTIVE) {
            classic.topicsChanged(step, input);
        }
    }

    private @Nullable Timer due(Step step) {
        return life == Life.ACTIVE ? deadlines.due(step.nowMs()) : null;
    }

    private Outcome input(Consumer<Step> handler) {
        return input(Unacknowledged.Input.NONE, now(), handler);
    }

    private Outcome input(Unacknowledged.Input input, long nowMs, Consumer<Step> handler) {
        Step step = begin(nowMs);
        try {
            handler.accept(step);
        } catch (RuntimeException | Error e) {
            step.takeBack(nowMs);
            throw e;
        } finally {
            isBusy = false;
        }
        sequence++;
        Outcome outcome = outcome(step);
        if (life != Life.RESIGNED) { // whoever has resigned has nothing to take back
            unacknowledged.add(sequence, input, step);
        }
        return outcome;
    }

    private void requireIdle() {
        if (isBusy) {
            throw new IllegalStateException("whoever the coordinator calls must not call it back");
        }
    }

    private Step begin(long nowMs) {
        requireIdle();
        isBusy = true;
        Step step = unacknowledged.spare();
        if (step == null) {
            return new Step(nowMs, facts, deadlines);
        }
        step.again(nowMs);
        return step;
    }

    /** The outcome of a request. A step that it left nothing in to take back serves again: so a heartbeat needs none. */
    private Outcome end(Step step, long ticket, GroupRequest<?> request) {
        sequence++;
        Outcome outcome = outcome(step);
        boolean isAnswered = step.replies().size() == 1 && step.replies().get(0).ticket() == ticket;
        if (life == Life.RESIGNED) {
            unacknowledged.spare(step);
        } else if (isAnswered && step.leftNoTrace()) {
            unacknowledged.addAnswered(sequence, ticket, request);
            unacknowledged.spare(step);
        } else {
            unacknowledged.addRequest(sequence, ticket, request, step);
        }
        return outcome;
    }

    private Outcome outcome(Step step) {
        return new Outcome(sequence, copy(step.records()), copy(step.replies()), copy(step.events()));
    }

    /** As {@code List.copyOf}, but the two sizes that nearly all of them have cost nothing, or as little as can be. */
    private static <T> List<T> copy(List<T> list) {
        return switch (list.size()) {
            case 0 -> List.of();
            case 1 -> List.of(list.get(0));
            default -> List.copyOf(list);
        };
    }

    private long now() {
        latestMs = Math.max(latestMs, clock.nowMs());
        return latestMs;
    }

    /** Collects a {@link GroupCoordinator}. Not thread-safe. */
    public static final class Builder {

        private Clock clock = Clock.system();
        private CoordinatorConfig config = CoordinatorConfig.defaults();
        private MemberIds memberIds = MemberIds.random();
        private TopicCatalog topics = TopicCatalog.empty();
        private Map<String, Assignor> assignors = Map.of();

        private Builder() {}

        /** Where the coordinator learns the time; the machine's clock unless called. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Limits and delays; Kafka's defaults unless called. */
        public Builder config(CoordinatorConfig config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /** Makes up the ids of new members; random ones, as Kafka's, unless called. */
        public Builder memberIds(MemberIds memberIds) {
            this.memberIds = Objects.requireNonNull(memberIds, "memberIds");
            return this;
        }

        /** The topics there are at first; none unless called. Of importance only to a coordinator that assigns. */
        public Builder topics(TopicCatalog topics) {
            this.topics = Objects.requireNonNull(topics, "topics");
            return this;
        }

        /**
         * The strategies with which the coordinator assigns; none unless called. A group that chooses a protocol of a
         * registered strategy's name is assigned by the coordinator, any other by its leader.
         *
         * @throws NullPointerException if the collection, an assignor or its name is null
         * @throws IllegalArgumentException if two have the same name
         */
        public Builder assignors(Collection<? extends Assignor> assignors) {
            Map<String, Assignor> byName = new TreeMap<>();
            for (Assignor assignor : Objects.requireNonNull(assignors, "assignors")) {
                Objects.requireNonNull(assignor, "element of assignors");
                String name = Objects.requireNonNull(assignor.name(), "name of an assignor");
                if (byName.put(name, assignor) != null) {
                    throw new IllegalArgumentException("assignors must have different names, two have " + name);
                }
            }
            this.assignors = byName;
            return this;
        }

        /** As {@link #assignors(Collection)}. */
        public Builder assignors(Assignor... assignors) {
            return assignors(Arrays.asList(Objects.requireNonNull(assignors, "assignors")));
        }

        /** The coordinator. It is not in service before {@link #activate}. */
        public GroupCoordinator build() {
            return new GroupCoordinator(this);
        }
    }
}
