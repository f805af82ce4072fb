package io.rebalance.testkit.simulation;

import io.rebalance.member.MemberState;
import java.util.List;

/**
 * What befalls a group at rest, one thing at a time, to see how much of it anybody notices: a static process is started
 * again, the coordinator goes, and in the end everybody does.
 */
final class Aftermath {

    private static final long STEP_MS = 100;
    private static final long BACKOFF_MS = 120; // the first, with its jitter
    private static final long SLACK_MS = 500;
    private static final long CLOSES_WITHIN_MS = 15; // joining takes as long
    private static final long RESTART_MS = 2_000;
    private static final long CLOSING_MS = 1_000;

    private final World world;

    Aftermath(World world) {
        this.world = world;
    }

    void play() {
        resubscribeMeanwhile();
        startAndClose();
        restartOneStatic();
        crashCoordinator();
        closeAll();
    }

    /** L1, S2: whoever changes his mind while he waits to be let in, or for his part, gets what he wants now. */
    private void resubscribeMeanwhile() {
        SimulationPlan plan = world.plan;
        if (plan.topics.size() < 2 || world.workers.size() < 2 + plan.services) { // others want what the two may not
            return;
        }
        Worker first = world.workers.get(0);
        Worker second = world.workers.get(1);
        for (MemberState meanwhile : List.of(MemberState.PREPARING_REBALANCE, MemberState.COMPLETING_REBALANCE)) {
            world.oracle.disturbed();
            first.resubscribe();
            long untilMs = world.trueMs() + plan.heartbeatIntervalMs + SLACK_MS;
            while (!second.isIn(meanwhile) && world.trueMs() < untilMs) {
                run(1);
            }
            second.resubscribe();
            settle(5, "L1", "members subscribe to other topics");
        }
    }

    /** Until all have heard of what happens, and what comes of it is over: in so many rounds, less than a session. */
    private void settle(int rounds, String invariant, String why) {
        SimulationPlan plan = world.plan;
        run(plan.heartbeatIntervalMs + plan.heartbeatIntervalMs * plan.driftPpm / 1_000_000 + SLACK_MS);
        String unrest = "";
        long withinMs = rounds * (plan.heartbeatIntervalMs + CLOSING_MS);
        for (long inMs = 0; unrest != null && inMs < withinMs; inMs += STEP_MS) {
            run(STEP_MS);
            unrest = world.oracle.unrest();
        }
        if (unrest != null) {
            world.oracle.fail(invariant, why + ", and " + unrest);
        }
        world.oracle.checkAtRest();
    }

    /** L6: whoever closes before he is in leaves nothing behind for which the others would have to wait. */
    private void startAndClose() {
        SimulationPlan plan = world.plan;
        for (long afterMs = 1; afterMs <= CLOSES_WITHIN_MS; afterMs += 2) {
            Worker passerBy = new Worker(world, 2 * plan.members); // whose number nobody has
            world.oracle.disturbed();
            passerBy.start();
            run(afterMs);
            passerBy.close();
            settle(2, "L6", passerBy + " closed " + afterMs + " ms after it had started");
            if (passerBy.member() != null) {
                world.oracle.fail("L6", passerBy + " does not come to an end");
            }
        }
    }

    /** KIP-345: a static process that is back within its session costs no generation. */
    private void restartOneStatic() {
        SimulationPlan plan = world.plan;
        if (plan.staticMembers == 0 || plan.sessionTimeoutMs < 2 * plan.heartbeatIntervalMs) {
            return;
        }
        int generation = world.oracle.log().generation();
        Worker worker = world.workers.get(0);
        world.oracle.disturbed();
        worker.close();
        run(plan.heartbeatIntervalMs); // longer than it takes to close
        if (worker.member() != null) {
            world.oracle.fail("L6", worker + " does not come to an end");
        }
        worker.start();
        String unrest = "";
        for (long inMs = 0; unrest != null && inMs < RESTART_MS; inMs += STEP_MS) {
            run(STEP_MS);
            unrest = world.oracle.unrest();
        }
        if (unrest != null) {
            world.oracle.fail("L1", "a static process is started again, and " + unrest);
        }
        run(plan.sessionTimeoutMs);
        requireGeneration("L2", generation, "a static process was started again within its session");
        world.oracle.checkAtRest();
    }

    /** L8: members find the next coordinator soon, and nothing else comes of it. */
    private void crashCoordinator() {
        SimulationPlan plan = world.plan;
        // a request that is not answered, the search, and a heartbeat that is
        long withinMs = 2 * plan.heartbeatIntervalMs + plan.requestTimeoutMs + 2 * BACKOFF_MS + SLACK_MS;
        if (withinMs >= plan.sureOfItselfMs()) {
            return; // whoever hears nothing for that long has to take itself for lost
        }
        int generation = world.oracle.log().generation();
        world.broker().orElseThrow().die();
        world.startBroker();
        boolean areBack = false;
        for (long inMs = 0; !areBack && inMs < withinMs; inMs += STEP_MS) {
            run(STEP_MS);
            areBack = world.workers.stream().allMatch(worker -> worker.uplink().hasHeardFromCoordinator());
        }
        if (!areBack) {
            world.oracle.fail(
                    "L8", "another coordinator is there since " + withinMs + " ms, and not all have found it");
        }
        run(2 * plan.sessionTimeoutMs);
        requireGeneration("L8", generation, "another coordinator has the same log");
        world.oracle.checkAtRest();
    }

    private void requireGeneration(String invariant, int generation, String why) {
        int now = world.oracle.log().generation();
        String unrest = world.oracle.unrest();
        if (now != generation || unrest != null) {
            world.oracle.fail(invariant, why + ", and generation " + generation + " became " + now + "; " + unrest);
        }
    }

    /** L6, S14: whoever closes leaves, but for static members, whose sessions end; and nothing is left of anybody. */
    private void closeAll() {
        SimulationPlan plan = world.plan;
        world.oracle.disturbed();
        world.workers.forEach(Worker::close);
        long withinMs = 2 * plan.heartbeatIntervalMs + CLOSING_MS;
        withinMs += plan.staticMembers > 0 ? plan.sessionTimeoutMs : 0;
        for (long inMs = 0; !world.oracle.isOver() && inMs < withinMs; inMs += STEP_MS) {
            run(STEP_MS);
        }
        if (!world.oracle.isOver()) {
            world.oracle.fail("L6", "all closed " + withinMs + " ms ago, and members are " + world.oracle.log());
        }
        world.workers.clear();
        world.oracle.checkAtRest();
    }

    private void run(long forMs) {
        long untilMs = world.trueMs() + forMs;
        while (world.step(untilMs)) {
            // the step did it
        }
    }
}
