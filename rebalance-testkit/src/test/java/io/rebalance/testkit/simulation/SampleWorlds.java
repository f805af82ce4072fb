package io.rebalance.testkit.simulation;

/** Worlds in which nothing has happened yet, for who looks at a part of one. */
final class SampleWorlds {

    private SampleWorlds() {}

    static World calm() {
        return of(SimulationPlan.storm().build());
    }

    static World of(SimulationPlan plan) {
        return new World(plan, 1, TranscriptWriter.off(), MessageFaults.byChance(1, 0));
    }

    /** Lets time pass. */
    static void pass(World world, long forMs) {
        long untilMs = world.trueMs() + forMs;
        while (world.step(untilMs)) {
            // the step did it
        }
    }
}
