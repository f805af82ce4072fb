package io.rebalance.testkit.simulation;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.MemberOutcome;
import io.rebalance.member.MemberRequest;
import io.rebalance.member.MemberState;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place at which one process of the group runs, and after it the next one. */
final class Worker {

    private final World world;
    private final int number;
    private final Drift clock;
    private final @Nullable String instanceId;
    private final Uplink uplink;
    private final Alarm alarm;
    private final List<Runnable> deferred = new ArrayList<>(); // while it stands still
    private @Nullable GroupMember member;
    private Application application;
    private int incarnation;
    private boolean isPaused;
    private boolean isClosing;
    private long stuckForMs;
    private long releasesLateMs;
    private boolean isStuck;
    private boolean wantsLess;
    private long asked;
    private SortedSet<String> subscribed = Collections.emptySortedSet();

    Worker(World world, int number) {
        this(world, number, number < world.plan.staticMembers ? "i" + number : null);
    }

    private Worker(World world, int number, @Nullable String instanceId) {
        this.world = world;
        this.number = number;
        this.instanceId = instanceId;
        int ppm = world.plan.driftPpm;
        this.clock = new Drift(world, ppm == 0 ? 0 : Dice.between(-ppm, ppm, Dice.bits(world.seed, 70, number, 0)));
        this.uplink = new Uplink(world, this);
        this.alarm = new Alarm(world, clock, this::wake);
        this.application = new Application(world, this);
    }

    /** A place for a second process with the same instance id. */
    Worker twin() {
        return new Worker(world, world.plan.members + number, instanceId);
    }

    boolean isTwinOf(Worker other) {
        return number == world.plan.members + other.number;
    }

    int number() {
        return number;
    }

    /** What its clock shows, epoch ms. */
    long clockMs() {
        return clock.nowMs();
    }

    boolean isStatic() {
        return instanceId != null;
    }

    boolean isIn(MemberState state) {
        GroupMember running = member;
        return running != null && running.state() == state;
    }

    /** How often a process was started here. */
    int incarnation() {
        return incarnation;
    }

    @Nullable
    GroupMember member() {
        return member;
    }

    Uplink uplink() {
        return uplink;
    }

    Application application() {
        return application;
    }

    /** Since when it has given no sign of life, on a clock that stands still in leaps; -1 if none is due. */
    long silentSinceMs() {
        GroupMember running = member;
        boolean isDue = running != null
                && uplink.isConnected()
                && !isPaused
                && (running.state() == MemberState.REVOKING
                        || running.state() == MemberState.COMPLETING_REBALANCE
                        || running.state() == MemberState.STABLE);
        return isDue ? uplink.aliveMs() : -1;
    }

    /** Whether it is where it will stay, as far as the group is concerned. */
    boolean isSettled() {
        GroupMember running = member;
        return running != null && running.state() == MemberState.STABLE && uplink.isWell() && !isPaused;
    }

    /** Whether nothing at all is under way there. */
    boolean isAtRest() {
        GroupMember running = member;
        return isSettled()
                && stuckForMs == 0
                && releasesLateMs == 0
                && application.isAtRest()
                && running != null
                && running.uncommitted().isEmpty();
    }

    // Life

    /** Starts a process, unless there is one. */
    void start() {
        if (member != null && member.state() != MemberState.CLOSED) {
            return;
        }
        incarnation++;
        isClosing = false;
        isPaused = false;
        isStuck = false;
        deferred.clear();
        application = new Application(world, this);
        member = world.plan
                .memberBuilder()
                .clock(clock)
                .clientId("w" + number)
                .groupInstanceId(instanceId)
                .assignors(world.plan.offered(number))
                .topics(world.catalog())
                .seed(Dice.bits(world.seed, 72, number, incarnation))
                .build();
        world.oracle.started(this);
        world.figures.started(world.trueMs(), number);
        note("starts");
        subscribe();
        poll(incarnation);
    }

    private void subscribe() {
        input(m -> {
            subscribed = topics();
            world.oracle.processes().progressed(this); // to subscribe is a sign of life
            return m.subscribe(subscribed);
        });
    }

    /** What it subscribes to, as far as its process has been told. */
    SortedSet<String> subscribed() {
        return subscribed;
    }

    private SortedSet<String> topics() {
        SortedSet<String> topics = new TreeSet<>();
        int service = 0;
        for (String topic : world.plan.topics.keySet()) {
            if (service++ % world.plan.services == number % world.plan.services) {
                topics.add(topic);
            }
        }
        if (wantsLess && topics.size() > 1) {
            topics.remove(topics.last());
        } else if (wantsLess) {
            topics.add("nowhere"); // who wants one only, wants one more that there is not
        }
        return topics;
    }

