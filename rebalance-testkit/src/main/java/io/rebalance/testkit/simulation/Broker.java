package io.rebalance.testkit.simulation;

import io.rebalance.Clock;
import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.MemberIds;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.view.GroupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A machine on which a coordinator runs, for one term of the log. */
final class Broker implements GroupHost.Site {

    /** The process dies while it stores. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;

        Died() {
            super("the process died", null, false, false);
        }
    }

    /** What is asked for next while storing. */
    enum Mishap {
        NONE,
        FAILS,
        DIES_BEFORE,
        DIES_AFTER
    }

    private final World world;
    private final int term;
    private final Drift clock;
    private final Map<Long, Network.Sent> waiting = new HashMap<>();
    private @Nullable GroupHost host;
    private long lastTicket;
    private int answers; // to the input under way
    private boolean isUp = true;
    private Mishap mishap = Mishap.NONE;
    private Runnable whenDead = () -> {};
    private final Alarm alarm;

    Broker(World world, int term) {
        this.world = world;
        this.term = term;
        this.clock = new Drift(world, world.plan.driftPpm == 0 ? 0 : drift(world, term));
        this.alarm = new Alarm(world, clock, this::wake);
    }

    private static long drift(World world, int term) {
        int ppm = world.plan.driftPpm;
        return Dice.between(-ppm, ppm, Dice.bits(world.seed, 71, term, 0));
    }

    void start() {
        world.oracle.loads(this);
        GroupHost.Factory factory = world.plan.host == null ? EmbeddedHost::new : world.plan.host;
        run(() -> host = factory.start(this));
        world.oracle.loaded(this);
    }

    int term() {
        return term;
    }

    boolean isUp() {
        return isUp;
    }

    @Nullable
    GroupHost host() {
        return host;
    }

    /** The one that the host runs, if it is up and shows it. */
    @Nullable
    GroupCoordinator coordinator() {
        return host == null ? null : host.coordinator();
    }

    /** How many requests wait for their answers. */
    int waitingCount() {
        return waiting.size();
    }

    /** The joins that wait. */
    List<JoinGroupRequest> joining() {
        List<JoinGroupRequest> joining = new ArrayList<>();
        for (Network.Sent sent : waiting.values()) {
            if (sent.request() instanceof JoinGroupRequest join) {
                joining.add(join);
            }
        }
        return joining;
    }

    boolean isAtRest() {
        return isUp && waiting.isEmpty() && mishap == Mishap.NONE;
    }

    // What happens to it

    void receive(Network.Sent sent) {
        GroupHost running = host;
        if (isUp && running != null && !sent.line().isBroken) {
            long ticket = ++lastTicket;
            waiting.put(ticket, sent);
            world.oracle.asked(this, ticket, sent);
            if (world.transcript.isOn()) {
                world.transcript.request(world.trueMs(), sent);
            }
            run(() -> running.handle(ticket, sent.request()));
        }
    }

    /** It notices that a process is gone. */
    void hangUp(Network.Line line) {
        hangUpWhere(sent -> sent.line() == line);
    }

    /** It notices that everybody is gone. */
    void hangUpAll() {
        hangUpWhere(sent -> {
            sent.line().isBroken = true;
            return true;
        });
    }

    private void hangUpWhere(Predicate<Network.Sent> which) {
        GroupHost running = host;
        if (isUp && running != null) {
            List<Long> tickets = new ArrayList<>();
            waiting.forEach((ticket, sent) -> {
                if (which.test(sent)) {
                    tickets.add(ticket);
                }
            });
            tickets.sort(null);
            for (long ticket : tickets) {
                waiting.remove(ticket);
                world.oracle.cancelled(this, ticket);
                run(() -> running.cancel(ticket));
            }
        }
    }

    void topicsChanged() {
        GroupHost running = host;
        if (isUp && running != null) {
            run(() -> running.topicsChanged(world.catalog()));
        }
    }

    void resign() {
        GroupHost running = host;
        if (isUp && running != null) {
            run(running::resign);
            die();
        }
    }

    /** The next time it stores, that happens. */
    void arm(Mishap next, Runnable then) {
        mishap = next;
        whenDead = then;
    }

    /** Whether something will happen the next time it stores. */
    boolean isArmed() {
        return mishap != Mishap.NONE;
    }

    void die() {
        isUp = false;
        host = null;
        waiting.clear();
        alarm.stop();
        world.oracle.died(this);
        world.brokers.remove(this);
    }

    private void run(Runnable input) {
        int seats = world.oracle.seats();
        answers = 0;
        try {
            input.run();
            world.oracle.handled(this, answers, seats, waiting.size());
            GroupHost running = host;
            if (running != null && isUp) {
                world.oracle.due(
                        clock.nowMs() - 1, running.nextDeadlineMs()); // what is due now may still wait for its turn
                alarm.set(running.nextDeadlineMs());
            }
        } catch (Died e) {
            die();
            whenDead.run();
        }
    }

    private void wake() {
        GroupHost running = host;
        if (isUp && running != null) {
            if (running.nextDeadlineMs() > clock.nowMs()) {
                alarm.set(running.nextDeadlineMs());
            } else {
                run(() -> {
                    running.advance();
                    world.oracle.due(clock.nowMs(), running.nextDeadlineMs());
                });
            }
        }
    }

    // What it offers its host

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public MemberIds memberIds() {
        return world.memberIds;
    }

    @Override
    public CoordinatorConfig config() {
        return CoordinatorConfig.builder()
                .groupInitialRebalanceDelay(Duration.ofMillis(world.plan.initialDelayMs))
                .groupMinSessionTimeout(Duration.ofMillis(1))
                .build();
    }

    @Override
    public List<Assignor> assignors() {
        return world.plan.coordinatorAssigns ? world.plan.offered(0) : List.of();
    }

    @Override
    public TopicCatalog topics() {
        return world.catalog();
    }

    @Override
    public List<GroupRecord> log() {
        return ReplayWatch.compacted(world.log, world.seed, term); // it may be at any time
    }

    @Override
    public void append(List<GroupRecord> records) throws JournalException {
        if (term != world.term()) {
            throw JournalException.fenced("term " + term + " is over");
        }
        if (records.isEmpty()) {
            return;
        }
        Mishap now = mishap;
        mishap = Mishap.NONE;
        if (now == Mishap.FAILS) {
            throw JournalException.notStored(ErrorCode.NOT_ENOUGH_REPLICAS, "the disk had a bad moment");
        }
        if (now == Mishap.DIES_BEFORE) {
            throw new Died();
        }
        world.log.addAll(records);
        for (GroupRecord record : records) {
            world.oracle.stored(this, record);
            if (world.transcript.isOn()) {
                world.transcript.stored(world.trueMs(), record);
            }
        }
        if (now == Mishap.DIES_AFTER) {
            throw new Died();
        }
    }

    @Override
    public void reply(Reply reply) {
        Network.Sent sent = waiting.remove(reply.ticket());
        answers++;
        world.oracle.answered(this, reply, sent);
        if (sent != null) {
            if (world.transcript.isOn()) {
                world.transcript.answer(world.trueMs(), sent, reply);
            }
            if (!sent.line().isBroken) {
                world.network.answer(sent, reply.response());
            }
        }
    }

    @Override
    public void happened(List<GroupEvent> events) {
        for (GroupEvent event : events) {
            world.oracle.happened(this, event);
            world.figures.happened(world.trueMs(), event);
            if (world.transcript.isOn()) {
                world.transcript.event(world.trueMs(), event);
            }
        }
    }
}
