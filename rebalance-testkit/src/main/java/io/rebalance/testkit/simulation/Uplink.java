package io.rebalance.testkit.simulation;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a process has of the network: a connection to a coordinator, or the search for one, and what goes over it. */
final class Uplink {

    private static final long LOOKUP_MS = 5;

    private final World world;
    private final Worker worker;
    private Network.@Nullable Line line;
    private boolean isLookingUp;
    private long cutToUntilMs = Long.MIN_VALUE;
    private long cutFromUntilMs = Long.MIN_VALUE;
    private final Awaited awaited = new Awaited();
    private final Map<Long, Long> sentMs = new HashMap<>(); // by message, on the clock of the process
    private long messages;
    private long lastJoin; // which message it was
    private long awaitedJoin; // the same; 0 if none is awaited
    private int heardTerm;
    private long aliveMs; // when it last said that it is

    Uplink(World world, Worker worker) {
        this.world = world;
        this.worker = worker;
    }

    // The connection

    /** Whether what is sent reaches the coordinator in charge. */
    boolean isConnected() {
        Network.Line over = line;
        return over != null && !over.isBroken && over.broker.isUp() && over.broker.term() == world.term();
    }

    /** Whether the process surely takes itself for connected. */
    boolean isTakenForConnected() {
        return awaited.isConnected(worker.clockMs());
    }

    /** Whether nothing is wrong with it. */
    boolean isWell() {
        return isConnected() && !isLookingUp && !isCutTo() && !isCutFrom();
    }

    boolean isCutTo() {
        return world.clockMs() < cutToUntilMs;
    }

    boolean isCutFrom() {
        return world.clockMs() < cutFromUntilMs;
    }

    void cutTo(long forMs) {
        cutToUntilMs = world.clockMs() + forMs;
    }

    void cutFrom(long forMs) {
        cutFromUntilMs = world.clockMs() + forMs;
    }

    void heal() {
        cutToUntilMs = Long.MIN_VALUE;
        cutFromUntilMs = Long.MIN_VALUE;
    }

    /** Breaks it; the coordinator's end notices so much later. */
    void breakLine(long noticedAfterMs) {
        awaited.disconnected();
        Network.Line broken = line;
        if (broken != null) {
            line = null;
            world.after(noticedAfterMs, new Event(false) {
                @Override
                void happen() {
                    broken.isBroken = true;
                    broken.broker.hangUp(broken);
                }
            });
        }
    }

    /** Looks for the coordinator; who wants it asks again if he does not hear. */
    void lookUp(Runnable found) {
        if (!isLookingUp) {
            isLookingUp = true;
            world.oracle.looksUp(worker);
            breakLine(0);
            worker.later(LOOKUP_MS, () -> {
                isLookingUp = false;
                world.broker().ifPresent(broker -> {
                    line = new Network.Line(broker);
                    alive();
                    world.oracle.found(worker);
                    found.run();
                    if (line != null) {
                        awaited.connected(); // what was due before was done without
                    }
                });
            });
        }
    }

    /** The process that looked for the coordinator is gone. */
    void giveUp() {
        isLookingUp = false;
    }

    // Messages

    /**
     * Sends it as a client of that version can say it; if there is a connection.
     *
     * @param deadlineMs until when the member awaits an answer, on its clock; 0 if it does not
     */
    void send(long itsNumber, GroupRequest<?> said, long deadlineMs) {
        Network.Line over = line;
        if (over == null) {
            return;
        }
        GroupRequest<?> request = JoinVersion.of(world.plan, worker.number()).of(said);
        ++messages;
        if (deadlineMs > 0) {
            sentMs.put(messages, worker.clockMs());
            awaited.sent(messages, deadlineMs);
        }
        if (!(request instanceof OffsetCommitRequest || request instanceof OffsetFetchRequest)) {
            alive();
        }
        if (request instanceof JoinGroupRequest) {
            lastJoin = messages;
            awaitedJoin = messages;
        }
        world.oracle.asks(worker, request);
        world.network.send(new Network.Sent(worker, worker.incarnation(), over, itsNumber, messages, request));
    }

    /** An answer has reached the machine, whatever its process does. */
    void arrived(Network.Sent sent, GroupResponse response) {
        heardTerm = response.error().isNone() ? sent.line().broker.term() : heardTerm;
    }

    /** The process takes the answer. Returns whether it awaits it. */
    boolean taken(Network.Sent sent, GroupResponse response, long nowMs) {
        if (sent.message() == awaitedJoin) {
            awaitedJoin = 0;
            world.oracle.processes().joinAnswered(worker);
            alive();
        }
        Long askedMs = sentMs.remove(sent.message());
        if (askedMs != null && Awaited.verdicts(response).anyMatch(Uplink::isHeardOf)) {
            // whoever is let in is counted in now
            world.oracle.processes().heard(worker, sent.request() instanceof JoinGroupRequest ? nowMs : askedMs);
        }
        return awaited.take(sent.message(), response, nowMs);
    }

    /** Whether it shows that the coordinator counts the process in. */
    private static boolean isHeardOf(ErrorCode error) {
        return error.isNone() || error == ErrorCode.REBALANCE_IN_PROGRESS;
    }

    /** The process goes into another generation, or out of one: it may wait no more for answers from before. */
    void movesOn() {
        awaited.movesOn();
    }

    /** Whether the process sent this join last, and has heard nothing of it. */
    boolean awaitsJoin(Network.Sent sent) {
        return sent.incarnation() == worker.incarnation() && sent.message() == awaitedJoin;
    }

    /** Whether the process has joined again since it sent that. */
    boolean isOfAnEarlierRound(Network.Sent sent) {
        return sent.incarnation() == worker.incarnation() && sent.message() < lastJoin;
    }

    /** Whether the coordinator in charge has answered, and not refused. */
    boolean hasHeardFromCoordinator() {
        return heardTerm == world.term();
    }

    // Signs of life

    /** The coordinator has, or could have, a sign of life now. */
    void alive() {
        aliveMs = world.clockMs();
    }

    /** When it last had one, on a clock that stands still in leaps. */
    long aliveMs() {
        return aliveMs;
    }
}
