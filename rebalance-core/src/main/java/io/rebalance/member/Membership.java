package io.rebalance.member;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state machine behind {@link GroupMember}.
 *
 * <p>An input begins a turn, in which what is due is done first, so that no answer finds the member in a state that time
 * has ended already. What happens is a {@link MemberTrigger}; {@link MemberState} says what to do about it; the methods
 * named as the {@linkplain MemberReaction reactions} do it. At the end of the turn everything that can be sent is sent.
 */
final class Membership {

    private static final int NO_GENERATION = JoinGroupResponse.NO_GENERATION;
    private static final int MAX_REASON_CHARS = 255; // KIP-800
    private static final String NO_ID = JoinGroupRequest.UNKNOWN_MEMBER;

    private final MemberSettings settings;
    private final Wire wire = new Wire();
    private final Holdings holdings = new Holdings();
    private final Commits commits = new Commits(holdings);
    private final Session session;
    private final Backoff backoff;
    private final Turn turn = new Turn();

    private long nowMs = Long.MIN_VALUE;
    private long deadlineMs = Times.NEVER;
    private MemberState state = MemberState.IDLE;
    private String memberId = NO_ID;
    private int generationId = NO_GENERATION;
    private TopicCatalog catalog;

    // the subscription, that of the last join, and what the member says of what it holds or held
    private SortedSet<String> topics = Collections.emptySortedSet();
    private SortedSet<String> joinedTopics = Collections.emptySortedSet();
    private int ownedGenerationId = NO_GENERATION;
    private List<TopicPartitions> lastAssignment = List.of(); // of an eager member, after it has let go
    private SortedSet<TopicPartition> claimed =
            Collections.emptySortedSet(); // by the last join of a cooperative member
    private String reason = "subscribed";

    // of the generation under way
    private @Nullable SyncGroupRequest syncRequest;
    private @Nullable SortedMap<String, Integer> ledTopics; // of a leader: for which topics it assigned
    private SortedSet<TopicPartition> assigned = Collections.emptySortedSet();

    private long progressMs;
    private boolean isStalled; // left since the application showed no sign of life
    private long joinDueMs;
    private int joinFailures;
    private long syncDueMs;
    private long heartbeatDueMs;
    private int heartbeatFailures;
    private long lookupDueMs = Long.MIN_VALUE;
    private int lookupFailures;

    // while leaving
    private boolean closesForGood;
    private boolean isResubscribed;
    private boolean isGoodbyeDue;
    private long closeDeadlineMs;

    Membership(MemberSettings settings, TopicCatalog catalog, Backoff backoff) {
        this.settings = settings;
        this.catalog = catalog;
        this.backoff = backoff;
        this.session = new Session(settings);
    }

    // Turns

    /** The time moves on, and what is due is done. */
    void begin(long clockMs) {
        nowMs = Math.max(nowMs, clockMs);
        if (nowMs >= deadlineMs) {
            settle();
        }
    }

    /** Everything that can be done now is done. */
    MemberOutcome end() {
        settle();
        deadlineMs = deadlineMs();
        return turn.take();
    }

    // Inputs

    void subscribe(SortedSet<String> newTopics) {
        if (!newTopics.equals(topics) || state == MemberState.IDLE || state == MemberState.LEAVING) {
            topics = newTopics;
            reason = "the subscription has changed";
            if (state == MemberState.IDLE) {
                progress();
            }
            react(MemberTrigger.SUBSCRIBES);
        }
    }

    void leave(boolean forGood) {
        react(forGood ? MemberTrigger.CLOSES : MemberTrigger.UNSUBSCRIBES);
    }

    void topicsChanged(TopicCatalog newCatalog) {
        catalog = newCatalog;
        if (state == MemberState.STABLE && isLedOtherwise()) {
            reason = "the topics have changed";
            react(MemberTrigger.REBALANCE_CALLED);
        }
    }

    void progress() {
        progressMs = nowMs;
        isStalled = false;
    }

