package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.CooperativeStickyAssignor;
import io.rebalance.assignors.OptimalityCertificate;
import io.rebalance.assignors.StickyAssignor;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Makes sure that what is measured is worth measuring: a peer's answer is an assignment of the whole group, an answer of ours
 * is no worse than Kafka's, and one of our sticky assignors is optimal.
 */
final class AssignmentCheck {

    private static final double QUICK_NS = 1e9;
    private static final long PROVABLE = 20_000_000; // members times topics; a proof looks at every subscription

    private AssignmentCheck() {}

    /**
     * Calls a peer, and looks at its answer; twice if it is quick, since whoever uses up what it is given would differ then.
     *
     * @param capSeconds how long to wait for an answer
     * @throws IllegalStateException if it gave a wrong answer, or none in time; says what is wrong
     */
    static void check(Route route, AssignmentPeer peer, AssignmentCase group, Assignor assignor, int capSeconds)
            throws AssignorException, InterruptedException {
        CappedCall call = call(route, peer, group, assignor, capSeconds);
        requireSense(route, peer.read(call.answer()), group, assignor);
        if (call.wallNs() < QUICK_NS) {
            requireSense(route, peer.read(peer.assign()), group, assignor);
        }
    }

    private static CappedCall call(
            Route route, AssignmentPeer peer, AssignmentCase group, Assignor assignor, int capSeconds)
            throws InterruptedException {
        try {
            return CappedCall.of(peer::assign, 1_000L * capSeconds)
                    .orElseThrow(() -> new IllegalStateException(
                            who(route, assignor) + " with " + group + " did not finish in " + capSeconds + " s"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(who(route, assignor) + " with " + group + " threw", e.getCause());
        }
    }

    /** Looks at an answer. */
    static void requireSense(Route route, Assignment answer, AssignmentCase group, Assignor assignor)
            throws AssignorException {
        if (route == Route.FLOOR) {
            return; // it assigns nothing
        }
        AssignmentInput input = group.input();
        String who = who(route, assignor) + " with " + group;
        boolean mayWithhold = !route.isKafkas() || route == Route.KAFKA || route == Route.KAFKA_BYTES;
        requireValid(who, input, answer, mayWithhold && assignor.mode() == RebalanceMode.COOPERATIVE);
        if (!Assignors.all().contains(assignor)) {
            return;
        }
        boolean isSticky = assignor instanceof StickyAssignor || assignor instanceof CooperativeStickyAssignor;
        boolean isProvable = (long) input.memberCount() * input.topicCount() <= PROVABLE;
        if (route == Route.NUMBERS && isSticky && isProvable) {
            Optional<String> objection = OptimalityCertificate.of(input).objection(input, assignor.assign(input));
            require(objection.isEmpty(), who + " is not optimal: " + objection.orElse(""));
        } else if (route == Route.KAFKA
                && group.structure() == AssignmentCase.Structure.EQUAL
                && group.past() == AssignmentCase.Past.OURS) {
            requireEqualWorth(who, input, OurNumbers.granted(assignor, input), answer);
        } else if (route.isKafkas() && assignor instanceof StickyAssignor) {
            requireNoWorse(who, input, assignor.assign(input), answer);
        }
    }

    private static String who(Route route, Assignor assignor) {
        return route.method() + " of " + assignor.getClass().getName();
    }

    /**
     * Refuses what is no assignment of the whole group.
     *
     * @param who to be named in the refusal
     * @param mayWithhold whether partitions whose owner is to lose them may be nobody's
     */
    static void requireValid(String who, AssignmentInput input, Assignment answer, boolean mayWithhold) {
        require(answer != null, who + " gave no assignment");
        require(
                answer.partitionCount() == input.partitionCount(),
                who + " gave an assignment of " + answer.partitionCount() + " partitions, the group has "
                        + input.partitionCount());
        int[] subscribedFor = new int[input.memberCount()]; // the last topic at which a member was seen, and one
        int[] next = new int[input.memberCount()];
        for (int t = 0; t < input.topicCount(); t++) {
            for (int m = 0; m < next.length && !input.isHomogeneous(); m++) {
                if (next[m] < input.subscriptionCount(m) && input.subscribedTopic(m, next[m]) == t) {
                    next[m]++;
                    subscribedFor[m] = t + 1;
                }
            }
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = answer.ownerOf(p);
                if (owner == AssignmentInput.NONE && mayWithhold && input.previousOwnerOf(p) >= 0) {
                    continue;
                }
                if (owner < 0
                        || owner >= input.memberCount()
                        || (!input.isHomogeneous() && subscribedFor[owner] != t + 1)) {
                    throw new IllegalStateException(
                            wrong(who, input, t, p, owner)); // said only when needed: there are millions
                }
            }
        }
    }

    private static String wrong(String who, AssignmentInput input, int topic, int p, int owner) {
        String partition = "partition " + (p - input.firstPartition(topic)) + " of " + input.topicName(topic);
        if (owner == AssignmentInput.NONE) {
            return who + " gave " + partition + " to nobody, though it has subscribers";
        }
        return owner < 0 || owner >= input.memberCount()
                ? who + " gave " + partition + " to member " + owner + ", there are " + input.memberCount()
                : who + " gave " + partition + " to " + input.memberId(owner) + ", which does not subscribe to it";
    }

    private static void requireEqualWorth(String who, AssignmentInput input, Assignment ours, Assignment theirs) {
        String loads = Arrays.toString(loads(input, ours));
        require(
                loads.equals(Arrays.toString(loads(input, theirs))),
                who + " must have equal loads with ours, had " + Arrays.toString(loads(input, theirs)) + " and ours "
                        + loads);
        requireEqual(who, "partitions that left their owner", moved(input, ours), moved(input, theirs));
        requireEqual(who, "partitions that nobody has", unowned(ours), unowned(theirs));
    }

    private static void requireNoWorse(String who, AssignmentInput input, Assignment ours, Assignment theirs) {
        long ourSquares = squares(loads(input, ours));
        long theirSquares = squares(loads(input, theirs));
        require(
                ourSquares < theirSquares || (ourSquares == theirSquares && moved(input, ours) <= moved(input, theirs)),
                who + " is better than ours: squares of loads " + theirSquares + " and ours " + ourSquares + ", moved "
                        + moved(input, theirs) + " and ours " + moved(input, ours));
    }

    /** In ascending order. */
    private static int[] loads(AssignmentInput input, Assignment assignment) {
        int[] loads = new int[input.memberCount()];
        for (int p = 0; p < assignment.partitionCount(); p++) {
            if (assignment.ownerOf(p) >= 0) {
                loads[assignment.ownerOf(p)]++;
            }
        }
        Arrays.sort(loads);
        return loads;
    }

    private static long squares(int[] loads) {
        long sum = 0;
        for (int load : loads) {
            sum += (long) load * load;
        }
        return sum;
    }

    private static int moved(AssignmentInput input, Assignment assignment) {
        int moved = 0;
        for (int p = 0; p < assignment.partitionCount(); p++) {
            int owner = input.previousOwnerOf(p);
            moved += owner >= 0 && owner != assignment.ownerOf(p) ? 1 : 0;
        }
        return moved;
    }

    private static int unowned(Assignment assignment) {
        int unowned = 0;
        for (int p = 0; p < assignment.partitionCount(); p++) {
            unowned += assignment.ownerOf(p) < 0 ? 1 : 0;
        }
        return unowned;
    }

    private static void requireEqual(String who, String what, int ours, int theirs) {
        require(ours == theirs, who + " must have as many " + what + " as ours, had " + theirs + " and ours " + ours);
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalStateException(otherwise);
        }
    }
}
