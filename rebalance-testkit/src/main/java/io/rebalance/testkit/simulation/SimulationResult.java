package io.rebalance.testkit.simulation;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.RebalanceCause;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a simulation.
 *
 * @param plan what was played
 * @param seed the seed
 * @param violations what did not hold; empty if all did. The first one ended the simulation
 * @param faults how often which kind of fault struck
 * @param struck the faults themselves, if they were to be kept; else empty
 * @param durationMs how long it lasted in the world, in ms
 * @param convergedMs how long it took after everything had healed until the group was at rest, in ms; -1 if it never was
 * @param generations how many generations there were; this, and what follows from it, 0 if the host tells no events
 * @param moved how many partitions got another owner, all generations together; likewise
 * @param stoodStillMs for how long partitions that somebody had worked on had nobody, all partitions together, in ms
 * @param longestStillMs for how long one of them had nobody at most, in ms
 * @param records how many records were worked off, those included that were before
 * @param duplicates how many of them had been worked off before
 * @param lost how many records were committed that nobody had worked off; anything but 0 is a violation too
 * @param staleCommits how many commits moved an offset back because the network delivered a request that its sender had
 *     overtaken; nothing in the protocol keeps the coordinator from taking it
 * @param unchecked which invariants were not looked after, or not in all, and why: a host may tell or show too little for it.
 *     Empty for the coordinator that a plan without a host runs
 * @param spans who worked on which partition, from when to when; at most 200,000
 * @param rebalances the rebalances that ended with an assignment; at most 200,000; none if the host tells no events
 * @param lives from when to when processes ran; at most 200,000
 * @param transcript what happened, if it was to be written down; else empty
 */
public record SimulationResult(
        SimulationPlan plan,
        long seed,
        List<Violation> violations,
        Map<FaultKind, Long> faults,
        List<Fault> struck,
        long durationMs,
        long convergedMs,
        long generations,
        long moved,
        long stoodStillMs,
        long longestStillMs,
        long records,
        long duplicates,
        long lost,
        long staleCommits,
        Map<String, String> unchecked,
        List<Span> spans,
        List<Rebalance> rebalances,
        List<Life> lives,
        String transcript) {

    private static final int RUNS_TO_SHORTEN = 300;

    /** Copies what could change. */
    public SimulationResult {
        violations = List.copyOf(violations);
        Map<FaultKind, Long> copy = new EnumMap<>(FaultKind.class);
        copy.putAll(faults);
        faults = Collections.unmodifiableMap(copy);
        struck = List.copyOf(struck);
        unchecked = Collections.unmodifiableMap(new TreeMap<>(unchecked));
        spans = List.copyOf(spans);
        rebalances = List.copyOf(rebalances);
        lives = List.copyOf(lives);
    }

    /** How many faults struck. */
    public long faultCount() {
        return faults.values().stream().mapToLong(n -> n).sum();
    }

    /**
     * The result, if nothing was violated.
     *
     * @throws AssertionError otherwise: says the first violation, plan and seed, and a transcript with as few faults as it takes,
     *     for which it plays the same some hundred times
     */
    public SimulationResult requireNoViolation() {
        if (violations.isEmpty()) {
            return this;
        }
        Violation first = violations.get(0);
        StringBuilder told = new StringBuilder("plan " + plan.name() + ", seed " + seed + ": " + first + "\n");
        SimulationResult again = transcript.isEmpty() ? Simulation.runWithTranscript(plan, seed) : this;
        if (again.violations.contains(first)) { // else it was played with faults that nobody kept
            told.append(Minimizer.shortened(again, RUNS_TO_SHORTEN).transcript());
        }
        throw new AssertionError(told.toString());
    }

    /**
     * Something that did not hold.
     *
     * @param invariant its name in the list of invariants, such as S1b
     * @param atMs when, in ms since the beginning
     * @param detail what was seen
     */
    public record Violation(String invariant, long atMs, String detail) {
        @Override
        public String toString() {
            return invariant + " at " + atMs + " ms: " + detail;
        }
    }

    /** A process at work on a partition. */
    public record Span(int worker, TopicPartition partition, long fromMs, long untilMs) {}

    /** A process, from start to end. */
    public record Life(int worker, long fromMs, long untilMs) {}

    /**
     * A rebalance.
     *
     * @param generationId the generation that it led to
     * @param fromMs when members were first asked to join again
     * @param untilMs when the assignment was known
     * @param moved how many partitions got another owner
     * @param causes why; the first ones, if there were many
     * @param causeCount how many causes there were
     */
    public record Rebalance(
            int generationId, long fromMs, long untilMs, int moved, List<RebalanceCause> causes, int causeCount) {

        /** Copies what could change. */
        public Rebalance {
            causes = List.copyOf(causes);
        }
    }
}
