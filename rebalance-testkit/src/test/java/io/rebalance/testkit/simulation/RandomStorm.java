package io.rebalance.testkit.simulation;

/** A storm of a kind that the seed says, as a lane for whoever looks for bugs. */
final class RandomStorm {

    void storm_anySeed_violatesNothing(long seed) {
        SimulationResult result = Simulation.run(Storms.of(seed), seed);
        if (!result.violations().isEmpty()) {
            SimulationResult.Violation first = result.violations().get(0);
            throw new AssertionError(first.invariant() + ": " + first.detail());
        }
    }
}