    /** Ends the process as it is. */
    void kill(long noticedAfterMs) {
        GroupMember running = member;
        if (running != null) {
            note("is killed");
            end();
            breakLine(noticedAfterMs);
        }
    }

    /** The process ends by itself, after all is let go of. Who waits for that is called. */
    void close() {
        if (member != null && !isClosing) {
            isClosing = true;
            world.oracle.processes().closes(this);
            input(GroupMember::close);
        }
    }

    private void end() {
        application.end();
        world.oracle.ended(this);
        world.figures.ended(world.trueMs(), number);
        member = null;
        alarm.stop();
        deferred.clear();
        isPaused = false;
        uplink.giveUp();
    }

    /** Whether a process runs that is not about to end. */
    boolean isRunning() {
        return member != null && !isClosing && member.state() != MemberState.CLOSED;
    }

    private void poll(int ofIncarnation) {
        world.after(world.plan.pollEveryMs, new Event(true) {
            @Override
            void happen() {
                if (member != null && incarnation == ofIncarnation) {
                    if (!isPaused && !isStuck && (world.plan.worksInPool || !application.isBusy())) {
                        progress();
                    }
                    world.oracle.looks(Worker.this);
                    poll(ofIncarnation);
                }
            }
        });
    }

    /** The application shows a sign of life. */
    void progress() {
        input(m -> {
            world.oracle.processes().progressed(this);
            return m.progress();
        });
    }

    // Trouble

    void cutTo(long forMs) {
        world.oracle.processes().troubled(this, forMs);
        uplink.cutTo(forMs);
    }

    void cutFrom(long forMs) {
        world.oracle.processes().troubled(this, forMs);
        uplink.cutFrom(forMs);
    }

    boolean isPaused() {
        return isPaused;
    }

    void pause(long forMs) {
        if (member != null && !isPaused) {
            isPaused = true;
            world.oracle.processes().troubled(this, forMs);
            int paused = incarnation;
            world.after(forMs, new Event(false) {
                @Override
                void happen() {
                    if (incarnation == paused) {
                        resume();
                    }
                }
            });
        }
    }

    private void resume() {
        if (isPaused) {
            isPaused = false;
            world.oracle.processes().troubled(this, world.plan.pollEveryMs); // the next poll may come too late
            uplink.alive();
            note("goes on");
            List<Runnable> missed = List.copyOf(deferred);
            deferred.clear();
            missed.forEach(this::whenAwake);
        }
    }

    void disconnect(long noticedAfterMs) {
        breakLine(noticedAfterMs);
        if (member != null) {
            input(GroupMember::disconnected);
        }
    }

    private void breakLine(long noticedAfterMs) {
        world.oracle.processes().troubled(this, noticedAfterMs);
        uplink.breakLine(noticedAfterMs);
    }

    void stick(long forMs) {
        stuckForMs = forMs;
    }

    void releaseLate(long byMs) {
        releasesLateMs = byMs;
    }

    void resubscribe() {
        world.oracle.changesItsMind(this, 0);
        wantsLess = !wantsLess;
        if (isRunning()) {
            subscribe();
        }
    }

    void unsubscribe(long forMs) {
        world.oracle.changesItsMind(this, forMs);
        if (isRunning()) {
            input(m -> {
                subscribed = Collections.emptySortedSet();
                return m.unsubscribe();
            });
            later(forMs, () -> {
                if (isRunning()) {
                    subscribe();
                }
            });
        }
    }

    /** Everything is as it should be again. */
    void heal() {
        uplink.heal();
        stuckForMs = 0;
        releasesLateMs = 0;
        wantsLess = false;
        resume();
        if (isRunning()) {
            progress(); // what it was stuck in is over, and the next poll may be too late
        }
        if (isRunning()) {
            subscribe();
        }
        if (member != null) {
            disconnect(0);
        } else {
            start();
        }
    }

    // What the application asks of its process

    long handlerMs(TopicPartition partition, long offset) {
        SimulationPlan plan = world.plan;
        boolean isSlow = plan.slowOneIn > 0 && (offset + partition.partition()) % plan.slowOneIn == plan.slowOneIn - 1;
        long forMs = Math.max(plan.handlerMs, isSlow ? untilHealed(plan.slowMs) : 0);
        if (stuckForMs > 0) {
            forMs = untilHealed(stuckForMs);
            stuckForMs = 0;
            isStuck = true;
        }
        return forMs;
    }

    long releaseDelayMs() {
        long byMs = untilHealed(releasesLateMs);
        releasesLateMs = 0;
        return byMs;
    }

    /** The work on a record is over, and if the application was stuck in it, it is no more. */
    void hasWorked() {
        if (isStuck || !world.plan.worksInPool) {
            // until it polls the next time, it may be too late for that
            world.oracle.processes().troubled(this, world.plan.pollEveryMs);
        }
        isStuck = false;
    }

