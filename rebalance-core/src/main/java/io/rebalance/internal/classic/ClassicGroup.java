package io.rebalance.internal.classic;

import io.rebalance.internal.group.Aging;
import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.group.SeatTable;
import io.rebalance.internal.group.Waiting;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A classic group while it lives: its state, its seats, and the way to its next generation.
 *
 * <p>This class keeps the counts and indexes that belong together in step; what is done when is for the handlers to say.
 */
final class ClassicGroup implements Group {

    private final String groupId;
    private final SeatTable seats = new SeatTable();
    private final Map<String, Seat> instances = new HashMap<>();
    private final Map<String, Integer> supporters = new HashMap<>();
    private @Nullable String onlySupported;
    private boolean isOnlySupportedKnown;
    private final TreeMap<Integer, Integer> rebalanceTimeouts = new TreeMap<>(); // how many members have each
    private final TreeMap<String, Timer> pending = new TreeMap<>();
    private final Timer sessionWatch;
    private final Takeovers takeovers = new Takeovers();
    private final Timer joinTimer;
    private final Timer syncTimer;
    private final Timer followUpTimer;

    private ClassicGroupState state = ClassicGroupState.EMPTY;
    private int generationId;
    private String protocolType = "";
    private @Nullable String protocolName;
    private @Nullable Seat leader;
    private boolean coordinatorAssigned;
    private int joined;
    private int owingSync;
    private @Nullable Gathering gathering;
    private Causes causes = Causes.NONE;
    private History history = History.NONE;
    private Coverage coverage = Coverage.NONE;
    private Subscription subscription = Subscription.UNKNOWN;

    ClassicGroup(String groupId) {
        this.groupId = groupId;
        sessionWatch = new Timer(Timer.Kind.SESSION, groupId, "");
        joinTimer = new Timer(Timer.Kind.JOIN_PHASE, groupId, "");
        syncTimer = new Timer(Timer.Kind.SYNC, groupId, "");
        followUpTimer = new Timer(Timer.Kind.FOLLOW_UP, groupId, "");
    }

    // what it is

    @Override
    public String groupId() {
        return groupId;
    }

    ClassicGroupState state() {
        return state;
    }

    int generationId() {
        return generationId;
    }

    String protocolType() {
        return protocolType;
    }

    @Nullable
    String protocolName() {
        return protocolName;
    }

    /** Who assigns, or would if the coordinator did not. */
    @Nullable
    Seat leader() {
        return leader;
    }

    /** Whether the coordinator made the assignment of this generation, so that the leader leads nobody. */
    boolean isCoordinatorAssigned() {
        return coordinatorAssigned;
    }

    /** The leader's id as members are told; empty if the coordinator assigned. */
    String leaderIdForMembers() {
        return coordinatorAssigned || leader == null ? "" : leader.memberId();
    }

    boolean isLeader(Seat seat) {
        return !coordinatorAssigned && seat == leader;
    }

    @Nullable
    Seat seat(String memberId) {
        return seats.find(memberId);
    }

    @Nullable
    Seat seatOfInstance(String instanceId) {
        return instances.get(instanceId);
    }

    int size() {
        return seats.size();
    }

    /** The seats by member id, as they are now. Costs a sort if one came or went since. */
    List<Seat> seats() {
        return seats.sorted();
    }

    boolean isPending(String memberId) {
        return pending.containsKey(memberId);
    }

    int pendingCount() {
        return pending.size();
    }

    /** How often instance ids changed hands. */
    Takeovers takeovers() {
        return takeovers;
    }

    int joinedCount() {
        return joined;
    }

    boolean hasEverybodyJoined() {
        return joined == seats.size() && pending.isEmpty();
    }

    boolean owesNobodySync() {
        return owingSync == 0;
    }

    @Nullable
    Gathering gathering() {
        return gathering;
    }

    Causes causes() {
        return causes;
    }

    History history() {
        return history;
    }

