package io.rebalance.testkit.simulation;

import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.view.GroupEvent;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How long join phases last, and for whom. A coordinator that takes over knows nothing of the phase before it. */
final class PhaseWatch {

    private static final long TICK_MS = 100;
    private static final long STORE_AGAIN_MS = 600;

    private final World world;
    private final Oracle oracle;
    private int term;
    private long sinceMs = -1; // -1: there is none
    private boolean isFromEmpty;
    private int storeFailures;
    private Set<String> members = Collections.emptySet(); // of the last generation
    private Set<String> missed = Collections.emptySet(); // by the last phase, to its end
    private final Set<String> removed = new HashSet<>(); // by this one

    PhaseWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    void loaded(int newTerm) {
        term = newTerm;
        sinceMs = -1;
        missed = Collections.emptySet();
        members = new TreeSet<>(oracle.log().members());
    }

    void happened(int ofTerm, GroupEvent event, List<JoinGroupRequest> joining) {
        if (ofTerm != term) {
            return;
        }
        if (event instanceof GroupEvent.RebalanceStarted) {
            sinceMs = world.trueMs();
            isFromEmpty = members.isEmpty();
            storeFailures = 0;
            removed.clear();
        } else if (event instanceof GroupEvent.StoreFailed) {
            storeFailures++; // what was taken back is due again a little later
        } else if (event instanceof GroupEvent.MemberRemoved gone) {
            if (gone.why() == GroupEvent.Departure.MISSED_REBALANCE) {
                removed.add(gone.memberId());
            }
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            ended(new TreeSet<>(started.memberIds()), joining);
        } else if (event instanceof GroupEvent.Emptied) {
            ended(Collections.emptySet(), joining);
        }
    }

    private void ended(Set<String> now, List<JoinGroupRequest> joining) {
        look();
        boolean isToTheEnd = sinceMs >= 0 && world.trueMs() - sinceMs >= world.plan.maxPollIntervalMs - TICK_MS;
        Set<String> absent = new TreeSet<>(removed);
        if (isToTheEnd) {
            Set<String> present =
                    joining.stream().map(JoinGroupRequest::memberId).collect(Collectors.toSet());
            now.stream()
                    .filter(id -> members.contains(id) && !present.contains(id))
                    .forEach(absent::add);
            for (String memberId : absent) {
                if (missed.contains(memberId) && !staysLongerThanAPhase()) {
                    oracle.fail("L4", memberId + " is waited for to the end, for the second time in a row");
                }
            }
        }
        missed = isToTheEnd ? absent : Collections.emptySet();
        members = now;
        sinceMs = -1;
    }

    /** A static member is missed until its session is over, in one phase after the other if they are shorter; with Kafka too. */
    private boolean staysLongerThanAPhase() {
        return world.plan.staticMembers > 0 && world.plan.sessionTimeoutMs >= world.plan.maxPollIntervalMs;
    }

    /** L4: nobody is waited for longer than the rebalance timeout. */
    void look() {
        if (sinceMs >= 0 && world.trueMs() - sinceMs > boundMs()) {
            oracle.fail("L4", "members have been joining since " + sinceMs + ", which may last " + boundMs() + " ms");
        }
    }

    /** If only static members are missed and nobody else is there, it goes on until one is there, or none is left. */
    private long boundMs() {
        SimulationPlan plan = world.plan;
        long longestMs = Math.max(plan.maxPollIntervalMs, plan.joinVersions.contains(0) ? plan.sessionTimeoutMs : 0);
        long ms = isFromEmpty ? Math.max(plan.initialDelayMs, longestMs) : longestMs;
        long onceMs = withDrift(ms);
        long allMs = plan.staticMembers > 0 ? onceMs + Math.max(onceMs, withDrift(plan.sessionTimeoutMs)) : onceMs;
        return allMs + TICK_MS + (long) storeFailures * STORE_AGAIN_MS;
    }

    private long withDrift(long ms) {
        return ms + ms * world.plan.driftPpm / 1_000_000 + 1;
    }
}
