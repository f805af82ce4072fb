package io.rebalance.testkit.simulation;

import io.rebalance.log.RecordValue;
import io.rebalance.member.GroupMember;
import io.rebalance.view.GroupEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** How generations come about: each has a cause, and not many follow from one. */
final class GenerationWatch {

    private static final int MOST_AT_START = 2;
    private static final long STARTING_MS = 100;
    private static final int MOST_UNSEEN = 1; // of those who come and go between two generations the log knows nothing

    private final World world;
    private final Oracle oracle;
    private final boolean isStartBounded;
    private long disturbedMs;
    private int sinceDisturbed;
    private int sinceMembersChanged; // in what is stored, whatever the coordinator says
    private int term;
    private int number; // of the last generation that the coordinator in charge has told of, or read
    private boolean isTakenBack; // since then, maybe
    // who is told that the group has gone on without him, and starts over, though his join may be there already
    private final Set<String> absent = new HashSet<>();
    private int beforeFaults; // how many generations there were until something went wrong

    GenerationWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
        SimulationPlan plan = world.plan;
        // all come within the delay; and nobody is slow by himself
        isStartBounded =
                plan.initialDelayMs >= (plan.staggersStart ? World.STAGGER_MS : STARTING_MS) && plan.slowOneIn == 0;
    }

    /**
     * A group is stored. L5: many who come at once make two generations at most.
     *
     * @param before the generation before
     * @param members its members
     */
    void stored(RecordValue.ClassicGroup group, int before, Set<String> members) {
        if (group.generationId() <= before) {
            return;
        }
        Set<String> now = group.members().stream()
                .map(RecordValue.ClassicMember::memberId)
                .collect(Collectors.toSet());
        sinceMembersChanged = now.equals(members) ? sinceMembersChanged + 1 : 1;
        beforeFaults += world.isStorming && world.struck.isEmpty() ? 1 : 0;
        if (isStartBounded && beforeFaults > MOST_AT_START) {
            oracle.fail(
                    "L5",
                    "generation " + group.generationId() + " is there, and nothing has happened but that all came");
        }
    }

    /** A coordinator takes over, and has read the log. */
    void loaded(int newTerm) {
        term = newTerm;
        number = oracle.log().generation();
        isTakenBack = false;
    }

    void happened(int ofTerm, GroupEvent event) {
        if (ofTerm == term) {
            count(event);
        }
        if (event instanceof GroupEvent.GenerationStarted started) {
            began(started.generationId(), started.causeCount());
        } else if (event instanceof GroupEvent.Emptied emptied) {
            began(emptied.generationId(), emptied.causeCount());
        } else if (event instanceof GroupEvent.RebalanceStarted started) {
            switch (started.cause().rule()) {
                case MEMBER_JOINED,
                        MEMBER_RESTARTED,
                        MEMBER_LEFT,
                        SESSION_EXPIRED,
                        SYNC_OVERDUE,
                        TOPICS_CHANGED,
                        GROUP_TOO_LARGE -> toldOfDisturbance();
                case METADATA_CHANGED -> {
                    if (isBackFromAbsence(started.cause().memberId())) {
                        toldOfDisturbance();
                    }
                }
                case LEADER_REJOINED, FOLLOW_UP -> {}
            }
        } else if (event instanceof GroupEvent.MemberJoined
                || event instanceof GroupEvent.MemberRemoved
                || event instanceof GroupEvent.MemberReplaced) {
            toldOfDisturbance();
        }
    }

    /** S4: generations follow by one, but that those may come again that were taken back since they could not be stored. */
    private void count(GroupEvent event) {
        if (event instanceof GroupEvent.StoreFailed) {
            isTakenBack = true;
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            follows(started.generationId());
        } else if (event instanceof GroupEvent.Emptied emptied) {
            follows(emptied.generationId());
        }
    }

    private void follows(int generationId) {
        boolean isNext = generationId == number + 1;
        if (!isNext
                && !(isTakenBack
                        && generationId <= number
                        && generationId >= oracle.log().generation())) {
            oracle.fail("S4", "generation " + generationId + " follows generation " + number);
        }
        number = generationId;
        isTakenBack = false;
    }

    /** S22: each generation has a cause. */
    private void began(int generationId, int causeCount) {
        if (causeCount <= 0) {
            oracle.fail("S22", "nobody knows why there is generation " + generationId);
        }
        sinceDisturbed++;
    }

    /** A heartbeat is refused for its generation. */
    void goneOnWithout(String memberId) {
        absent.add(memberId);
    }

    /** An assignment is handed out. */
    void goesOnWith(String memberId) {
        absent.remove(memberId);
    }

    /**
     * Whether the group has gone on without that member: it is told so, loses all and joins anew, once; or a join phase
     * ended without that static member, which kept its place in the group.
     */
    private boolean isBackFromAbsence(String memberId) {
        if (absent.remove(memberId)) {
            return true;
        }
        for (Worker worker : world.processes()) {
            GroupMember member = worker.member();
            if (worker.isStatic() && member != null && member.memberId().equals(memberId)) {
                return member.generationId() < oracle.log().generation();
            }
        }
        return false;
    }

    /** Something from outside happened to the group. */
    void disturbed() {
        toldOfDisturbance();
        sinceMembersChanged = 0;
    }

    private void toldOfDisturbance() {
        disturbedMs = world.trueMs();
        sinceDisturbed = 0;
    }

    /** L2: so many generations follow from the last disturbance at most; by what the coordinator tells, and by what it stores. */
    void checkFollowing(int most) {
        if (sinceDisturbed > most || sinceMembersChanged > most + MOST_UNSEEN) {
            oracle.fail(
                    "L2",
                    sinceDisturbed + " generations after the last disturbance, at " + disturbedMs + "; "
                            + sinceMembersChanged + " of the same members");
        }
    }
}
