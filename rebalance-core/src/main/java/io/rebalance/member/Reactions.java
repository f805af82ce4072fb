package io.rebalance.member;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What the member does about what happens: {@link MemberState} says what, and the methods named as the {@linkplain
 * MemberReaction reactions} do it.
 */
final class Reactions {

    private static final String REBALANCES = "the group rebalances";

    private final MemberSettings settings;
    private final Turn turn;
    private final Standing standing;
    private final Wire wire;
    private final Holdings holdings;
    private final Commits commits;
    private final Subscription subscription;
    private final Round round;
    private final Attempts attempts;
    private final Pulse pulse;
    private final Exit exit;

    Reactions(
            MemberSettings settings,
            Turn turn,
            Standing standing,
            Wire wire,
            Holdings holdings,
            Commits commits,
            Subscription subscription,
            Round round,
            Attempts attempts,
            Pulse pulse,
            Exit exit) {
        this.settings = settings;
        this.turn = turn;
        this.standing = standing;
        this.wire = wire;
        this.holdings = holdings;
        this.commits = commits;
        this.subscription = subscription;
        this.round = round;
        this.attempts = attempts;
        this.pulse = pulse;
        this.exit = exit;
    }

    /** To what takes nothing away. */
    void react(MemberTrigger trigger) {
        react(trigger, MemberOrder.Loss.FAILED);
    }

    /** To anything; what is lost by it, is lost for that reason. */
    void react(MemberTrigger trigger, MemberOrder.Loss loss) {
        MemberReaction reaction = standing.state().on(trigger);
        MemberState next = reaction.next();
        if (next != null) {
            standing.moveTo(next);
        }
        switch (reaction) {
            case GET_READY, IGNORE, SYNC_AGAIN -> {}
            case LET_GO -> letGo();
            case FORFEIT -> lose(true, loss);
            case JOIN -> join();
            case ADOPT_ID -> attempts.joinNow();
            case SYNC -> sync();
            case TAKE_UP -> takeUp();
            case START_OVER -> startOver(standing.memberId(), loss);
            case START_OVER_NAMELESS -> startOver(Standing.NO_ID, loss);
            case DROP_OUT -> dropOut();
            case FAIL -> end(loss);
            case WIND_UP -> windUp(trigger == MemberTrigger.CLOSES);
            case SAY_GOODBYE -> sayGoodbye(trigger, loss);
            case REST, END -> depart();
            case REMEMBER -> remember(trigger);
            case IMPOSSIBLE -> throw new IllegalStateException(trigger + " in state " + standing.state());
        }
    }

    // What happens in more ways than one

    /**
     * The coordinator says on the side that the group rebalances. While a sync is out its answer says more: it may be the
     * assignment, and tell what to let go of before the next join. If the member asks again and is told so again instead,
     * the sync is lost.
     *
     * @param flight what tells it
     */
    void rebalanceBegan(Flight flight) {
        boolean isSyncing = standing.state() == MemberState.COMPLETING_REBALANCE;
        if (!isSyncing || round.callOff(flight.number(), wire.lastNumber())) {
            callForRebalance(REBALANCES);
        }
    }

    /** To join again is called for, and the next join says why, unless one is on its way anyhow. */
    void callForRebalance(String reason) {
        boolean isHeeded = standing.state().on(MemberTrigger.REBALANCE_CALLED) != MemberReaction.IGNORE;
        if (isHeeded) {
            subscription.because(reason);
        }
        react(MemberTrigger.REBALANCE_CALLED);
    }

    void fail(MemberTrigger trigger, ErrorCode error, String detail) {
        boolean isFenced = trigger == MemberTrigger.INSTANCE_FENCED;
        if (!isFenced && !standing.isLeaving()) {
            exit.leaveUnheard("the member failed: " + detail);
        }
        if (!standing.isLeaving()) {
            turn.tell(new MemberNotice.Failed(error, detail));
        }
        react(trigger, isFenced ? MemberOrder.Loss.REPLACED : MemberOrder.Loss.FAILED);
    }

    /** Does nothing if there is none: each look-up that fails would put off the next. */
    void loseConnection() {
        if (!wire.isConnected()) {
            return;
        }
        wire.disconnect();
        commits.unanswered();
        attempts.coordinatorLost();
        react(MemberTrigger.CONNECTION_LOST);
    }

    /** The coordinator knows that the member leaves, or need not know it. */
    void out() {
        react(exit.isForGood() ? MemberTrigger.OUT_FOR_GOOD : MemberTrigger.OUT_FOR_NOW);
    }

    // Reactions

    /** What must not be held while joining is revoked. */
    private void letGo() {
        round.end();
        wire.forget(Wire.Kind.REBALANCE);
        tellRevoked(holdings.revoke(
                partition -> !settings.isCooperative() || !subscription.wants(partition),
                standing.generationId(),
                turn.after(settings.drainMs())));
    }

    private void tellRevoked(MemberOrder.@Nullable Revoked order) {
        if (order != null) {
            turn.order(order);
        }
    }

