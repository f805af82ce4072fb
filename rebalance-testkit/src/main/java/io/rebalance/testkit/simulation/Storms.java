package io.rebalance.testkit.simulation;

import io.rebalance.assignors.Assignors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Groups of all kinds, each in storms of four strengths: eager and cooperative, dynamic and static, assigned by the
 * coordinator or a leader, with leases and clocks that differ, with slow applications, alone and in a crowd.
 *
 * <p>The heaviest storms hardly ever let a group get as far as an assignment; the lightest let it come to rest between two
 * faults. Bugs were found in both.
 */
public final class Storms {

    /** The mean time between two faults of the world, ms; and of a thousand messages, how many suffer. */
    private static final int[][] STRENGTHS = {{400, 150}, {1_000, 100}, {2_000, 60}, {4_000, 40}};

    private static final List<SimulationPlan> PLANS = plans(UnaryOperator.identity());

    private Storms() {}

    /** The plan for a seed: they take turns, so that {@link #kinds} seeds in a row play each of them once. */
    public static SimulationPlan of(long seed) {
        return PLANS.get((int) Math.floorMod(seed, (long) PLANS.size()));
    }

    /**
     * The same with a host of your own.
     *
     * @throws NullPointerException if {@code host} is null
     */
    public static SimulationPlan of(long seed, GroupHost.Factory host) {
        Objects.requireNonNull(host, "host");
        List<SimulationPlan> plans = plans(plan -> plan.host(host));
        return plans.get((int) Math.floorMod(seed, (long) plans.size()));
    }

    /** How many plans there are: of each kind of group, one for each strength. */
    public static int kinds() {
        return PLANS.size();
    }

    private static List<SimulationPlan> plans(UnaryOperator<SimulationPlan.Builder> also) {
        List<SimulationPlan> plans = new ArrayList<>();
        for (int[] strength : STRENGTHS) {
            for (SimulationPlan.Builder kind : groups()) {
                plans.add(also.apply(kind.storm(Duration.ofMinutes(2), strength[1], Duration.ofMillis(strength[0])))
                        .build());
            }
            // the timing of Kafka's clients is ten times as slow, so that as much happens in ten times as long
            SimulationPlan.Builder kafka = group("Kafka's timing", "cooperative-sticky")
                    .session(Duration.ofSeconds(45), Duration.ofSeconds(3))
                    .maxPollInterval(Duration.ofMinutes(5))
                    .requestTimeout(Duration.ofSeconds(30))
                    .initialDelay(Duration.ofSeconds(3))
                    .storm(Duration.ofMinutes(20), strength[1], Duration.ofMillis(10L * strength[0]));
            plans.add(also.apply(kafka).build());
        }
        return List.copyOf(plans);
    }

    private static List<SimulationPlan.Builder> groups() {
        List<SimulationPlan.Builder> groups = new ArrayList<>();
        groups.add(group("cooperative", "cooperative-sticky"));
        groups.add(group("eager", "range"));
        groups.add(group("cooperative by a leader", "cooperative-sticky").coordinatorAssigns(false));
        groups.add(group("eager by a leader", "sticky").coordinatorAssigns(false));
        groups.add(group("static and cooperative", "cooperative-sticky").staticMembers(4));
        groups.add(group("static and eager", "roundrobin").staticMembers(4));
        groups.add(group("static and dynamic, by a leader", "cooperative-sticky")
                .staticMembers(2)
                .coordinatorAssigns(false));
        groups.add(group("leases", "cooperative-sticky").clocks(10_000, 0.01));
        groups.add(group("leases, eager", "sticky").clocks(10_000, 0.01));
        groups.add(group("clocks that differ", "uniform").clocks(50_000, -1));
        groups.add(group("several topics", "cooperative-sticky")
                .alternative(Assignors.named("uniform"))
                .topics(topics()));
        groups.add(group("several topics, eager", "range")
                .alternative(Assignors.named("roundrobin"))
                .topics(topics()));
        groups.add(group("a thread for everything", "cooperative-sticky")
                .worksInPool(false)
                .records(Duration.ofSeconds(8), Duration.ofMillis(150)));
        groups.add(
                group("alone", "cooperative-sticky").members(1).records(Duration.ofSeconds(2), Duration.ofMillis(20)));
        groups.add(group("old clients", "cooperative-sticky").joinVersions(List.of(9, 0, 3, 7)));
        groups.add(group("old clients, by a leader", "sticky")
                .alternative(Assignors.named("roundrobin"))
                .coordinatorAssigns(false)
                .joinVersions(List.of(0, 1, 9, 4)));
        groups.add(group("a crowd", "cooperative-sticky")
                .members(9)
                .staticMembers(3)
                .topics(topics()));
        return groups;
    }

    private static SimulationPlan.Builder group(String name, String assignor) {
        return SimulationPlan.storm().name(name).assignor(Assignors.named(assignor));
    }

    private static SortedMap<String, Integer> topics() {
        SortedMap<String, Integer> topics = new TreeMap<>();
        topics.put("orders", 5);
        topics.put("payments", 3);
        topics.put("returns", 1);
        return topics;
    }
}
