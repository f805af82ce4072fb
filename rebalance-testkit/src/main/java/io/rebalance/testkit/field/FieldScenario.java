package io.rebalance.testkit.field;

import io.rebalance.testkit.simulation.Fault;
import io.rebalance.testkit.simulation.FaultKind;
import io.rebalance.testkit.simulation.Simulation;
import io.rebalance.testkit.simulation.SimulationPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What goes wrong in the field. All is at Kafka's default timing: a session of 45 s, a heartbeat each 3 s, a poll each 300 s. */
public enum FieldScenario {
    /** One record in five takes longer than the poll interval: in the thread that polls, and in a pool of workers. */
    SLOW_HANDLER(6, 12, "One record in five takes six minutes, and the poll interval is five."),
    /** All processes are stopped and started again, one after the other. */
    ROLLING_DEPLOY(50, 100, "Each process is stopped, and started again 4 s later, one about every 13 s."),
    /** All processes start within a second. */
    MASS_START(1_000, 2_000, "All processes start within a second."),
    /** The coordinator dies, dies while it is storing, and is replaced without noticing, while everybody commits. */
    FAILOVER_UNDER_LOAD(
            12, 48, "The coordinator dies, dies while it is storing, and is replaced and does not know it."),
    /** A process stands still for longer than its session, and then goes on as if nothing were. */
    ZOMBIE_AFTER_PAUSE(6, 12, "A process stands still for 70 s, and then goes on; another one does for 10 s only."),
    /** Two services have the same group id by mistake, and one of them is deployed. */
    SHARED_GROUP_ID(8, 16, "Two services use one group id. The one that reads payments is deployed; the other is not."),
    /** One process is killed once a minute. */
    FLAPPING_MEMBER(8, 16, "The last process is killed once a minute, and comes back 5 s later."),
    /** Five days in which something goes wrong about once a day. */
    EVERYDAY(3, 6, "Five days. Now and then there is a record, and about once a day something goes wrong.");

    /** How long {@link #EVERYDAY} is. */
    public static final Duration EVERYDAY_LENGTH = Duration.ofDays(5);

    private static final long CALM_MS = 60_000;
    private static final long DEPLOY_MS = 4_000;
    private static final long AFTER_DEPLOY_MS = 20_000;

    private final int members;
    private final int partitions;
    private final String summary;

    FieldScenario(int members, int partitions, String summary) {
        this.members = members;
        this.partitions = partitions;
        this.summary = summary;
    }

    /** A plan, and what befalls the group; null: what the seed brings. */
    record Setup(SimulationPlan plan, @Nullable List<Fault> faults) {}

    /** As on a command line: {@code rolling-deploy}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What happens, in a sentence or two. */
    public String summary() {
        return summary;
    }

    /** How many members it is about, unless told otherwise. */
    public int members() {
        return members;
    }

    /** How many partitions it is about, unless told otherwise. */
    public int partitions() {
        return partitions;
    }

    /** What is compared besides protocols; one empty text if nothing is. */
    public List<String> variants() {
        return this == SLOW_HANDLER ? List.of("poll loop", "worker pool") : List.of("");
    }

    /**
     * The scenario of that name.
     *
     * @throws IllegalArgumentException if there is none; names those that there are
     */
    public static FieldScenario named(String id) {
        Objects.requireNonNull(id, "id");
        List<String> ids = new ArrayList<>();
        for (FieldScenario scenario : values()) {
            if (scenario.id().equals(id)) {
                return scenario;
            }
            ids.add(scenario.id());
        }
        throw new IllegalArgumentException("scenario must be one of " + String.join(", ", ids) + ", was " + id);
    }

    /**
     * Plays it.
     *
     * @param protocol how the group rebalances
     * @param variant one of {@link #variants}
     * @param members how many, 2 or more
     * @param partitions how many, {@code members} or more
     * @param seed what draws small differences in time; the same gives the same run
     * @throws NullPointerException if {@code protocol} or {@code variant} is null
     * @throws IllegalArgumentException if a number is too small, or there is no such variant
     */
    public FieldRun play(FieldProtocol protocol, String variant, int members, int partitions, long seed) {
        return FieldRun.of(this, protocol, variant, checked(protocol, variant, members, partitions, seed), seed);
    }

    /**
     * What happens when it is played, line by line: the text of {@link
     * io.rebalance.testkit.simulation.Transcript}, which can be played again.
     *
     * @param protocol how the group rebalances
     * @param variant one of {@link #variants}
     * @param members how many, 2 or more
     * @param partitions how many, {@code members} or more
     * @param seed what draws small differences in time
     * @throws NullPointerException if {@code protocol} or {@code variant} is null
     * @throws IllegalArgumentException if a number is too small, or there is no such variant
     */
    public String transcript(FieldProtocol protocol, String variant, int members, int partitions, long seed) {
        Setup setup = checked(protocol, variant, members, partitions, seed);
        List<Fault> faults = setup.faults();
        return (faults == null
                        ? Simulation.runWithTranscript(setup.plan(), seed)
                        : Simulation.replay(setup.plan(), seed, faults))
                .transcript();
    }

