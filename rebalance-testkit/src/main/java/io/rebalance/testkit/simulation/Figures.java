package io.rebalance.testkit.simulation;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.RebalanceCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts, and keeps who worked on what from when to when. */
final class Figures {

    private static final int MAX_KEPT = 200_000;

    private final Map<TopicPartition, SimulationResult.Span> open = new TreeMap<>();
    private final Map<TopicPartition, Long> idleSinceMs = new TreeMap<>();
    private final List<SimulationResult.Span> spans = new ArrayList<>();
    private final List<SimulationResult.Rebalance> rebalances = new ArrayList<>();
    private final List<SimulationResult.Life> lives = new ArrayList<>();
    private final Map<Integer, Long> runningSinceMs = new TreeMap<>();
    private long generations;
    private long moved;
    private long stoodStillMs;
    private long longestStillMs;
    private long records;
    private long duplicates;
    private long leaptMs;
    private long rebalanceSinceMs = -1;
    private boolean isClosed;
    private GroupEvent.@Nullable GenerationStarted begun;

    // Processes

    void started(long nowMs, int worker) {
        if (isClosed) {
            return;
        }
        runningSinceMs.put(worker, nowMs);
    }

    void ended(long nowMs, int worker) {
        Long sinceMs = runningSinceMs.remove(worker);
        if (sinceMs != null && lives.size() < MAX_KEPT) {
            lives.add(new SimulationResult.Life(worker, sinceMs, nowMs));
        }
    }

    // Work

    /** A process knows where to go on with a partition. */
    void started(long nowMs, int worker, TopicPartition partition) {
        if (isClosed) {
            return;
        }
        Long sinceMs = idleSinceMs.remove(partition);
        if (sinceMs != null) {
            stoodStill(nowMs - sinceMs);
        }
        close(nowMs, partition);
        open.put(partition, new SimulationResult.Span(worker, partition, nowMs, nowMs));
    }

    void stopped(long nowMs, int worker, TopicPartition partition) {
        SimulationResult.Span span = open.get(partition);
        if (span != null && span.worker() == worker) {
            close(nowMs, partition);
            idleSinceMs.putIfAbsent(partition, nowMs);
        }
    }

    private void close(long nowMs, TopicPartition partition) {
        SimulationResult.Span span = open.remove(partition);
        if (span != null && spans.size() < MAX_KEPT) {
            spans.add(new SimulationResult.Span(span.worker(), partition, span.fromMs(), nowMs));
        }
    }

    private void stoodStill(long ms) {
        stoodStillMs += ms;
        longestStillMs = Math.max(longestStillMs, ms);
    }

    void worked(boolean isAgain) {
        if (!isClosed) {
            records++;
            duplicates += isAgain ? 1 : 0;
        }
    }

    void leapt(long ms) {
        leaptMs += ms;
    }

    // Generations

    void happened(long nowMs, GroupEvent event) {
        if (event instanceof GroupEvent.RebalanceStarted && rebalanceSinceMs < 0) {
            rebalanceSinceMs = nowMs;
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            generations += isClosed ? 0 : 1;
            begun = started;
        } else if (event instanceof GroupEvent.Emptied) {
            generations += isClosed ? 0 : 1;
            rebalanceSinceMs = -1;
        } else if (event instanceof GroupEvent.Assigned && isClosed) {
            rebalanceSinceMs = -1;
        } else if (event instanceof GroupEvent.Assigned assigned) {
            int count = Math.max(0, assigned.moves().count());
            moved += count;
            GroupEvent.GenerationStarted of = begun;
            if (rebalances.size() < MAX_KEPT) {
                List<RebalanceCause> causes = List.of();
                int causeCount = 0;
                if (of != null && of.generationId() == assigned.generationId()) {
                    causes = of.causes();
                    causeCount = of.causeCount();
                }
                rebalances.add(new SimulationResult.Rebalance(
                        assigned.generationId(),
                        rebalanceSinceMs < 0 ? nowMs : rebalanceSinceMs,
                        nowMs,
                        count,
                        causes,
                        causeCount));
            }
            rebalanceSinceMs = -1;
        }
    }

    /** Whether members are being asked to join again, or an assignment is awaited. */
    boolean isRebalancing() {
        return rebalanceSinceMs >= 0;
    }

    // Results

    /** Whatever is open is closed, and what comes later does not count. */
    void close(long nowMs) {
        if (isClosed) {
            return;
        }
        for (TopicPartition partition : List.copyOf(open.keySet())) {
            close(nowMs, partition);
        }
        idleSinceMs.forEach((partition, sinceMs) -> stoodStill(nowMs - sinceMs));
        idleSinceMs.clear();
        for (int worker : List.copyOf(runningSinceMs.keySet())) {
            ended(nowMs, worker);
        }
        isClosed = true;
    }

    long generations() {
        return generations;
    }

    long moved() {
        return moved;
    }

    long stoodStillMs() {
        return stoodStillMs;
    }

    long longestStillMs() {
        return longestStillMs;
    }

    long records() {
        return records;
    }

    long duplicates() {
        return duplicates;
    }

    long leaptMs() {
        return leaptMs;
    }

    List<SimulationResult.Span> spans() {
        return spans;
    }

    List<SimulationResult.Rebalance> rebalances() {
        return rebalances;
    }

    List<SimulationResult.Life> lives() {
        return lives;
    }
}
