package io.rebalance.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes a run that violates something shorter: leaves out faults, more and more of them, as long as the same invariant is
 * violated, and then makes the rest smaller.
 */
public final class Minimizer {

    private final SimulationPlan plan;
    private final long seed;
    private final String invariant;
    private int runsLeft;

    private Minimizer(SimulationPlan plan, long seed, String invariant, int maxRuns) {
        this.plan = plan;
        this.seed = seed;
        this.invariant = invariant;
        this.runsLeft = maxRuns;
    }

    /**
     * A run with as few and as small faults as could be found, that violates the same invariant, with its transcript.
     *
     * @param result of {@link Simulation#runWithTranscript} or {@link Simulation#replay}
     * @param maxRuns how often to play it at most, 1 or more
     * @return {@code result} itself if it violates nothing
     * @throws NullPointerException if {@code result} is null
     * @throws IllegalArgumentException if {@code maxRuns} is not positive, or if {@code result} has no transcript
     */
    public static SimulationResult shortened(SimulationResult result, int maxRuns) {
        if (maxRuns < 1) {
            throw new IllegalArgumentException("maxRuns must be 1 or more, was " + maxRuns);
        }
        if (Objects.requireNonNull(result, "result").transcript().isEmpty()) {
            throw new IllegalArgumentException("result must have a transcript: play it with one");
        }
        if (result.violations().isEmpty()) {
            return result;
        }
        String invariant = result.violations().get(0).invariant();
        Minimizer minimizer = new Minimizer(result.plan(), result.seed(), invariant, maxRuns);
        List<Fault> faults = minimizer.fewer(result.struck());
        faults = minimizer.smaller(faults);
        return Simulation.replay(result.plan(), result.seed(), faults);
    }

    private boolean stillFails(List<Fault> faults) {
        if (runsLeft <= 0) {
            return false;
        }
        runsLeft--;
        List<SimulationResult.Violation> violations =
                Simulation.replay(plan, seed, faults).violations();
        return !violations.isEmpty() && violations.get(0).invariant().equals(invariant);
    }

    /** Leaves out ever smaller parts, until no single fault can be left out. */
    private List<Fault> fewer(List<Fault> all) {
        List<Fault> faults = new ArrayList<>(all);
        int size = Math.max(1, faults.size() / 2);
        while (true) {
            boolean isShorter = false;
            for (int from = 0; from < faults.size(); ) {
                List<Fault> rest = new ArrayList<>(faults.subList(0, from));
                rest.addAll(faults.subList(Math.min(faults.size(), from + size), faults.size()));
                if (stillFails(rest)) {
                    faults = rest;
                    isShorter = true;
                } else {
                    from += size;
                }
            }
            if (size == 1 && !isShorter) {
                return faults;
            }
            size = Math.max(1, size / 2);
        }
    }

    private List<Fault> smaller(List<Fault> all) {
        List<Fault> faults = new ArrayList<>(all);
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            for (long amount : new long[] {0, fault.amount() / 10, fault.amount() / 2}) {
                List<Fault> with = new ArrayList<>(faults);
                with.set(i, new Fault(fault.kind(), fault.who(), fault.at(), amount));
                if (amount < fault.amount() && stillFails(with)) {
                    faults = with;
                    break;
                }
            }
        }
        return faults;
    }
}