    Coverage coverage() {
        return coverage;
    }

    Subscription subscription() {
        return subscription;
    }

    Timer joinTimer() {
        return joinTimer;
    }

    Timer syncTimer() {
        return syncTimer;
    }

    Timer followUpTimer() {
        return followUpTimer;
    }

    /** How long the slowest member may take to join again. */
    int rebalanceTimeoutMs() {
        return rebalanceTimeouts.isEmpty() ? 0 : Math.max(rebalanceTimeouts.lastKey(), 0);
    }

    /** The only protocol that every member offers; null if there are several, or none. */
    @Nullable
    String onlySupported() {
        if (!isOnlySupportedKnown) {
            onlySupported = findOnlySupported();
            isOnlySupportedKnown = true;
        }
        return onlySupported;
    }

    private @Nullable String findOnlySupported() {
        String only = null;
        List<String> candidates = leader == null ? List.of() : leader.member().protocolNames(); // as good as anybody's
        for (String name : candidates) {
            if (!name.equals(only) && supporters.getOrDefault(name, 0) == seats.size()) {
                if (only != null) {
                    return null;
                }
                only = name;
            }
        }
        return only;
    }

    /** Whether every member offers the protocol. */
    boolean isSupportedByAll(String protocolName) {
        return protocolName.equals(onlySupported()) || supporters.getOrDefault(protocolName, 0) == seats.size();
    }

    /** The verdict on who someone says that he is: unknown, fenced, or {@code NONE}. */
    ErrorCode identify(String memberId, @Nullable String instanceId) {
        return identify(seats.find(memberId), memberId, instanceId);
    }

    /** As {@link #identify(String, String)}, for a caller who has looked up the seat of that id already. */
    ErrorCode identify(@Nullable Seat seat, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            Seat holder = instances.get(instanceId);
            if (holder == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
            if (!holder.memberId().equals(memberId)) {
                return ErrorCode.FENCED_INSTANCE_ID;
            }
        }
        return seat == null ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
    }

    // how it changes

    /** Moves on as the table says. */
    ClassicReaction react(Step step, ClassicTrigger trigger) {
        ClassicReaction reaction = state.on(trigger);
        if (reaction == ClassicReaction.IMPOSSIBLE) {
            throw new IllegalStateException("group " + groupId + " cannot be " + state + " when " + trigger);
        }
        ClassicGroupState next = reaction.next();
        if (next != null) {
            step.undo(this, state, 0, (group, before, number) -> group.state = before);
            state = next;
        }
        return reaction;
    }

    void generation(Step step, int generationId, @Nullable String protocolName, boolean coordinatorAssigned) {
        step.change(this.generationId, generationId, v -> this.generationId = v);
        step.<@Nullable String>change(this.protocolName, protocolName, v -> this.protocolName = v);
        step.change(this.coordinatorAssigned, coordinatorAssigned, v -> this.coordinatorAssigned = v);
        subscription(step, Subscription.of(protocolType, protocolName, GroupPicture.members(this)));
    }

    /** This is what is stored of the generation that there is. What its members say is read there, and kept once. */
    void stored(Step step, RecordValue.ClassicGroup record) {
        subscription(step, subscription.keptIn(record.members()));
    }

    private void subscription(Step step, Subscription subscription) {
        step.undo(this, this.subscription, 0, (group, before, number) -> group.subscription = before);
        this.subscription = subscription;
    }

    void leader(Step step, @Nullable Seat leader) {
        step.<@Nullable Seat>change(this.leader, leader, v -> this.leader = v);
    }

    void gathering(Step step, @Nullable Gathering gathering) {
        step.<@Nullable Gathering>change(this.gathering, gathering, v -> this.gathering = v);
    }

    void causes(Step step, Causes causes) {
        step.change(this.causes, causes, v -> this.causes = v);
    }

    void history(Step step, History history) {
        step.change(this.history, history, v -> this.history = v);
    }

