package io.rebalance.testkit.simulation;

import io.rebalance.TopicCatalog;
import io.rebalance.log.GroupRecord;
import io.rebalance.testkit.CountingMemberIds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The world of one simulation: what is when, who is there, and what is stored.
 *
 * <p>There are two times. All clocks, and the queue of events, go by {@link #clockMs}. {@link #trueMs} is what is printed;
 * it differs by the leaps: stretches, each a multiple of {@link #LEAP_MS}, in which nothing would have happened but heartbeats
 * that are answered and signs of life. At the end of such a stretch everything would be as at its beginning, that much later,
 * so the world leaves it out: what comes again and again is still due at the same clock time, and what is due at a true time
 * is moved nearer.
 */
final class World {

    /**
     * What leaps are multiples of: all that comes again and again does so in a part of it, the coordinator's look for offsets
     * that have expired included.
     */
    static final long LEAP_MS = 600_000;

    /** Within which time the first processes start, if they do so one after the other. */
    static final long STAGGER_MS = 1_000;

    static final String GROUP = "group";

    final SimulationPlan plan;
    final long seed;
    final TranscriptWriter transcript;
    final Oracle oracle;
    final Figures figures = new Figures();
    final CountingMemberIds memberIds = new CountingMemberIds();
    final List<GroupRecord> log = new ArrayList<>();
    final SortedMap<String, Integer> topics;
    final List<Worker> workers = new ArrayList<>();
    final List<Worker> twins =
            new ArrayList<>(); // second processes with instance ids of the first; few, and not for long
    final List<Broker> brokers = new ArrayList<>();
    final Network network;
    final Map<FaultKind, Long> struck = new EnumMap<>(FaultKind.class);
    final List<Fault> faults = new ArrayList<>();
    final PartitionLogs logs;

    private final PriorityQueue<Event> routine = new PriorityQueue<>();
    private final PriorityQueue<Event> unique = new PriorityQueue<>();
    private final long startMs = 1_000_000_000L;
    private long clockMs = startMs;
    private long leaptMs;
    private long lastOrder;
    private int term;
    boolean isStorming = true;
    boolean keepsFaults;

    World(SimulationPlan plan, long seed, TranscriptWriter transcript, MessageFaults messageFaults) {
        this.plan = plan;
        this.seed = seed;
        this.transcript = transcript;
        this.topics = new TreeMap<>(plan.topics);
        this.logs = new PartitionLogs(this);
        this.oracle = new Oracle(this);
        this.network = new Network(this, messageFaults);
    }

    /** All places at which processes run. */
    List<Worker> processes() {
        List<Worker> all = new ArrayList<>(workers);
        all.addAll(twins);
        return all;
    }

    // Time

    long clockMs() {
        return clockMs;
    }

    /** Since the beginning. */
    long trueMs() {
        return clockMs - startMs + leaptMs;
    }

    /** Adds an event, so much later. */
    <E extends Event> E after(long delayMs, E event) {
        return at(clockMs + delayMs, event);
    }

    /** Adds an event at that clock time. */
    <E extends Event> E at(long atMs, E event) {
        event.atMs = Math.max(atMs, clockMs);
        event.order = ++lastOrder;
        (event.isRoutine ? routine : unique).add(event);
        return event;
    }

    /** Adds an event at that true time. */
    <E extends Event> E atTrue(long trueMs, E event) {
        return at(trueMs - leaptMs + startMs, event);
    }

    /** Whether there is anything to come by that true time; if so, it happens. */
    boolean step(long untilTrueMs) {
        long untilMs = untilTrueMs - leaptMs + startMs;
        Event next = next();
        if (next == null || next.atMs > untilMs) {
            clockMs = Math.max(clockMs, untilMs);
            return false;
        }
        if (plan.coalesces && next.isRoutine && leap(untilMs)) {
            return true;
        }
        (next.isRoutine ? routine : unique).remove();
        clockMs = Math.max(clockMs, next.atMs);
        next.happen();
        return true;
    }

    private @Nullable Event next() {
        Event a = routine.peek();
        Event b = unique.peek();
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Leaves out what can be left out before something happens, but for a stretch before that. */
    private boolean leap(long untilMs) {
        Event first = unique.peek();
        long nextMs = first == null ? untilMs : Math.min(untilMs, first.atMs);
        long leapMs = (nextMs - clockMs - LEAP_MS) / LEAP_MS * LEAP_MS;
        if (leapMs < LEAP_MS || !isAtRest()) {
            return false;
        }
        List<Event> events = new ArrayList<>(unique);
        unique.clear();
        for (Event event : events) {
            event.atMs -= leapMs;
        }
        unique.addAll(events);
        leaptMs += leapMs;
        figures.leapt(leapMs);
        return true;
    }

    private boolean isAtRest() {
        if (!twins.isEmpty()) {
            return false;
        }
        for (Worker worker : workers) {
            if (!worker.isAtRest()) {
                return false;
            }
        }
        return brokers.size() == 1 && brokers.get(0).isAtRest() && !figures.isRebalancing();
    }

    // Coordinators

    int term() {
        return term;
    }

    /** Another coordinator, in charge of the log from now on. */
    Broker startBroker() {
        Broker broker = new Broker(this, ++term);
        brokers.add(broker);
        broker.start();
        return broker;
    }

    /** The one in charge, if there is one. */
    Optional<Broker> broker() {
        for (Broker broker : brokers) {
            if (broker.isUp() && broker.term() == term) {
                return Optional.of(broker);
            }
        }
        return Optional.empty();
    }

    TopicCatalog catalog() {
        return TopicCatalog.of(topics);
    }

    // What is told

    void strike(Fault fault) {
        struck.merge(fault.kind(), 1L, Long::sum);
        if (keepsFaults) {
            faults.add(fault);
            transcript.struck(fault);
        }
    }
}