    private void join() {
        wire.send(Wire.Kind.REBALANCE, subscription.toJoin(), settings.joinTimeoutMs());
    }

    /** Also what is due when a sync was put off. */
    void sync() {
        SyncGroupRequest request = round.sync();
        if (request != null) {
            wire.send(Wire.Kind.REBALANCE, request, settings.requestTimeoutMs());
        }
    }

    private void takeUp() {
        SortedSet<TopicPartition> assigned = round.assigned();
        if (!assigned.stream().allMatch(subscription::wants)) {
            attempts.postponeJoin();
            callForRebalance("the assignment does not match the subscription");
            return;
        }
        attempts.joinSucceeded();
        int generationId = standing.generationId();
        tellRevoked(holdings.revoke(
                partition -> !assigned.contains(partition), generationId, turn.after(settings.drainMs())));
        List<Ownership> taken = holdings.take(assigned, generationId);
        turn.order(new MemberOrder.Assigned(generationId, taken, assigned.size()));
        subscription.hold();
        // what it claimed was withheld from others, though it may have lost it while it waited
        boolean isWithheldFromOthers = subscription.hasClaimedMoreThan(assigned);
        if (isWithheldFromOthers || subscription.hasChanged() || round.isLedOtherwise()) {
            callForRebalance(
                    isWithheldFromOthers ? "partitions were revoked" : "the subscription or its topics have changed");
        } else if (round.isCalledOff()) {
            callForRebalance(REBALANCES);
        } else {
            subscription.settle();
        }
    }

    private void startOver(String keptId, MemberOrder.Loss loss) {
        subscription.because("the member had to start over");
        drop(loss);
        standing.name(keptId);
        attempts.postponeJoin();
    }

    private void dropOut() {
        exit.leaveUnheard("the application showed no sign of life for too long");
        subscription.because("the application is back");
        drop(MemberOrder.Loss.POLL_OVERDUE);
        standing.name(Standing.NO_ID);
        pulse.stall();
    }

    /** Out of the generation, with nothing held and nothing awaited that would concern it. */
    private void drop(MemberOrder.Loss loss) {
        lose(false, loss);
        standing.enter(Standing.NO_GENERATION);
        subscription.forget();
        round.end();
        wire.forget(Wire.Kind.REBALANCE);
        wire.forget(Wire.Kind.HEARTBEAT);
    }

    /** Out of the group: no answer changes anything any more. */
    private void end(MemberOrder.Loss loss) {
        drop(loss);
        wire.forget(Wire.Kind.COMMIT);
        wire.forget(Wire.Kind.LEAVE);
        commits.unanswered();
    }

    /** Takes from the application everything, as when a generation was missed; or only what it was told to let go of. */
    void lose(boolean onlyRevoked, MemberOrder.Loss loss) {
        List<Held> dropped = holdings.drop(onlyRevoked);
        List<Ownership> lost = new ArrayList<>();
        for (Held each : dropped) {
            if (!each.isReleased()) {
                lost.add(each.ownership);
            }
        }
        if (!lost.isEmpty()) {
            turn.order(new MemberOrder.Lost(Standing.NO_GENERATION, lost, loss));
        }
        commits.dropped(dropped, onlyRevoked ? MemberNotice.Refusal.OUT_OF_TIME : MemberNotice.Refusal.NOT_OWNED);
    }

    private void windUp(boolean forGood) {
        exit.begin(forGood);
        subscription.change(Collections.emptySortedSet());
        round.end();
        tellRevoked(holdings.revoke(
                partition -> true, standing.generationId(), turn.after(settings.closeTimeoutMs() * 2 / 3)));
    }

    private void sayGoodbye(MemberTrigger trigger, MemberOrder.Loss loss) {
        // whoever is refused for good is still known, and says goodbye by its id
        boolean isNameless = trigger == MemberTrigger.IDENTITY_LOST || trigger == MemberTrigger.INSTANCE_FENCED;
        boolean isOut = trigger == MemberTrigger.GENERATION_OVER
                || trigger == MemberTrigger.SESSION_LAPSED
                || trigger == MemberTrigger.REFUSED_FOR_GOOD;
        if (trigger == MemberTrigger.RELEASE_OVERDUE) {
            lose(true, loss);
        } else if (isNameless || isOut) {
            drop(loss);
        }
        if (isNameless) {
            standing.name(Standing.NO_ID);
        }
        exit.goodbyeIsDue(holdings.isEmpty());
    }

    private void remember(MemberTrigger trigger) {
        if (standing.isLeaving()) {
            exit.remember(trigger);
        }
    }

    private void depart() {
        end(MemberOrder.Loss.RELEASE_OVERDUE);
        standing.name(Standing.NO_ID);
        attempts.joinSucceeded();
        attempts.joinNow();
        subscription.startAnew();
        turn.tell(new MemberNotice.Departed());
        if (exit.takeResubscribed()) {
            pulse.beat();
            react(MemberTrigger.SUBSCRIBES);
        }
    }
}