    void coverage(Step step, Coverage coverage) {
        step.change(this.coverage, coverage, v -> this.coverage = v);
    }

    /** Adds a member that is in its first join phase. The first one leads, and says what the group is about. */
    Seat addSeat(Step step, String protocolType, ClassicMember member) {
        Seat seat = new Seat(member);
        if (size() == 0) {
            step.change(this.protocolType, protocolType, v -> this.protocolType = v);
        }
        put(seat);
        step.inverse(() -> remove(seat));
        seat.isNew(step, true);
        if (leader == null) {
            leader(step, seat);
        }
        return seat;
    }

    /**
     * Gives the seat of a static member, whose requests have been answered, to its new process. What the member has and
     * owes stays; what it says about itself is new, and so is its session, which is for the caller to open.
     */
    Seat replaceSeat(Step step, Seat old, ClassicMember member) {
        boolean led = old == leader;
        boolean owesSync = old.owesSync();
        step.close(old, sessionWatch);
        owesSync(step, old, false);
        Seat seat = new Seat(member);
        remove(old);
        put(seat);
        step.inverse(() -> {
            remove(seat);
            put(old);
        });
        owesSync(step, seat, owesSync);
        if (led) {
            leader(step, seat);
        }
        return seat;
    }

    /** Removes a member whose requests have been answered. If it led, the first of the others leads. */
    void removeSeat(Step step, Seat seat) {
        step.close(seat, sessionWatch);
        owesSync(step, seat, false);
        remove(seat);
        step.inverse(() -> put(seat));
        takeovers.forget(step, seat.instanceId());
        if (size() == 0) {
            watch(step);
        }
        if (seat == leader) {
            leader(step, seats.first());
        }
    }

    /** The member says something else than before. */
    void said(Step step, Seat seat, ClassicMember said) {
        ClassicMember before = seat.member();
        seat.member(step, said);
        if (said.rebalanceTimeoutMs() != before.rebalanceTimeoutMs()
                || !said.protocolNames().equals(before.protocolNames())) {
            count(before, -1);
            count(said, 1);
            step.inverse(() -> {
                count(said, -1);
                count(before, 1);
            });
        }
    }

    // sessions

    /** The watch over the sessions of all members. */
    Timer sessionWatch() {
        return sessionWatch;
    }

    /** The member's session begins anew. */
    void openSession(Step step, Seat seat) {
        openSession(step, seat, seat.sessionTimeoutMs());
    }

    /** The member's session begins anew, and ends {@code delayMs} from now. */
    void openSession(Step step, Seat seat, int delayMs) {
        step.open(seat, sessionWatch, delayMs);
    }

    /** The member's session does not end, until the next one begins. */
    void closeSession(Step step, Seat seat) {
        step.close(seat, sessionWatch);
    }

    /** The members whose sessions are over: who was silent for longest comes first. */
    List<Seat> silent(long nowMs) {
        List<Seat> silent = new ArrayList<>();
        seats.forEach(seat -> {
            if (seat.isOver(nowMs)) {
                silent.add(seat);
            }
        });
        silent.sort(Comparator.comparingLong(Seat::deadlineMs).thenComparing(Seat::memberId));
        return silent;
    }

    /** Sets the watch to the end of the session that ends first. */
    void watch(Step step) {
        watch(step, seats.earliestMs());
    }

    private void watch(Step step, long earliestMs) {
        if (earliestMs != sessionWatch.deadlineMs()) {
            step.watch(sessionWatch, earliestMs);
        }
    }

    /** The member has joined, and waits for the join phase to end. */
    void parkJoin(Step step, Waiting waiting, Seat seat, Ticket ticket) {
        int change = seat.hasJoined() ? 0 : 1;
        waiting.park(step, seat, ticket);
        joined(step, joined + change);
    }

