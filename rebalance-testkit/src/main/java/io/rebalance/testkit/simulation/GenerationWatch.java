package io.rebalance.testkit.simulation;

import io.rebalance.member.GroupMember;
import io.rebalance.view.GroupEvent;

/** How generations come about: each has a cause, and not many follow from one. */
final class GenerationWatch {

    private final World world;
    private final Oracle oracle;
    private long disturbedMs;
    private int sinceDisturbed;

    GenerationWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    void happened(GroupEvent event) {
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
                        GROUP_TOO_LARGE -> disturbed();
                case METADATA_CHANGED -> {
                    if (isBackFromAbsence(started.cause().memberId())) {
                        disturbed();
                    }
                }
                case LEADER_REJOINED, FOLLOW_UP -> {}
            }
        } else if (event instanceof GroupEvent.MemberJoined
                || event instanceof GroupEvent.MemberRemoved
                || event instanceof GroupEvent.MemberReplaced) {
            disturbed();
        }
    }

    /** S22: each generation has a cause. */
    private void began(int generationId, int causeCount) {
        if (causeCount <= 0) {
            oracle.fail("S22", "nobody knows why there is generation " + generationId);
        }
        sinceDisturbed++;
    }

    /** Whether a join phase ended without that static member, which kept its place in the group. */
    private boolean isBackFromAbsence(String memberId) {
        for (Worker worker : world.workers) {
            GroupMember member = worker.member();
            if (worker.isStatic() && member != null && member.memberId().equals(memberId)) {
                return member.generationId() < oracle.log().generation();
            }
        }
        return false;
    }

    /** Something from outside happened to the group. */
    void disturbed() {
        disturbedMs = world.trueMs();
        sinceDisturbed = 0;
    }

    /** How many generations there were since. */
    int sinceDisturbed() {
        return sinceDisturbed;
    }

    long disturbedMs() {
        return disturbedMs;
    }
}
