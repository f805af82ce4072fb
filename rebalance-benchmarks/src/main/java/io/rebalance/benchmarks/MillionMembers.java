package io.rebalance.benchmarks;

import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Very many members in one coordinator, on one thread and in virtual time: each beats every 3 s, at a moment of its own,
 * and the host's alarm calls {@code advance()} when a timer is due.
 *
 * <p>{@code java -cp rebalance-benchmarks/target/benchmarks.jar io.rebalance.benchmarks.MillionMembers [groups [members
 * [seconds]]]}; {@code 10000 100 60} is the million. Printed is which share of one thread a simulated second takes,
 * requests and their texts included, and what the coordinator keeps.
 */
public final class MillionMembers {

    private static final int HEARTBEAT_INTERVAL_MS = 3_000;
    private static final int SESSION_TIMEOUT_MS = 45_000;
    private static final double NS = 1e9;

    private final Map<String, Heap.Use> before = Heap.histogram();
    private final PrintStream out;
    private final int groupCount;
    private final int members;
    private final int seconds;
    private final List<Clients> groups = new ArrayList<>();
    private final VirtualClock clock = new VirtualClock(0);
    private final OurPeer peer = new OurPeer(clock, clock::moveTo);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int total;
    private final long stride;

    private MillionMembers(PrintStream out, int groupCount, int members, int seconds) {
        this.out = out;
        this.groupCount = groupCount;
        this.members = members;
        this.seconds = seconds;
        total = Math.multiplyExact(groupCount, members);
        stride = strideOf(total);
        for (int group = 0; group < groupCount; group++) {
            groups.add(Clients.of("group-" + group, group * members, members).sessionTimeoutMs(SESSION_TIMEOUT_MS));
        }
    }

    /** Measures and prints. */
    public static void main(String... args) {
        run(System.out, args);
    }

    static void run(PrintStream out, String... args) {
        new MillionMembers(
                        out,
                        Arguments.number(args, 0, "groups", 1_000),
                        Arguments.number(args, 1, "members", 100),
                        Arguments.number(args, 2, "seconds", 60))
                .run();
    }

    private void run() {
        groups.forEach(peer::found);
        int stable = peer.stableMembers();
        Peer.require(stable == total, "all must be stable", stable);
        beat(HEARTBEAT_INTERVAL_MS); // everybody once, to warm up
        long wallNs = System.nanoTime();
        long cpuNs = threads.getCurrentThreadCpuTime();
        long collectingMs = collectingMs();
        long alarms = peer.alarms();
        beat(seconds * 1_000L);
        double cpu = (threads.getCurrentThreadCpuTime() - cpuNs) / NS;
        double wall = (System.nanoTime() - wallNs) / NS;
        collectingMs = collectingMs() - collectingMs;
        alarms = peer.alarms() - alarms;
        stable = peer.stableMembers();
        Peer.require(stable == total, "nobody's session must have expired", stable);
        groups.clear();
        long kept = Heap.bytes(Heap.growth(before, Heap.histogram()));
        print(cpu, wall, collectingMs, alarms, kept);
    }

    private void print(double cpu, double wall, long collectingMs, long alarms, long kept) {
        double beats = (double) total / HEARTBEAT_INTERVAL_MS * 1_000 * seconds;
        say("%,d members in %,d groups, each beating every %d ms%n", total, groupCount, HEARTBEAT_INTERVAL_MS);
        say("| what | figure |%n|---|---|%n");
        say("| simulated | %,d s, %,.0f heartbeats |%n", seconds, beats);
        say("| CPU time of the thread | %.2f s, %.0f ns a heartbeat |%n", cpu, cpu * NS / beats);
        say("| share of one thread | %.1f %% |%n", 100 * cpu / seconds);
        say("| wall time | %.2f s, of which collecting garbage %.2f s |%n", wall, collectingMs / 1_000.0);
        say("| calls of advance() | %,d, %.1f a second |%n", alarms, (double) alarms / seconds);
        say("| heap kept | %,d MB, %.0f bytes a member |%n", kept / 1_000_000, (double) kept / total);
        peer.close();
    }

    /** Everybody beats in turn, for so long. */
    private void beat(long durationMs) {
        long startMs = clock.nowMs();
        long beat = 0;
        for (long ms = 1; ms <= durationMs; ms++) {
            clock.moveTo(startMs + ms);
            peer.alarm();
            for (long until = total * ms / HEARTBEAT_INTERVAL_MS; beat < until; beat++) {
                int member = (int) (beat % total * stride % total); // neighbours in time are far apart in memory
                peer.heartbeat(groups.get(member / members), member % members);
            }
        }
    }

    /** Near the golden section of a circle of so many, and without a common divisor, so that nobody is left out. */
    private static long strideOf(int total) {
        long stride = (long) (total * 0.618) | 1;
        while (!BigInteger.valueOf(stride).gcd(BigInteger.valueOf(total)).equals(BigInteger.ONE)) {
            stride++;
        }
        return stride;
    }

    private static long collectingMs() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private void say(String format, Object... arguments) {
        Texts.say(out, format, arguments);
    }
}
