package io.rebalance.testkit.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Draws what goes wrong with the world, and does it. */
final class Storm {

    private static final FaultKind[] KINDS = {
        FaultKind.CUT_TO,
        FaultKind.CUT_FROM,
        FaultKind.DISCONNECTED,
        FaultKind.DISCONNECTED,
        FaultKind.PAUSED,
        FaultKind.PAUSED,
        FaultKind.KILLED,
        FaultKind.KILLED,
        FaultKind.DEPLOYED,
        FaultKind.STUCK,
        FaultKind.RELEASES_LATE,
        FaultKind.RESUBSCRIBED,
        FaultKind.UNSUBSCRIBED,
        FaultKind.TOPICS_CHANGED,
        FaultKind.COORDINATOR_CRASHED,
        FaultKind.COORDINATOR_CRASHED_STORING,
        FaultKind.COORDINATOR_REPLACED,
        FaultKind.STORE_FAILED,
        FaultKind.STORE_FAILED
    };

    /** Only groups with static members have instance ids to take, so that they do it more often. */
    private static final FaultKind[] KINDS_OF_STATIC = kindsOfStatic();

    private static FaultKind[] kindsOfStatic() {
        FaultKind[] kinds = Arrays.copyOf(KINDS, KINDS.length + 3);
        Arrays.fill(kinds, KINDS.length, kinds.length, FaultKind.INSTANCE_TAKEN);
        return kinds;
    }

    private final World world;

    Storm(World world) {
        this.world = world;
    }

    /** What the seed brings. */
    static List<Fault> drawn(SimulationPlan plan, long seed) {
        List<Fault> faults = new ArrayList<>();
        long everyMs = plan.worldFaultEveryMs;
        if (everyMs > 0) {
            long atMs = 0;
            for (int i = 0; ; i++) {
                atMs += Dice.between(1, 2 * everyMs, Dice.bits(seed, 50, i, 0));
                if (atMs >= plan.stormMs) {
                    break;
                }
                // nor do leases hold against a second process of the same name, which the coordinator takes for the
                // first
                FaultKind[] kinds = plan.staticMembers > 0 && plan.leaseDrift < 0 ? KINDS_OF_STATIC : KINDS;
                FaultKind kind = kinds[Dice.below(kinds.length, Dice.bits(seed, 51, i, 0))];
                if (plan.leaseDrift >= 0 && kind == FaultKind.COORDINATOR_REPLACED) {
                    // a lease is worth what the coordinator's is: one that does not know that its term is over answers
                    // heartbeats
                    kind = FaultKind.COORDINATOR_CRASHED;
                }
                int who = Dice.below(plan.members, Dice.bits(seed, 52, i, 0));
                faults.add(new Fault(kind, who, atMs, amount(plan, kind, Dice.bits(seed, 53, i, 0))));
            }
        }
        return faults;
    }

    /** Most are short; some last longer than what waits for them. */
    private static long amount(SimulationPlan plan, FaultKind kind, long bits) {
        boolean isLong = Dice.below(4, bits << 5) == 0;
        return switch (kind) {
            case CUT_TO, CUT_FROM, PAUSED -> between(plan, isLong, plan.sessionTimeoutMs, bits);
            case DISCONNECTED -> between(plan, isLong, plan.sessionTimeoutMs / 2, bits);
            case KILLED, DEPLOYED, UNSUBSCRIBED, INSTANCE_TAKEN -> between(plan, isLong, plan.sessionTimeoutMs, bits);
            case STUCK, RELEASES_LATE -> between(plan, isLong, plan.maxPollIntervalMs, bits);
            case COORDINATOR_CRASHED, COORDINATOR_CRASHED_STORING, COORDINATOR_REPLACED ->
                between(plan, isLong, plan.sessionTimeoutMs / 2, bits);
            default -> Dice.between(0, 1_000, bits);
        };
    }

    private static long between(SimulationPlan plan, boolean isLong, long limitMs, long bits) {
        return isLong
                ? Dice.between(limitMs / 2, limitMs * 3 / 2, bits)
                : Dice.between(1, Math.max(1, plan.heartbeatIntervalMs), bits);
    }

    void schedule(List<Fault> faults) {
        for (Fault fault : faults) {
            if (!fault.kind().isOfMessage()) {
                world.atTrue(fault.at(), new Event(false) {
                    @Override
                    void happen() {
                        if (world.isStorming && isFelt(fault)) {
                            world.strike(fault);
                            strike(fault);
                        }
                    }
                });
            }
        }
    }

    /** Whether anything is there that it could befall; else it neither happens nor counts. */
    private boolean isFelt(Fault fault) {
        Worker worker = world.workers.get(fault.who());
        return switch (fault.kind()) {
            case DISCONNECTED -> worker.member() != null;
            case PAUSED -> worker.member() != null && !worker.isPaused();
            case UNSUBSCRIBED -> worker.isRunning();
            case INSTANCE_TAKEN -> mayBeTaken(fault.who());
            case TOPICS_CHANGED -> mayChange(fault.amount());
            case COORDINATOR_CRASHED, COORDINATOR_REPLACED -> world.broker().isPresent();
            case COORDINATOR_CRASHED_STORING, STORE_FAILED ->
                world.broker().filter(broker -> !broker.isArmed()).isPresent();
            default -> true;
        };
    }

