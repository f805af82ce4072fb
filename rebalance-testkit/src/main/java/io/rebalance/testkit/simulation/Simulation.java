package io.rebalance.testkit.simulation;

import io.rebalance.assignor.RebalanceMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plays a plan: a storm, then everything heals, and then the group must come to rest in time, and stay so. Pure: the same
 * plan and seed give the same result.
 */
public final class Simulation {

    private static final long STEP_MS = 100;

    private final World world;
    private final Storm storm;
    private final List<Fault> faults;
    private long convergedMs = -1;

    private Simulation(SimulationPlan plan, long seed, @Nullable List<Fault> listed, TranscriptWriter transcript) {
        MessageFaults messageFaults = listed == null
                ? MessageFaults.byChance(seed, plan.messageFaultsPerThousand)
                : MessageFaults.listed(listed);
        world = new World(plan, seed, transcript, messageFaults);
        world.keepsFaults = transcript.isOn();
        storm = new Storm(world);
        faults = listed == null ? Storm.drawn(plan, seed) : listed;
        faults.forEach(fault -> requireThere(fault, plan));
    }

    /**
     * Plays it.
     *
     * @throws NullPointerException if {@code plan} is null
     */
    public static SimulationResult run(SimulationPlan plan, long seed) {
        return new Simulation(Objects.requireNonNull(plan, "plan"), seed, null, TranscriptWriter.off()).play();
    }

    /**
     * Plays it with these faults, in place of those that the seed brings.
     *
     * @throws NullPointerException if an argument is null
     */
    public static SimulationResult run(SimulationPlan plan, long seed, List<Fault> faults) {
        return new Simulation(Objects.requireNonNull(plan, "plan"), seed, List.copyOf(faults), TranscriptWriter.off())
                .play();
    }

    /**
     * Plays it, and writes down what happens.
     *
     * @throws NullPointerException if {@code plan} is null
     */
    public static SimulationResult runWithTranscript(SimulationPlan plan, long seed) {
        return new Simulation(Objects.requireNonNull(plan, "plan"), seed, null, TranscriptWriter.on()).play();
    }

    /**
     * Plays it with these faults, in place of those that the seed brings, and writes down what happens.
     *
     * @param faults as a {@linkplain SimulationResult#struck result} has them
     * @throws NullPointerException if an argument is null
     */
    public static SimulationResult replay(SimulationPlan plan, long seed, List<Fault> faults) {
        return new Simulation(Objects.requireNonNull(plan, "plan"), seed, List.copyOf(faults), TranscriptWriter.on())
                .play();
    }

    /**
     * Plays a text again. If nothing has changed since, the transcript of the result is the text.
     *
     * @throws NullPointerException if {@code transcript} is null
     * @throws IllegalStateException if the plan makes no sense, or wants a host of its own that is not set
     */
    public static SimulationResult replay(Transcript transcript) {
        Objects.requireNonNull(transcript, "transcript");
        return new Simulation(
                        transcript.plan().build(),
                        transcript.seed(),
                        transcript.faults(),
                        TranscriptWriter.of(transcript))
                .play();
    }

    /** Twins have numbers of their own, behind those of all others. */
    private static void requireThere(Fault fault, SimulationPlan plan) {
        int most = fault.kind().isOfMessage() ? 2 * plan.members : plan.members;
        if (fault.who() >= most) {
            throw new IllegalArgumentException("the process of fault \"" + fault + "\" must be below " + most
                    + ", there are " + plan.members + " members");
        }
    }

    private SimulationResult play() {
        List<SimulationResult.Violation> violations = new ArrayList<>();
        try {
            start();
            runUntil(world.plan.stormMs);
            say("all heals");
            storm.heal();
            converge();
            say("all is at rest");
            if (!world.plan.endsAtRest) {
                stayAtRest();
                disturbOnce();
                world.figures.close(world.trueMs()); // they tell of the storm
                new Aftermath(world).play();
            }
        } catch (Oracle.Violated e) {
            violations.add(e.violation);
        } catch (RuntimeException | StackOverflowError e) {
            violations.add(new SimulationResult.Violation("S19", world.trueMs(), "thrown: " + trace(e)));
        }
        return result(violations);
    }

    private void say(String what) {
        if (world.transcript.isOn()) {
            world.transcript.line(world.trueMs(), what);
        }
    }

    private static String trace(Throwable thrown) {
        StringBuilder trace = new StringBuilder(thrown.toString());
        for (int i = 0; i < Math.min(8, thrown.getStackTrace().length); i++) {
            trace.append(" at ").append(thrown.getStackTrace()[i]);
        }
        return trace.toString();
    }

