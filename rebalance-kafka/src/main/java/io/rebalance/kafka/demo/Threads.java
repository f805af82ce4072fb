package io.rebalance.kafka.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The threads that there were at a time, to find those that came since and have not ended. */
final class Threads {

    /** How the names of threads begin that are the demo's, the server's or the clients'; a JVM has more, of its own. */
    private static final List<String> OURS = List.of("demo-", "rebalance-kafka-", "kafka-");

    private final Set<Thread> before =
            new LinkedHashSet<>(Thread.getAllStackTraces().keySet());

    /** The names of those that have come since and do not end in time. */
    List<String> left(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && OURS.stream().anyMatch(thread.getName()::startsWith)) {
                long leftMs = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
                thread.join(leftMs);
                if (thread.isAlive()) {
                    left.add(thread.getName());
                }
            }
        }
        return left.stream().sorted().toList();
    }
}