    /**
     * Answers all joins, and a new generation begins for everybody: each member owes a sync, and has its session before
     * it.
     *
     * @param answer what a member's join is answered
     */
    void answerJoins(Step step, Waiting waiting, Function<Seat, GroupResponse> answer) {
        List<Seat> all = seats();
        waiting.rememberAll(step, all, sessionWatch);
        joined(step, 0);
        owingSync(step, all.size());
        long earliestMs = Timer.NEVER;
        for (int i = 0; i < all.size(); i++) {
            Seat seat = all.get(i);
            Ticket join = waiting.beginGeneration(step, seat);
            earliestMs = Math.min(earliestMs, seat.deadlineMs());
            if (join != null) {
                step.answer(join, answer.apply(seat));
            }
        }
        watch(step, earliestMs);
    }

    /**
     * Answers all syncs that wait, and the sessions of their members begin anew.
     *
     * @param answer what a member's sync is answered
     */
    void answerSyncs(Step step, Waiting waiting, Function<Seat, GroupResponse> answer) {
        List<Seat> all = seats();
        waiting.rememberAll(step, all, sessionWatch);
        long earliestMs = Timer.NEVER;
        for (int i = 0; i < all.size(); i++) {
            Seat seat = all.get(i);
            Ticket sync = waiting.endSync(step, seat);
            earliestMs = Math.min(earliestMs, seat.deadlineMs());
            if (sync != null) {
                step.answer(sync, answer.apply(seat));
            }
        }
        watch(step, earliestMs);
    }

    /** The join that waits in the seat, which waits no longer; or null. */
    @Nullable
    Ticket takeJoin(Step step, Waiting waiting, Seat seat) {
        Ticket ticket = waiting.takeJoin(step, seat);
        if (ticket != null) {
            joined(step, joined - 1);
        }
        return ticket;
    }

    void owesSync(Step step, Seat seat, boolean owesSync) {
        if (seat.owesSync() != owesSync) {
            seat.owesSync(step, owesSync);
            owingSync(step, owingSync + (owesSync ? 1 : -1));
        }
    }

    /** Nobody owes a sync any more. */
    void oweNoSync(Step step) {
        List<Seat> all = owingSync == 0 ? List.of() : seats();
        for (Seat seat : all) {
            owesSync(step, seat, false);
        }
    }

    private void joined(Step step, int count) {
        step.undo(this, null, joined, (group, none, before) -> group.joined = (int) before);
        joined = count;
    }

    private void owingSync(Step step, int count) {
        step.undo(this, null, owingSync, (group, none, before) -> group.owingSync = (int) before);
        owingSync = count;
    }

    /** An id was handed out, and is waited for. */
    Timer addPending(Step step, String memberId) {
        Timer timer = new Timer(Timer.Kind.PENDING_ID, groupId, memberId);
        pending.put(memberId, timer);
        step.inverse(() -> pending.remove(memberId));
        return timer;
    }

    /** The id is waited for no longer. */
    void removePending(Step step, String memberId) {
        Timer timer = pending.remove(memberId);
        if (timer != null) {
            step.inverse(() -> pending.put(memberId, timer));
            step.disarm(timer);
        }
    }

    /** The member of the lowest id that has joined; null if none has. */
    @Nullable
    Seat firstThatJoined() {
        for (Seat seat : seats()) {
            if (seat.hasJoined()) {
                return seat;
            }
        }
        return null;
    }

    /** Rebuilds the group from what is stored of it. The sessions are for the caller to open. */
    static ClassicGroup load(String groupId, RecordValue.ClassicGroup stored) {
        ClassicGroup group = new ClassicGroup(groupId);
        group.generationId = stored.generationId();
        group.protocolType = stored.protocolType();
        group.protocolName = stored.protocolName();
        group.coordinatorAssigned = stored.coordinatorAssigned();
        group.state = stored.members().isEmpty() ? ClassicGroupState.EMPTY : ClassicGroupState.STABLE;
        List<Seat> all = new ArrayList<>(stored.members().size());
        for (ClassicMember member : stored.members()) {
            Seat seat = new Seat(member);
            group.put(seat);
            all.add(seat);
            if (member.memberId().equals(stored.leader())) {
                group.leader = seat;
            }
        }
        group.seats.addedInOrder(all);
        group.subscription = Subscription.of(stored.protocolType(), stored.protocolName(), stored.members());
        return group;
    }