    private void start() {
        world.transcript.begin(world.plan, world.seed);
        world.startBroker();
        for (int i = 0; i < world.plan.members; i++) {
            Worker worker = new Worker(world, i);
            world.workers.add(worker);
            long atMs = world.plan.staggersStart ? i * World.STAGGER_MS / world.plan.members : 0;
            world.atTrue(atMs, new Event(false) {
                @Override
                void happen() {
                    worker.start();
                }
            });
        }
        storm.schedule(faults);
    }

    private void runUntil(long trueMs) {
        while (world.step(trueMs)) {
            // the step did it
        }
    }

    /** L1, S2, L3, L7: by then everybody has a part, and all that is wanted is worked on. */
    private void converge() {
        long healedMs = world.trueMs();
        long boundMs = boundMs();
        String unrest = "";
        while (unrest != null && world.trueMs() < healedMs + boundMs) {
            runUntil(world.trueMs() + STEP_MS);
            restartWhoeverWasReplaced();
            unrest = world.oracle.unrest();
        }
        if (unrest != null) {
            world.oracle.fail("L1", "not at rest " + boundMs + " ms after healing: " + unrest);
        }
        convergedMs = world.trueMs() - healedMs;
        checkGenerations();
    }

    /** A static process that a late request of the one before it has fenced is started again, as a supervisor would. */
    private void restartWhoeverWasReplaced() {
        for (Worker worker : world.workers) {
            if (worker.member() == null) {
                worker.start();
            }
        }
    }

    /** T of L1: a session is over before a process is missed that is gone without a word, static or not. */
    private long boundMs() {
        SimulationPlan plan = world.plan;
        int rounds = plan.assignor.mode() == RebalanceMode.EAGER ? 3 : 5;
        long roundMs = plan.heartbeatIntervalMs + 2_000;
        return plan.initialDelayMs + plan.maxPollIntervalMs + plan.sessionTimeoutMs + rounds * roundMs;
    }

    /** L2: what follows from the last disturbance is bounded. */
    private void checkGenerations() {
        world.oracle.generations().checkFollowing(world.plan.assignor.mode() == RebalanceMode.EAGER ? 1 : 2);
    }

    private void stayAtRest() {
        int generation = world.oracle.log().generation();
        runUntil(world.trueMs() + 2 * world.plan.sessionTimeoutMs);
        if (world.oracle.log().generation() != generation) {
            world.oracle.fail("L2", "the group was at rest, and generations go on");
        }
        world.oracle.checkAtRest();
    }

    /** L2, L6: one member goes, and then comes back, and nothing else happens. */
    private void disturbOnce() {
        if (world.plan.members < 2 || world.plan.members <= world.plan.services) {
            return; // nobody else wants what it works on
        }
        Worker worker = world.workers.get(world.plan.members - 1);
        if (!worker.isStatic()) {
            world.workers.remove(worker);
            world.oracle.disturbed();
            worker.close();
            settle("L6", "one closed");
            world.workers.add(worker);
            worker.start();
            settle("L1", "one came");
        }
    }

    private void settle(String invariant, String after) {
        long sinceMs = world.trueMs();
        long withinMs = 5 * (world.plan.heartbeatIntervalMs + 1_000) + 3_000;
        String unrest = "";
        while (unrest != null && world.trueMs() < sinceMs + withinMs) {
            runUntil(world.trueMs() + STEP_MS);
            unrest = world.oracle.unrest();
        }
        if (unrest != null) {
            world.oracle.fail(invariant, after + " " + withinMs + " ms ago: " + unrest);
        }
        checkGenerations();
    }

    private SimulationResult result(List<SimulationResult.Violation> violations) {
        world.figures.close(world.trueMs());
        SimulationResult result = result(violations, "");
        if (!world.transcript.isOn()) {
            return result;
        }
        world.transcript.end(result);
        return result(violations, world.transcript.toString());
    }

    private SimulationResult result(List<SimulationResult.Violation> violations, String transcript) {
        Figures figures = world.figures;
        return new SimulationResult(
                world.plan,
                world.seed,
                violations,
                world.struck,
                world.faults,
                world.trueMs(),
                convergedMs,
                figures.generations(),
                figures.moved(),
                figures.stoodStillMs(),
                figures.longestStillMs(),
                figures.records(),
                figures.duplicates(),
                world.oracle.offsets().lost(),
                world.oracle.offsets().staleCommits(),
                world.oracle.unchecked(),
                figures.spans(),
                figures.rebalances(),
                figures.lives(),
                transcript);
    }
}