    /** When everything heals, applications are as fast as they should be again. */
    private long untilHealed(long forMs) {
        return Math.max(0, Math.min(forMs, world.plan.stormMs - world.trueMs()));
    }

    /** Hands in how far partitions are worked off. */
    void commit(Map<Ownership, Long> offsets) {
        input(running -> {
            world.oracle.commits().handedIn(this, offsets);
            return running.commit(offsets);
        });
    }

    boolean mayWorkOn(Ownership ownership) {
        GroupMember running = member;
        return running != null && running.mayWorkOn(ownership);
    }

    /** Does something so much later, unless the process has ended by then. */
    void later(long delayMs, Runnable what) {
        int then = incarnation;
        world.after(delayMs, new Event(false) {
            @Override
            void happen() {
                if (incarnation == then && member != null) {
                    whenAwake(what);
                }
            }
        });
    }

    /** Does something now, or when the process goes on. */
    void whenAwake(Runnable what) {
        if (isPaused) {
            deferred.add(what);
        } else if (member != null) {
            what.run();
        }
    }

    /** A request of the application's own. Returns its number. */
    long ask(GroupRequest<?> request) {
        uplink.send(- ++asked, request, 0);
        return asked;
    }

    // Messages

    void receive(Network.Sent sent, GroupResponse response) {
        if (sent.incarnation() == incarnation) {
            uplink.arrived(sent, response);
            whenAwake(() -> {
                if (sent.incarnation() == incarnation) {
                    boolean isAwaited = uplink.taken(sent, response, clock.nowMs());
                    if (response instanceof OffsetFetchResponse fetched && sent.number() < 0) {
                        application.fetched(-sent.number(), fetched);
                    } else if (sent.number() > 0) {
                        input(m -> received(m, sent, response, isAwaited));
                    }
                }
            });
        }
    }

    private MemberOutcome received(GroupMember running, Network.Sent sent, GroupResponse response, boolean isAwaited) {
        String memberId = running.memberId();
        int generationId = running.generationId();
        MemberState was = running.state();
        world.oracle.commits().answered(this, sent.number());
        MemberOutcome outcome = running.received(sent.number(), response);
        world.oracle
                .processes()
                .received(this, sent.request(), response, memberId, generationId, was, outcome.orders());
        if (isAwaited) {
            world.oracle.processes().told(this, sent.request(), response, memberId, generationId, was);
        }
        return outcome;
    }

    // The member

    void input(Function<GroupMember, MemberOutcome> what) {
        GroupMember running = member;
        if (running != null) {
            if (isPaused) {
                int then = incarnation;
                deferred.add(() -> {
                    if (incarnation == then) {
                        input(what);
                    }
                });
            } else {
                String memberId = running.memberId();
                int generationId = running.generationId();
                MemberOutcome outcome = what.apply(running);
                if (running.generationId() != generationId) {
                    uplink.movesOn();
                }
                take(running, memberId, outcome);
            }
        }
    }

    private void take(GroupMember running, String memberIdBefore, MemberOutcome outcome) {
        world.oracle.due(clock.nowMs(), running.nextDeadlineMs());
        world.oracle.turned(this, running, outcome);
        for (MemberRequest request : outcome.requests()) {
            uplink.send(request.number(), request.request(), request.deadlineMs());
        }
        for (MemberOrder order : outcome.orders()) {
            if (world.transcript.isOn()) {
                world.transcript.order(world.trueMs(), number, order);
            }
            world.oracle.ordered(this, order);
            application.obey(order);
        }
        if (!outcome.notices().isEmpty()) {
            world.oracle.noticed(this, outcome.notices());
            if (world.transcript.isOn()) {
                outcome.notices().forEach(notice -> world.transcript.notice(world.trueMs(), number, notice));
            }
        }
        if (outcome.isCoordinatorWanted()) {
            uplink.lookUp(() -> input(GroupMember::connected));
        }
        if (running == member && running.state() == MemberState.CLOSED) {
            note("is out");
            if (isClosing) {
                world.oracle.processes().out(this, memberIdBefore);
            }
            end();
            breakLine(0);
        } else {
            alarm.set(running.nextDeadlineMs());
        }
    }

    private void wake() {
        GroupMember running = member;
        if (running != null) {
            if (running.nextDeadlineMs() > clock.nowMs()) {
                alarm.set(running.nextDeadlineMs());
            } else {
                input(GroupMember::advance);
            }
        }
    }

    void note(String what) {
        if (world.transcript.isOn()) {
            world.transcript.line(world.trueMs(), "w" + number + " " + what);
        }
    }

    @Override
    public String toString() {
        return "w" + number + " " + member;
    }
}