    void connected() {
        if (!wire.isConnected()) {
            lookupFailures = Math.max(0, lookupFailures - 1); // the last one did not fail, whatever comes of it
        }
        wire.connect();
        syncDueMs = nowMs;
        heartbeatDueMs = nowMs;
        commits.retryAt(nowMs);
    }

    void disconnected() {
        if (isIn()) {
            loseConnection();
        } else {
            wire.disconnect();
        }
    }

    void released(long order) {
        holdings.release(order);
    }

    void commit(SortedMap<Ownership, Long> offsets) {
        commits.handIn(offsets, turn);
    }

    /** An answer; ignored unless it is awaited. */
    void received(long number, GroupResponse response) {
        Wire.Kind kind = wire.kindOf(number);
        Flight flight = kind == null ? null : wire.flight(kind);
        if (kind != null && flight != null) {
            wire.forget(kind);
            if (response instanceof JoinGroupResponse join) {
                joined(flight, join);
            } else if (response instanceof SyncGroupResponse sync) {
                synced(flight, sync);
            } else if (response instanceof HeartbeatResponse heartbeat) {
                beaten(flight, heartbeat.error());
            } else if (response instanceof OffsetCommitResponse commit) {
                committed(flight, commit);
            } else if (response instanceof LeaveGroupResponse leave) {
                left(leave.error());
            }
        }
    }

    /** Which request awaits an answer under that number; null if none does. */
    @Nullable
    GroupRequest<?> awaited(long number) {
        Wire.Kind kind = wire.kindOf(number);
        Flight flight = kind == null ? null : wire.flight(kind);
        return flight == null ? null : flight.request();
    }

    // Answers

    private void joined(Flight flight, JoinGroupResponse response) {
        ErrorCode error = response.error();
        switch (Verdict.ofJoin(error)) {
            case DONE -> welcomed(flight, response);
            case ID_GIVEN -> {
                memberId = response.memberId();
                react(MemberTrigger.ID_GIVEN);
            }
            case TRY_AGAIN, REJOIN, REFUSED -> {
                joinDueMs = Times.after(nowMs, backoff.nextMs(joinFailures++));
                react(MemberTrigger.TRY_AGAIN);
            }
            case FIND_COORDINATOR -> loseConnection();
            case GENERATION_OVER, IDENTITY_LOST -> react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
            case INSTANCE_FENCED -> fail(MemberTrigger.INSTANCE_FENCED, error, "another process has the instance id");
            case FOR_GOOD -> fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the join was refused");
        }
    }