    @Override
    public GroupView toView() {
        return GroupPicture.view(this);
    }

    @Override
    public List<GenerationView> generations() {
        return Chronicle.of(this);
    }

    @Override
    public ErrorCode admitCommit(Step step, int generationId, String memberId, @Nullable String instanceId) {
        return OffsetRules.admitCommit(step, this, generationId, memberId, instanceId);
    }

    @Override
    public ErrorCode admitTransactionalCommit(int generationId, String memberId, @Nullable String instanceId) {
        return OffsetRules.admitTransactionalCommit(this, generationId, memberId, instanceId);
    }

    @Override
    public ErrorCode admitOffsetDelete() {
        return OffsetRules.admitDelete(this);
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        return OffsetRules.isSubscribedTo(this, topic);
    }

    @Override
    public Aging aging() {
        return OffsetRules.aging(this);
    }

    @Override
    public boolean isEmpty() {
        return state == ClassicGroupState.EMPTY;
    }

    @Override
    public boolean isAwaited() {
        return !pending.isEmpty();
    }

    @Override
    public void stop(Step step) {
        List.copyOf(pending.keySet()).forEach(memberId -> removePending(step, memberId));
        step.disarm(joinTimer);
        step.disarm(syncTimer);
        step.disarm(followUpTimer);
        watch(step);
    }

    /** The member gave a sign of life. A new one is waited for longer, until its first join phase is over. */
    static void heardFrom(Step step, @Nullable Seat seat) {
        if (seat != null) {
            step.extend(seat, seat.sessionTimeoutMs());
        }
    }

    private void put(Seat seat) {
        seats.add(seat);
        if (seat.instanceId() != null) {
            instances.put(seat.instanceId(), seat);
        }
        count(seat.member(), 1);
    }

    private void remove(Seat seat) {
        seats.remove(seat.memberId());
        if (seat.instanceId() != null) {
            instances.remove(seat.instanceId(), seat);
        }
        count(seat.member(), -1);
    }

    private void count(ClassicMember member, int change) {
        isOnlySupportedKnown = false;
        rebalanceTimeouts.merge(member.rebalanceTimeoutMs(), change, (a, b) -> a + b == 0 ? null : a + b);
        List<String> names = member.protocolNames();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (names.indexOf(name) == i) { // a name that is offered twice counts once
                supporters.merge(name, change, (a, b) -> a + b == 0 ? null : a + b);
            }
        }
    }

    @Override
    public Map<String, Long> sessions() {
        Map<String, Long> sessions = new TreeMap<>();
        seats().forEach(seat -> sessions.put(seat.memberId(), seat.deadlineMs()));
        return sessions;
    }

    /** Everything that is volatile, for tests that compare. */
    @Override
    public String toString() {
        return "ClassicGroup[" + groupId + ", state=" + state + ", generation=" + generationId + ", type="
                + protocolType
                + ", protocol=" + protocolName + ", leader=" + (leader == null ? null : leader.memberId())
                + ", coordinatorAssigned=" + coordinatorAssigned + ", joined=" + joined
                + ", owingSync=" + owingSync + ", gathering=" + gathering + ", causes=" + causes + ", history="
                + history + ", coverage="
                + coverage + ", subscription=" + subscription + ", pending=" + pending.keySet() + ", supporters="
                + new TreeMap<>(supporters) + ", instances=" + new TreeMap<>(instances).keySet() + ", takeovers="
                + takeovers + ", seats=" + seats() + "]";
    }
}