    private Setup checked(FieldProtocol protocol, String variant, int members, int partitions, long seed) {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(variant, "variant");
        if (!variants().contains(variant)) {
            throw new IllegalArgumentException("variant must be one of " + variants() + ", was " + variant);
        }
        atLeast("members", members, 2);
        atLeast("partitions", partitions, members);
        return setup(protocol, variant, members, partitions, seed);
    }

    private static void atLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be " + least + " or more, was " + value);
        }
    }

    private Setup setup(FieldProtocol protocol, String variant, int members, int partitions, long seed) {
        if (this == EVERYDAY) {
            return new Setup(
                    SimulationPlan.quiet(EVERYDAY_LENGTH)
                            .name(id())
                            .members(members)
                            .staticMembers(protocol == FieldProtocol.STATIC ? members : 0)
                            .topics(Map.of("orders", partitions))
                            .assignor(protocol.assignor())
                            .coalesces(true)
                            .build(),
                    null);
        }
        int each = (partitions + members - 1) / members + 1;
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        SimulationPlan.Builder plan = SimulationPlan.builder()
                .name(id())
                .members(members)
                .staticMembers(protocol == FieldProtocol.STATIC ? members : 0)
                .topics(Map.of("orders", partitions))
                .assignor(protocol.assignor())
                .pollEvery(Duration.ofSeconds(1))
                .commitEvery(Duration.ofSeconds(1))
                .records(Duration.ofMillis(840L * each), Duration.ofMillis(700));
        switch (this) {
            case SLOW_HANDLER ->
                plan.worksInPool(variant.equals("worker pool"))
                        .records(Duration.ofSeconds(60), Duration.ofMillis(50))
                        .slowRecords(5, Duration.ofMinutes(6));
            case ROLLING_DEPLOY -> deploy(faults, random, 0, 1, members);
            case EVERYDAY -> throw new IllegalStateException("is set up above");
            case MASS_START -> plan.records(Duration.ofSeconds(20), Duration.ofMillis(50));
            case FAILOVER_UNDER_LOAD -> {
                plan.records(Duration.ofMillis(40L * each), Duration.ofMillis(20))
                        .commitEvery(Duration.ofMillis(500));
                faults.add(new Fault(FaultKind.COORDINATOR_CRASHED, 0, CALM_MS + random.nextInt(3_000), 4_000));
                faults.add(new Fault(FaultKind.COORDINATOR_CRASHED_STORING, 0, 2 * CALM_MS, 5_000 + random.nextInt(2)));
                faults.add(new Fault(FaultKind.COORDINATOR_REPLACED, 0, 3 * CALM_MS + random.nextInt(3_000), 10_000));
            }
            case ZOMBIE_AFTER_PAUSE -> {
                faults.add(new Fault(FaultKind.PAUSED, members / 3, CALM_MS + random.nextInt(3_000), 70_000));
                faults.add(new Fault(FaultKind.PAUSED, members - 1, 3 * CALM_MS + random.nextInt(3_000), 10_000));
            }
            case SHARED_GROUP_ID -> {
                plan.topics(Map.of("orders", (partitions + 1) / 2, "payments", partitions / 2))
                        .services(2);
                deploy(faults, random, 1, 2, members);
            }
            case FLAPPING_MEMBER -> {
                for (int i = 1; i <= 6; i++) {
                    faults.add(new Fault(FaultKind.KILLED, members - 1, i * CALM_MS + random.nextInt(3_000), 5_000));
                }
            }
        }
        long lastMs = this == SLOW_HANDLER ? 29 * 60_000L : 0;
        for (Fault fault : faults) {
            lastMs = Math.max(lastMs, fault.at() + fault.amount());
        }
        boolean isDeploy = this == ROLLING_DEPLOY || this == SHARED_GROUP_ID;
        long afterMs = isDeploy ? AFTER_DEPLOY_MS : CALM_MS; // or whoever was killed is not yet missed
        return new Setup(
                plan.storm(Duration.ofMillis(lastMs + afterMs), 0, Duration.ZERO)
                        .build(),
                faults);
    }

    /** Each process from the first on, in steps, once. */
    private static void deploy(List<Fault> faults, SplittableRandom random, int first, int step, int members) {
        long atMs = 20_000;
        for (int i = first; i < members; i += step) {
            faults.add(new Fault(FaultKind.DEPLOYED, i, atMs, DEPLOY_MS));
            atMs += 11_500 + random.nextInt(3_000);
        }
    }
}
