package io.rebalance.testkit.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What many simulations come to together. Not thread-safe. */
public final class Tally {

    /** How long a year is: 365.25 days, in ms. */
    public static final long YEAR_MS = 31_557_600_000L;

    private static final int MAX_KEPT = 100;

    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final List<SimulationResult> violated = new ArrayList<>();
    private long runs;
    private long violations;
    private long durationMs;
    private long generations;
    private long records;
    private long duplicates;
    private long lost;
    private long staleCommits;
    private long slowestConvergenceMs;

    /** Of none so far. */
    public Tally() {}

    /**
     * One more.
     *
     * @throws NullPointerException if {@code result} is null
     */
    public void add(SimulationResult result) {
        Objects.requireNonNull(result, "result")
                .faults()
                .forEach((kind, count) -> faults.merge(kind, count, Long::sum));
        runs++;
        durationMs += result.durationMs();
        generations += result.generations();
        records += result.records();
        duplicates += result.duplicates();
        lost += result.lost();
        staleCommits += result.staleCommits();
        slowestConvergenceMs = Math.max(slowestConvergenceMs, result.convergedMs());
        if (!result.violations().isEmpty()) {
            violations++;
            if (violated.size() < MAX_KEPT) {
                violated.add(result);
            }
        }
    }

    /** How many simulations. */
    public long runs() {
        return runs;
    }

    /** How many of them violated something. */
    public long violations() {
        return violations;
    }

    /** Those that did, in order; the first 100. A copy. */
    public List<SimulationResult> violated() {
        return List.copyOf(violated);
    }

    /** How often which kind of fault struck; what never did is left out. A copy. */
    public Map<FaultKind, Long> faults() {
        return Collections.unmodifiableMap(new EnumMap<>(faults));
    }

    /** How many faults struck. */
    public long faultCount() {
        return faults.values().stream().mapToLong(n -> n).sum();
    }

    /** Which part of all faults was of that kind, from 0 to 1; 0 if there was none at all. */
    public double shareOf(FaultKind kind) {
        long all = faultCount();
        return all == 0 ? 0 : (double) faults.getOrDefault(Objects.requireNonNull(kind, "kind"), 0L) / all;
    }

    /** How long groups were at work, in years of their time. */
    public double years() {
        return (double) durationMs / YEAR_MS;
    }

    /** How many generations there were. */
    public long generations() {
        return generations;
    }

    /** How many records were worked off, those included that were before. */
    public long records() {
        return records;
    }

    /** How many of them had been worked off before. */
    public long duplicates() {
        return duplicates;
    }

    /** How many records were committed that nobody had worked off. */
    public long lost() {
        return lost;
    }

    /** How many commits moved an offset back because they had been overtaken on their way. */
    public long staleCommits() {
        return staleCommits;
    }

    /** How long it took at most until a group was at rest, after everything had healed, in ms. */
    public long slowestConvergenceMs() {
        return slowestConvergenceMs;
    }
}
