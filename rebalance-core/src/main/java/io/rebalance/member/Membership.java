package io.rebalance.member;

import io.rebalance.TopicCatalog;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The state machine behind {@link GroupMember}: its inputs.
 *
 * <p>An input begins a turn, in which what is due is done first, so that no answer finds the member in a state that time
 * has ended already. What happens, by an input, by an {@linkplain Answers answer} or by {@linkplain Agenda time}, is a
 * {@link MemberTrigger}, and {@link Reactions} do something about it. At the end of the turn everything that can be sent is
 * sent.
 */
final class Membership {

    private final Turn turn = new Turn();
    private final Standing standing = new Standing();
    private final Wire wire = new Wire(turn, standing);
    private final Holdings holdings;
    private final Commits commits;
    private final Session session;
    private final Subscription subscription;
    private final Round round;
    private final Attempts attempts;
    private final Pulse pulse;
    private final Exit exit;
    private final Reactions reactions;
    private final Answers answers;
    private final Agenda agenda;

    private long deadlineMs = Times.NEVER;

    Membership(MemberSettings settings, TopicCatalog catalog, Backoff backoff, Holdings holdings) {
        this.holdings = holdings;
        commits = new Commits(turn, holdings, backoff);
        session = new Session(settings);
        subscription = new Subscription(settings, standing, holdings);
        round = new Round(settings, turn, standing, catalog);
        attempts = new Attempts(turn, settings, backoff);
        pulse = new Pulse(turn, settings);
        exit = new Exit(settings, turn, standing, wire);
        reactions = new Reactions(
                settings, turn, standing, wire, holdings, commits, subscription, round, attempts, pulse, exit);
        answers = new Answers(turn, standing, holdings, session, commits, round, attempts, reactions);
        agenda = new Agenda(
                settings, turn, standing, wire, holdings, session, commits, attempts, pulse, exit, reactions);
    }

    // Turns

    /** The time moves on, and what is due is done. */
    void begin(long clockMs) {
        turn.begin(clockMs);
        if (turn.nowMs() >= deadlineMs) {
            agenda.settle();
        }
    }

    /** Everything that can be done now is done. */
    MemberOutcome end() {
        agenda.settle();
        deadlineMs = agenda.deadlineMs();
        return turn.take();
    }

    // Inputs

    void subscribe(SortedSet<String> topics) {
        boolean isIdle = standing.state() == MemberState.IDLE;
        if (!subscription.isTo(topics) || isIdle || standing.isLeaving()) {
            subscription.change(topics);
            if (!isIdle) {
                subscription.because("the subscription has changed");
            } else {
                pulse.beat();
            }
            reactions.react(MemberTrigger.SUBSCRIBES);
        }
    }

    void leave(boolean forGood) {
        reactions.react(forGood ? MemberTrigger.CLOSES : MemberTrigger.UNSUBSCRIBES);
    }

    void topicsChanged(TopicCatalog catalog) {
        round.topicsChanged(catalog);
        if (standing.state() == MemberState.STABLE && round.isLedOtherwise()) {
            reactions.callForRebalance("the topics have changed");
        }
    }

    void progress() {
        pulse.beat();
    }

    void connected() {
        if (!wire.isConnected()) {
            wire.connect();
            attempts.coordinatorFound();
            attempts.connected();
            commits.connected();
        }
    }

    void disconnected() {
        if (standing.isIn()) {
            reactions.loseConnection();
        } else {
            wire.disconnect();
        }
    }

    void released(long order) {
        holdings.release(order);
    }

    void commit(SortedMap<Ownership, Long> offsets) {
        commits.handIn(offsets);
    }

    /** An answer; ignored unless it is awaited. */
    void received(long number, GroupResponse response) {
        Flight flight = wire.take(number);
        if (flight != null) {
            answers.received(flight, response);
        }
    }

    /** Which request awaits an answer under that number; null if none does. */
    @Nullable
    GroupRequest<?> awaited(long number) {
        Flight flight = wire.flight(number);
        return flight == null ? null : flight.request();
    }

    // Views

    MemberState state() {
        return standing.state();
    }

    String memberId() {
        return standing.memberId();
    }

    int generationId() {
        return standing.generationId();
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
                && Math.max(turn.nowMs(), clockMs) < session.workEndMs();
    }

    /** Whether it is closed, or was told to close. */
    boolean isClosing() {
        return standing.state() == MemberState.CLOSED || (standing.isLeaving() && exit.isForGood());
    }
}