    /** Whether there is another topic than the first, or that may still grow. */
    private boolean mayChange(long amount) {
        return !isOfFirst(amount) || world.topics.getOrDefault(world.topics.firstKey(), 0) < mostOfFirst();
    }

    private boolean isOfFirst(long amount) {
        return amount % 2 == 0 || world.plan.topics.size() < 2;
    }

    private int mostOfFirst() {
        return 2 * world.plan.topics.getOrDefault(world.topics.firstKey(), 1);
    }

    /** In a group without static members there is nothing to take; and two of one name are enough. */
    private boolean mayBeTaken(int who) {
        return world.plan.staticMembers > 0 && world.twins.stream().noneMatch(twin -> twin.isTwinOf(holder(who)));
    }

    private Worker holder(int who) {
        return world.workers.get(who % world.plan.staticMembers);
    }

    private void strike(Fault fault) {
        Worker worker = world.workers.get(fault.who());
        long amount = fault.amount();
        if (!fault.kind().isOfProcess()) {
            world.oracle.processes().allTroubled(amount);
        }
        switch (fault.kind()) {
            case CUT_TO -> worker.cutTo(amount);
            case CUT_FROM -> worker.cutFrom(amount);
            case DISCONNECTED -> worker.disconnect(amount);
            case PAUSED -> worker.pause(amount);
            case KILLED -> {
                worker.kill(amount % 3 == 0 ? amount * 10 : 0);
                restart(worker, amount);
            }
            case DEPLOYED -> {
                worker.close();
                restart(worker, amount);
            }
            case STUCK -> worker.stick(amount);
            case RELEASES_LATE -> worker.releaseLate(amount);
            case RESUBSCRIBED -> worker.resubscribe();
            case UNSUBSCRIBED -> worker.unsubscribe(amount);
            case INSTANCE_TAKEN -> takeInstance(fault.who(), amount);
            case TOPICS_CHANGED -> changeTopics(amount);
            case COORDINATOR_CRASHED ->
                world.broker().ifPresent(broker -> {
                    broker.die();
                    replaceAfter(amount);
                });
            case COORDINATOR_CRASHED_STORING ->
                world.broker()
                        .ifPresent(broker -> broker.arm(
                                amount % 2 == 0 ? Broker.Mishap.DIES_BEFORE : Broker.Mishap.DIES_AFTER,
                                () -> replaceAfter(amount)));
            case COORDINATOR_REPLACED ->
                world.broker().ifPresent(old -> {
                    world.startBroker();
                    world.after(amount, new Event(false) {
                        @Override
                        void happen() {
                            old.resign();
                        }
                    });
                });
            case STORE_FAILED -> world.broker().ifPresent(broker -> broker.arm(Broker.Mishap.FAILS, () -> {}));
            default -> throw new IllegalStateException(fault + " is of a message");
        }
    }

    private void restart(Worker worker, long afterMs) {
        world.after(Math.max(1, afterMs), new Event(false) {
            @Override
            void happen() {
                if (worker.member() == null) {
                    worker.start();
                } else if (!worker.isRunning()) {
                    restart(worker, 1_000); // it is still on its way out
                }
            }
        });
    }

    private void takeInstance(int who, long forMs) {
        Worker first = holder(who);
        Worker twin = first.twin();
        world.oracle.processes().troubled(first, forMs);
        world.twins.add(twin);
        twin.start();
        world.after(Math.max(1, forMs), new Event(false) {
            @Override
            void happen() {
                if (world.twins.remove(twin)) {
                    twin.kill(0);
                    first.start();
                }
            }
        });
    }

    private void replaceAfter(long afterMs) {
        world.after(afterMs, new Event(false) {
            @Override
            void happen() {
                if (world.broker().isEmpty()) {
                    world.startBroker();
                }
            }
        });
    }

    /** A topic grows; or the last topic, if there are several, goes or comes back. */
    private void changeTopics(long amount) {
        String first = world.topics.firstKey();
        String last = world.plan.topics.lastKey();
        if (isOfFirst(amount)) {
            world.topics.merge(first, 1, Integer::sum);
        } else if (world.topics.remove(last) == null) {
            world.topics.put(last, world.plan.topics.getOrDefault(last, 1));
        }
        List.copyOf(world.brokers).forEach(Broker::topicsChanged);
        for (Worker worker : world.processes()) {
            worker.later(
                    Dice.between(1, 5_000, Dice.bits(world.seed, 60, amount, worker.number())),
                    () -> worker.input(member -> member.topicsChanged(world.catalog())));
        }
    }

    /** All is well again: one coordinator, everybody there, connections made anew. */
    void heal() {
        world.isStorming = false;
        for (Broker broker : List.copyOf(world.brokers)) {
            if (broker.term() != world.term()) {
                broker.resign();
            } else {
                broker.arm(Broker.Mishap.NONE, () -> {});
            }
        }
        if (world.broker().isEmpty()) {
            world.startBroker();
        }
        List.copyOf(world.brokers).forEach(Broker::hangUpAll);
        for (Map.Entry<String, Integer> topic : world.plan.topics.entrySet()) {
            world.topics.putIfAbsent(topic.getKey(), topic.getValue());
        }
        List.copyOf(world.brokers).forEach(Broker::topicsChanged);
        world.twins.forEach(twin -> twin.kill(0));
        world.twins.clear();
        world.workers.forEach(Worker::heal);
        world.workers.forEach(worker -> worker.input(member -> member.topicsChanged(world.catalog())));
        world.oracle.disturbed();
    }
}
