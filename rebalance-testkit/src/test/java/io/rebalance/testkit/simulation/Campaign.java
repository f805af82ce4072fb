package io.rebalance.testkit.simulation;

import io.rebalance.assignors.Assignors;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Many simulations: storms of all kinds, and years of everyday life in both lanes; and what came of them, to be written
 * down as evidence. Pure, but for how long it took.
 *
 * @param faults how many faults the storms are to bring together, and a few more
 * @param leastSeeds how many storms there are to be at least
 * @param years how many years a group of three is to be at work with every heartbeat played
 * @param coalescedYears how many with those left out that change nothing
 * @param firstSeed the first seed
 */
record Campaign(long faults, int leastSeeds, double years, double coalescedYears, long firstSeed) {

    private static final Duration PIECE = Duration.ofDays(5);

    /** How much was played, and how long that took of one core. */
    record Lane(Tally tally, long seeds, long cpuMs) {

        /** Something a minute of one core. */
        double perMinute(double amount) {
            return cpuMs == 0 ? 0 : amount * 60_000 / cpuMs;
        }
    }

    /** What came of it. */
    record Outcome(Campaign campaign, Lane storms, Lane every, Lane coalesced) {

        /** How many simulations violated something. */
        long violations() {
            return storms.tally().violations()
                    + every.tally().violations()
                    + coalesced.tally().violations();
        }
    }

    /** Bounds are 0 or more. */
    Campaign {
        if (faults < 0 || leastSeeds < 0 || !(years >= 0) || !(coalescedYears >= 0)) {
            throw new IllegalArgumentException("amounts must be 0 or more, were " + faults + " faults, " + leastSeeds
                    + " seeds, " + years + " and " + coalescedYears + " years");
        }
    }

    /**
     * Plays it, and stops at the first violation.
     *
     * @param told now and then, how far it is
     */
    Outcome run(Consumer<String> told) {
        Objects.requireNonNull(told, "told");
        Lane storms = storms(told);
        Lane every = years(years, false, told);
        return new Outcome(this, storms, every, years(coalescedYears, true, told));
    }

    private Lane storms(Consumer<String> told) {
        Tally tally = new Tally();
        long sinceNs = cpuNs();
        long seed = firstSeed;
        while ((tally.faultCount() < faults || tally.runs() < leastSeeds) && tally.violations() == 0) {
            tally.add(Simulation.run(Storms.of(seed), seed));
            seed++;
            if (tally.runs() % 500 == 0) {
                told.accept(tally.runs() + " storms, " + tally.faultCount() + " faults");
            }
        }
        return new Lane(tally, tally.runs(), (cpuNs() - sinceNs) / 1_000_000);
    }

    private Lane years(double amount, boolean coalesces, Consumer<String> told) {
        Tally tally = new Tally();
        long sinceNs = cpuNs();
        long seed = firstSeed;
        while (tally.years() < amount && tally.violations() == 0) {
            tally.add(Simulation.run(everyday(seed, coalesces), seed));
            seed++;
            if (tally.runs() % 100 == 0) {
                told.accept(String.format(Locale.ROOT, "%.1f years%s", tally.years(), coalesces ? ", coalesced" : ""));
            }
        }
        return new Lane(tally, tally.runs(), (cpuNs() - sinceNs) / 1_000_000);
    }

    /** Five days of a group of three at Kafka's default timing; seeds take turns with what kind of group. */
    static SimulationPlan everyday(long seed, boolean coalesces) {
        SimulationPlan.Builder plan = SimulationPlan.quiet(PIECE).coalesces(coalesces);
        switch ((int) Math.floorMod(seed, 4L)) {
            case 0 -> plan.coordinatorAssigns(false);
            case 1 -> plan.staticMembers(3);
            case 2 -> plan.assignor(Assignors.named("range"));
            default -> {}
        }
        return plan.build();
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What a page of evidence says: in words, with a table of faults, and the first violations. */
    static String toText(Outcome outcome, String commit, String machine) {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(machine, "machine");
        StringBuilder page = new StringBuilder("""
                # Evidence

                What was simulated, and what came of it. Written by the profile `campaign` (its command stands in rebalance-testkit/pom.xml); CI plays
                less of the same (`SimulationCampaignTest`). The oracle's invariants are those of
                [`Oracle`](../rebalance-testkit/src/main/java/io/rebalance/testkit/simulation/Oracle.java); whatever does not hold ends a simulation, and is
                told here with its seed. A group-year is a year of the time of a group of three members at Kafka's default timing.

                """);
        page.append("Commit ")
                .append(commit)
                .append(". ")
                .append(machine)
                .append(". CPU time is that of the thread that plays. First seed ")
                .append(outcome.campaign().firstSeed())
                .append(".\n\n");
        page.append(
                "| lane | simulations | group time | faults | generations | records | worked off again | lost | violations | CPU time |\n");
        page.append("|---|---|---|---|---|---|---|---|---|---|\n");
        row(page, "storms, " + Storms.kinds() + " kinds, then healing", outcome.storms());
        row(page, "everyday, each heartbeat played", outcome.every());
        row(page, "everyday, quiet heartbeats left out", outcome.coalesced());
        page.append(String.format(
                Locale.ROOT,
                "%nA minute of one core plays %.0f faults of storms, %.2f group-years with each heartbeat, %.2f group-years without the quiet ones. "
                        + "After healing a storm the slowest group was at rest within %.1f s of its time.%n%n",
                outcome.storms().perMinute(outcome.storms().tally().faultCount()),
                outcome.every().perMinute(outcome.every().tally().years()),
                outcome.coalesced().perMinute(outcome.coalesced().tally().years()),
                outcome.storms().tally().slowestConvergenceMs() / 1000.0));
        page.append(String.format(
                Locale.ROOT,
                "%d commits of the storms moved an offset back since the network delivered them after later ones of the same member, of the same "
                        + "generation: nothing in the protocol keeps a coordinator from taking them, Kafka's neither.%n%n",
                outcome.storms().tally().staleCommits()));
        page.append("| fault | in storms | share | in everyday life |\n|---|---|---|---|\n");
        for (FaultKind kind : FaultKind.values()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f %% | %d |%n",
                    kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    outcome.storms().tally().faults().getOrDefault(kind, 0L),
                    100 * outcome.storms().tally().shareOf(kind),
                    outcome.every().tally().faults().getOrDefault(kind, 0L)
                            + outcome.coalesced().tally().faults().getOrDefault(kind, 0L)));
        }
        for (Lane lane : List.of(outcome.storms(), outcome.every(), outcome.coalesced())) {
            for (SimulationResult violated : lane.tally().violated()) {
                page.append("\nVIOLATION: plan ")
                        .append(violated.plan().name())
                        .append(", seed ")
                        .append(violated.seed())
                        .append(": ")
                        .append(violated.violations().get(0))
                        .append('\n');
            }
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String name, Lane lane) {
        Tally tally = lane.tally();
        page.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.2f years | %d | %d | %d | %d | %d | %d | %.1f min |%n",
                name,
                tally.runs(),
                tally.years(),
                tally.faultCount(),
                tally.generations(),
                tally.records(),
                tally.duplicates(),
                tally.lost(),
                tally.violations(),
                lane.cpuMs() / 60_000.0));
    }
}