    private void welcomed(Flight flight, JoinGroupResponse response) {
        lookupFailures = 0;
        memberId = response.memberId();
        if (state == MemberState.LEAVING) {
            react(MemberTrigger.JOINED);
            return;
        }
        if (generationId >= 0 && response.generationId() > generationId + 1) {
            // a static member keeps its place in a join phase that it misses, but what it held may have been given away
            lose(false, MemberOrder.Loss.FENCED);
        }
        generationId = response.generationId();
        if (holdings.isEmpty()) {
            session.begin(nowMs);
        } else {
            session.heard(flight.sentMs());
            session.calm(flight.sentMs());
        }
        heartbeatDueMs = Times.after(nowMs, settings.heartbeatIntervalMs());
        Assignor assignor = assignor(response.protocolName());
        if (assignor == null || !ConsumerProtocol.TYPE.equals(orElseConsumer(response.protocolType()))) {
            fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "the group chose protocol " + response.protocolName() + " of type " + response.protocolType()
                            + ", which the member did not offer");
            return;
        }
        try {
            syncRequest = syncRequest(response, assignor);
        } catch (AssignorException | RuntimeException | Error e) {
            // an assignor is foreign code: whatever it throws, another member must lead
            fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "assignor " + assignor.name() + " failed: " + e);
            return;
        }
        react(MemberTrigger.JOINED);
    }

    private static String orElseConsumer(@Nullable String protocolType) {
        return protocolType == null ? ConsumerProtocol.TYPE : protocolType;
    }

    /** The assignor of that name; the first if the coordinator, an old one, names none. */
    private @Nullable Assignor assignor(@Nullable String name) {
        for (Assignor assignor : settings.assignors()) {
            if (name == null || assignor.name().equals(name)) {
                return assignor;
            }
        }
        return null;
    }

    private SyncGroupRequest syncRequest(JoinGroupResponse response, Assignor assignor) throws AssignorException {
        List<MemberAssignment> assignments = List.of();
        ledTopics = null;
        if (response.isLeader() && response.skipAssignment()) {
            ledTopics = LeaderAssignment.topicsOf(response.members(), catalog);
        } else if (response.isLeader()) {
            LeaderAssignment made = LeaderAssignment.of(assignor, settings.mode(), response.members(), catalog);
            made.unreadable().forEach(id -> turn.tell(new MemberNotice.Unreadable(id)));
            assignments = made.assignments();
            ledTopics = made.topics();
        }
        return new SyncGroupRequest(
                settings.groupId(),
                generationId,
                memberId,
                settings.groupInstanceId(),
                response.protocolType(),
                response.protocolName(),
                assignments,
                false);
    }

    private void synced(Flight flight, SyncGroupResponse response) {
        ErrorCode error = response.error();
        switch (Verdict.ofSync(error)) {
            case DONE -> assigned(flight, response);
            case TRY_AGAIN, ID_GIVEN, REFUSED -> {
                syncDueMs = Times.after(nowMs, backoff.nextMs(joinFailures++));
                react(MemberTrigger.TRY_AGAIN);
            }
            case FIND_COORDINATOR -> loseConnection();
            case REJOIN -> react(MemberTrigger.REBALANCE_CALLED);
            case GENERATION_OVER -> react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
            case IDENTITY_LOST -> react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
            case INSTANCE_FENCED -> fail(MemberTrigger.INSTANCE_FENCED, error, "another process has the instance id");
            case FOR_GOOD -> fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the sync was refused");
        }
    }

    private void assigned(Flight flight, SyncGroupResponse response) {
        SyncGroupRequest request = (SyncGroupRequest) flight.request();
        if (response.protocolName() != null
                && request.protocolName() != null
                && !response.protocolName().equals(request.protocolName())) {
            fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "the assignment is of protocol " + response.protocolName() + ", the generation of "
                            + request.protocolName());
            return;
        }
        try {
            assigned = partitions(response.assignment());
        } catch (MalformedBytesException e) {
            fail(
                    MemberTrigger.REFUSED_FOR_GOOD,
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "the assignment cannot be read: " + e.getMessage());
            return;
        }
        lookupFailures = 0;
        session.heard(flight.sentMs());
        session.calm(flight.sentMs());
        react(MemberTrigger.SYNCED);
    }

    private static SortedSet<TopicPartition> partitions(Bytes assignment) throws MalformedBytesException {
        TreeSet<TopicPartition> partitions = new TreeSet<>();
        if (!assignment.isEmpty()) { // a leader that leaves a member out gives it nothing
            for (TopicPartitions topic :
                    ConsumerProtocol.readAssignment(assignment).partitions()) {
                topic.stream().forEach(partitions::add);
            }
        }
        return partitions;
    }

    private void beaten(Flight flight, ErrorCode error) {
        boolean isCurrent = isCurrent(flight);
        heartbeatDueMs = Math.max(heartbeatDueMs, Times.after(flight.sentMs(), settings.heartbeatIntervalMs()));
        switch (Verdict.ofHeartbeat(error)) {
            case DONE -> {
                heartbeatFailures = 0;
                lookupFailures = 0;
                if (isCurrent) {
                    session.heard(flight.sentMs());
                    if (flight.wasStable()) {
                        session.calm(flight.sentMs());
                    }
                }
            }
            case REJOIN -> {
                if (isCurrent) {
                    session.heard(flight.sentMs());
                    callForRebalance();
                }
            }
            case TRY_AGAIN, ID_GIVEN, REFUSED ->
                heartbeatDueMs = Times.after(nowMs, backoff.nextMs(heartbeatFailures++));
            case FIND_COORDINATOR -> loseConnection();
            case GENERATION_OVER -> {
                if (isCurrent) {
                    react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
                }
            }
            case IDENTITY_LOST -> {
                if (isSameMember(flight)) {
                    react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
                }
            }
            case INSTANCE_FENCED -> {
                if (isSameMember(flight)) {
                    fail(MemberTrigger.INSTANCE_FENCED, error, "another process has the instance id");
                }
            }
            case FOR_GOOD -> fail(MemberTrigger.REFUSED_FOR_GOOD, error, "the heartbeat was refused");
        }
    }

    private void committed(Flight flight, OffsetCommitResponse response) {
        boolean isCurrent = isCurrent(flight);
        Verdict verdict = commits.answered(response, turn);
        if (verdict != Verdict.DONE && verdict != Verdict.REFUSED) {
            commits.retryAt(Times.after(nowMs, backoff.nextMs(commits.failures())));
        }
        switch (verdict) {
            case DONE, REFUSED -> {
                lookupFailures = 0;
                if (isCurrent && verdict == Verdict.DONE) {
                    session.heard(flight.sentMs());
                }
            }
            case REJOIN -> {
                if (isCurrent) {
                    callForRebalance();
                }
            }
            case FIND_COORDINATOR -> loseConnection();
            case GENERATION_OVER -> {
                if (isCurrent) {
                    react(MemberTrigger.GENERATION_OVER, MemberOrder.Loss.FENCED);
                }
            }
            case IDENTITY_LOST -> {
                if (isSameMember(flight)) {
                    react(MemberTrigger.IDENTITY_LOST, MemberOrder.Loss.FENCED);
                }
            }
            case INSTANCE_FENCED -> {
                if (isSameMember(flight)) {
                    fail(
                            MemberTrigger.INSTANCE_FENCED,
                            ErrorCode.FENCED_INSTANCE_ID,
                            "another process has the instance id");
                }
            }
            case TRY_AGAIN, ID_GIVEN, FOR_GOOD -> {}
        }
    }

    private void left(ErrorCode error) {
        Verdict verdict = Verdict.ofHeartbeat(error);
        if (verdict == Verdict.FIND_COORDINATOR || verdict == Verdict.TRY_AGAIN) {
            loseConnection();
        } else {
            out();
        }
    }

    private void callForRebalance() {
        reason = "the group rebalances";
        react(MemberTrigger.REBALANCE_CALLED);
    }

    private boolean isSameMember(Flight flight) {
        return flight.memberId().equals(memberId);
    }

    private boolean isCurrent(Flight flight) {
        return isSameMember(flight) && flight.generationId() == generationId;
    }

    // Reactions

    private void react(MemberTrigger trigger) {
        react(trigger, MemberOrder.Loss.FAILED);
    }

    private void react(MemberTrigger trigger, MemberOrder.Loss loss) {
        MemberReaction reaction = state.on(trigger);
        MemberState next = reaction.next();
        if (next != null) {
            state = next;
        }
        switch (reaction) {
            case GET_READY, IGNORE, SYNC_AGAIN -> {}
            case LET_GO -> letGo();
            case FORFEIT -> lose(true, loss);
            case JOIN -> join();
            case ADOPT_ID -> joinDueMs = nowMs;
            case SYNC -> sync();
            case TAKE_UP -> takeUp();
            case START_OVER -> startOver(memberId, loss);
            case START_OVER_NAMELESS -> startOver(NO_ID, loss);
            case DROP_OUT -> dropOut();
            case FAIL -> end(loss);
            case WIND_UP -> windUp(trigger == MemberTrigger.CLOSES);
            case SAY_GOODBYE -> sayGoodbye(trigger, loss);
            case REST, END -> depart();
            case REMEMBER -> remember(trigger);
            case IMPOSSIBLE -> throw new IllegalStateException(trigger + " in state " + state);
        }
    }

    private void fail(MemberTrigger trigger, ErrorCode error, String detail) {
        boolean isFenced = trigger == MemberTrigger.INSTANCE_FENCED;
        if (!isFenced && state != MemberState.LEAVING) {
            leaveUnheard("the member failed: " + detail);
        }
        if (state != MemberState.LEAVING) {
            turn.tell(new MemberNotice.Failed(error, detail));
        }
        react(trigger, isFenced ? MemberOrder.Loss.REPLACED : MemberOrder.Loss.FAILED);
    }

    /** What must not be held while joining is revoked. */
    private void letGo() {
        ledTopics = null;
        wire.forget(Wire.Kind.REBALANCE);
        tellRevoked(holdings.revoke(
                partition -> !settings.isCooperative() || !topics.contains(partition.topic()),
                generationId,
                Times.after(nowMs, settings.drainMs())));
    }

    private void tellRevoked(MemberOrder.@Nullable Revoked order) {
        if (order != null) {
            turn.order(order);
        }
    }

    private void join() {
        joinedTopics = topics;
        JoinGroupRequest.Builder request = JoinGroupRequest.builder(settings.groupId())
                .memberId(memberId)
                .groupInstanceId(settings.groupInstanceId())
                .clientId(settings.clientId())
                .clientHost(settings.clientHost())
                .sessionTimeoutMs(settings.sessionTimeoutMs())
                .rebalanceTimeoutMs(settings.maxPollIntervalMs())
                .reason(reason);
        List<TopicPartitions> owned = settings.isCooperative() ? holdings.toList() : List.of();
        claimed = settings.isCooperative() ? holdings.partitions() : Collections.emptySortedSet();
        Bytes memory = lastAssignment.isEmpty() ? null : EagerMemory.lastAssignment(lastAssignment, ownedGenerationId);
        Bytes metadata = metadata(memory, owned);
        Bytes withoutMemory = memory == null ? metadata : metadata(null, owned);
        for (Assignor assignor : settings.assignors()) {
            request.protocol(assignor.name(), EagerMemory.isOfUseTo(assignor.name()) ? metadata : withoutMemory);
        }
        send(Wire.Kind.REBALANCE, request.build(), settings.joinTimeoutMs());
    }

    private Bytes metadata(@Nullable Bytes memory, List<TopicPartitions> owned) {
        return ConsumerProtocol.writeSubscription(
                new ConsumerSubscription(List.copyOf(topics), memory, owned, ownedGenerationId, settings.rack()),
                ConsumerProtocol.HIGHEST_VERSION);
    }

    private void sync() {
        if (syncRequest != null) {
            send(Wire.Kind.REBALANCE, syncRequest, settings.requestTimeoutMs());
        }
    }

    private void takeUp() {
        syncRequest = null;
        if (!assigned.stream().allMatch(partition -> topics.contains(partition.topic()))) {
            reason = "the assignment does not match the subscription";
            postponeJoin();
            react(MemberTrigger.REBALANCE_CALLED);
            return;
        }
        joinFailures = 0;
        ownedGenerationId = generationId;
        tellRevoked(holdings.revoke(
                partition -> !assigned.contains(partition), generationId, Times.after(nowMs, settings.drainMs())));
        List<Ownership> taken = holdings.take(assigned, generationId);
        turn.order(new MemberOrder.Assigned(generationId, taken, assigned.size()));
        if (!settings.isCooperative()) {
            lastAssignment = holdings.toList();
        }
        // what it claimed was withheld from others, though it may have lost it while it waited
        boolean isWithheldFromOthers = !assigned.containsAll(claimed);
        if (isWithheldFromOthers || !topics.equals(joinedTopics) || isLedOtherwise()) {
            reason = isWithheldFromOthers ? "partitions were revoked" : "the subscription or its topics have changed";
            react(MemberTrigger.REBALANCE_CALLED);
        }
    }

    private boolean isLedOtherwise() {
        return ledTopics != null && !LeaderAssignment.areStill(ledTopics, catalog);
    }

    private void startOver(String keptId, MemberOrder.Loss loss) {
        reason = "the member had to start over";
        drop(loss);
        memberId = keptId;
        postponeJoin();
    }

    private void dropOut() {
        leaveUnheard("the application showed no sign of life for too long");
        reason = "the application is back";
        drop(MemberOrder.Loss.POLL_OVERDUE);
        memberId = NO_ID;
        isStalled = true;
    }

    /** Out of the generation, with nothing held and nothing awaited that would concern it. */
    private void drop(MemberOrder.Loss loss) {
        lose(false, loss);
        generationId = NO_GENERATION;
        ownedGenerationId = NO_GENERATION;
        lastAssignment = List.of();
        ledTopics = null;
        syncRequest = null;
        wire.forget(Wire.Kind.REBALANCE);
        wire.forget(Wire.Kind.HEARTBEAT);
    }

    /** Out of the group: no answer changes anything any more. */
    private void end(MemberOrder.Loss loss) {
        drop(loss);
        wire.forget(Wire.Kind.COMMIT);
        wire.forget(Wire.Kind.LEAVE);
        commits.unanswered(turn);
    }

    private void lose(boolean onlyRevoked, MemberOrder.Loss loss) {
        List<Held> dropped = holdings.drop(onlyRevoked);
        List<Ownership> lost = new ArrayList<>();
        for (Held each : dropped) {
            if (!each.isReleased()) {
                lost.add(each.ownership);
            }
        }
        if (!lost.isEmpty()) {
            turn.order(new MemberOrder.Lost(NO_GENERATION, lost, loss));
        }
        commits.dropped(dropped, onlyRevoked ? MemberNotice.Refusal.OUT_OF_TIME : MemberNotice.Refusal.NOT_OWNED, turn);
    }

    private void windUp(boolean forGood) {
        closesForGood = forGood;
        isResubscribed = false;
        isGoodbyeDue = false;
        closeDeadlineMs = Times.after(nowMs, settings.closeTimeoutMs());
        topics = Collections.emptySortedSet();
        ledTopics = null;
        syncRequest = null;
        if (!memberId.isEmpty() || !settings.leavesOnClose()) {
            wire.forget(Wire.Kind.REBALANCE); // else its answer brings the id to leave with
        }
        tellRevoked(holdings.revoke(
                partition -> true, generationId, Times.after(nowMs, settings.closeTimeoutMs() * 2 / 3)));
    }

    private void sayGoodbye(MemberTrigger trigger, MemberOrder.Loss loss) {
        boolean isNameless = trigger == MemberTrigger.IDENTITY_LOST
                || trigger == MemberTrigger.INSTANCE_FENCED
                || trigger == MemberTrigger.REFUSED_FOR_GOOD;
        if (trigger == MemberTrigger.RELEASE_OVERDUE) {
            lose(true, loss);
        } else if (isNameless || trigger == MemberTrigger.GENERATION_OVER || trigger == MemberTrigger.SESSION_LAPSED) {
            drop(loss);
        }
        if (isNameless) {
            memberId = NO_ID;
        }
        isGoodbyeDue = holdings.isEmpty();
    }

    private void remember(MemberTrigger trigger) {
        if (state == MemberState.LEAVING) {
            isResubscribed = trigger == MemberTrigger.SUBSCRIBES;
            closesForGood |= trigger == MemberTrigger.CLOSES;
        }
    }

    private void depart() {
        end(MemberOrder.Loss.RELEASE_OVERDUE);
        memberId = NO_ID;
        joinFailures = 0;
        joinDueMs = nowMs;
        turn.tell(new MemberNotice.Departed());
        if (isResubscribed) {
            isResubscribed = false;
            progress();
            reason = "subscribed";
            react(MemberTrigger.SUBSCRIBES);
        }
    }

    private void out() {
        react(closesForGood ? MemberTrigger.OUT_FOR_GOOD : MemberTrigger.OUT_FOR_NOW);
    }

    /** The first time there is nothing to wait for: only what goes on failing is to be slowed down. */
    private void postponeJoin() {
        joinDueMs = joinFailures == 0 ? nowMs : Times.after(nowMs, backoff.nextMs(joinFailures - 1));
        joinFailures++;
    }

    private void loseConnection() {
        wire.disconnect();
        commits.unanswered(turn);
        lookupDueMs = Times.after(nowMs, backoff.nextMs(lookupFailures++));
        react(MemberTrigger.CONNECTION_LOST);
    }

    // What is due

    private void settle() {
        if (!isIn()) {
            return;
        }
        if (nowMs >= wire.deadlineMs()) {
            loseConnection();
        }
        if (state != MemberState.LEAVING && !isStalled && nowMs >= pollDeadlineMs()) {
            react(MemberTrigger.POLL_OVERDUE);
        }
        if (isCounted() && nowMs >= session.endMs()) {
            loseConnection();
            react(MemberTrigger.SESSION_LAPSED, MemberOrder.Loss.SESSION_LAPSED);
        }
        if (nowMs >= holdings.releaseDeadlineMs()) {
            react(MemberTrigger.RELEASE_OVERDUE, MemberOrder.Loss.RELEASE_OVERDUE);
        }
        if (isLettingGo() && holdings.letGo()) {
            react(MemberTrigger.RELEASED);
        }
        if (state == MemberState.LEAVING) {
            settleLeaving();
        }
        if (mayJoin() && joinDueMs <= nowMs) {
            react(MemberTrigger.READY_TO_JOIN);
        }
        if (maySync() && syncDueMs <= nowMs) {
            sync();
        }
        if (mayCommit() && commits.dueMs() <= nowMs) {
            send(Wire.Kind.COMMIT, commitRequest(), settings.requestTimeoutMs());
        }
        if (mayBeat() && heartbeatDueMs <= nowMs) {
            heartbeatDueMs = Times.after(nowMs, settings.heartbeatIntervalMs());
            send(
                    Wire.Kind.HEARTBEAT,
                    new HeartbeatRequest(settings.groupId(), generationId, memberId, settings.groupInstanceId()),
                    settings.heartbeatTimeoutMs());
        }
        if (isIn() && !wire.isConnected() && lookupDueMs <= nowMs) {
            lookupDueMs = Times.after(nowMs, backoff.nextMs(lookupFailures++));
            turn.findCoordinator();
        }
    }

    private void settleLeaving() {
        if (nowMs >= closeDeadlineMs) {
            if (settings.leavesOnClose()
                    && !memberId.isEmpty()
                    && wire.isConnected()
                    && !wire.awaits(
                            Wire.Kind.LEAVE)) { // nobody waits for the answer any more, but the others need not wait
                wire.sendOff(turn, leaveRequest("there was no time left to close"), nowMs);
            }
            out();
        } else if (isGoodbyeDue) {
            if (!settings.leavesOnClose() || (memberId.isEmpty() && !wire.awaits(Wire.Kind.REBALANCE))) {
                out();
            } else if (!memberId.isEmpty() && wire.isConnected() && !wire.awaits(Wire.Kind.LEAVE)) {
                wire.forget(Wire.Kind.HEARTBEAT);
                send(
                        Wire.Kind.LEAVE,
                        leaveRequest(
                                closesForGood
                                        ? "the consumer is being closed"
                                        : "the consumer unsubscribed from all topics"),
                        settings.requestTimeoutMs());
            }
        }
    }

    private long deadlineMs() {
        if (!isIn()) {
            return Times.NEVER;
        }
        long dueMs = Math.min(wire.deadlineMs(), holdings.releaseDeadlineMs());
        dueMs = Math.min(dueMs, isCounted() ? session.endMs() : Times.NEVER);
        dueMs = Math.min(dueMs, mayJoin() ? joinDueMs : Times.NEVER);
        dueMs = Math.min(dueMs, maySync() ? syncDueMs : Times.NEVER);
        dueMs = Math.min(dueMs, mayCommit() ? commits.dueMs() : Times.NEVER);
        dueMs = Math.min(dueMs, mayBeat() ? heartbeatDueMs : Times.NEVER);
        dueMs = Math.min(dueMs, wire.isConnected() ? Times.NEVER : lookupDueMs);
        return state == MemberState.LEAVING
                ? Math.min(dueMs, closeDeadlineMs)
                : Math.min(dueMs, isStalled ? Times.NEVER : pollDeadlineMs());
    }

    private boolean isIn() {
        return state != MemberState.IDLE && state != MemberState.CLOSED;
    }

    private long pollDeadlineMs() {
        return Times.after(progressMs, settings.maxPollIntervalMs());
    }

    private boolean isLettingGo() {
        return state == MemberState.REVOKING || (state == MemberState.LEAVING && !isGoodbyeDue);
    }

    /** Whether it is a member of a generation, and counts on staying so. */
    private boolean isCounted() {
        return switch (state) {
            case REVOKING, COMPLETING_REBALANCE, STABLE -> generationId >= 0;
            case UNJOINED, PREPARING_REBALANCE -> !holdings.isEmpty();
            case LEAVING -> !isGoodbyeDue && generationId >= 0;
            case IDLE, CLOSED -> false;
        };
    }

    private boolean mayBeat() {
        return isCounted() && wire.isConnected() && !wire.awaits(Wire.Kind.HEARTBEAT);
    }

    private boolean mayJoin() {
        return state == MemberState.UNJOINED && wire.isConnected() && !isStalled;
    }

    private boolean maySync() {
        return state == MemberState.COMPLETING_REBALANCE && wire.isConnected() && !wire.awaits(Wire.Kind.REBALANCE);
    }

    /** In a sync the coordinator would refuse it. */
    private boolean mayCommit() {
        return isCounted()
                && state != MemberState.COMPLETING_REBALANCE
                && wire.isConnected()
                && !wire.awaits(Wire.Kind.COMMIT)
                && holdings.hasUncommitted();
    }

    private OffsetCommitRequest commitRequest() {
        return new OffsetCommitRequest(
                settings.groupId(), generationId, memberId, settings.groupInstanceId(), commits.takeOff());
    }

    private LeaveGroupRequest leaveRequest(String why) {
        return new LeaveGroupRequest(
                settings.groupId(), List.of(new LeaveGroupRequest.Leaver(memberId, settings.groupInstanceId(), why)));
    }

    /** Leaves if it can, whatever the answer. A static member that fails keeps its place until its session is over. */
    private void leaveUnheard(String why) {
        if (!settings.isStatic() && !memberId.isEmpty() && wire.isConnected()) {
            wire.sendOff(turn, leaveRequest(cut(why)), Times.after(nowMs, settings.requestTimeoutMs()));
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS);
    }

    private void send(Wire.Kind kind, GroupRequest<?> request, long timeoutMs) {
        wire.send(
                turn,
                kind,
                new Flight(
                        wire.nextNumber(),
                        request,
                        nowMs,
                        Times.after(nowMs, timeoutMs),
                        generationId,
                        memberId,
                        state == MemberState.STABLE));
    }

    // Views

    MemberState state() {
        return state;
    }

    String memberId() {
        return memberId;
    }

    int generationId() {
        return generationId;
    }

    Holdings holdings() {
        return holdings;
    }

    long nextDeadlineMs() {
        return deadlineMs;
    }

    boolean mayWorkOn(Ownership ownership, long clockMs) {
        Held held = holdings.get(ownership.partition());
        return held != null
                && held.ownership.equals(ownership)
                && !held.isRevoked()
                && Math.max(nowMs, clockMs) < session.endMs();
    }

    /** Whether it is closed, or was told to close. */
    boolean isClosing() {
        return state == MemberState.CLOSED || (state == MemberState.LEAVING && closesForGood);
    }
}
