package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;

/** What every assignor owes to every group, whatever its strategy is. A broken law is an {@link AssertionError}. */
final class AssignorLaws {

    private final Assignor assignor;

    AssignorLaws(Assignor assignor) {
        this.assignor = assignor;
    }

    /** All laws that need no stickiness. */
    void hold(GroupSketch group) throws AssignorException {
        AssignmentInput input = group.input();
        Assignment assignment = assignor.assign(input);
        givesEveryPartitionToOneSubscriber(input, assignment);
        require(
                assignment.equals(assignor.assign(input)),
                "the same input was answered differently",
                input,
                assignment);
        for (long seed = 1; seed <= 3; seed++) {
            Assignment other = assignor.assign(group.shuffled(seed));
            require(assignment.equals(other), "the order of the input matters: " + other, input, assignment);
        }
    }

    /** Who was given all that an assignment says is given the same again. */
    void leavesItsOwnResultAlone(GroupSketch group) throws AssignorException {
        Assignment assignment = assignor.assign(group.input());
        Assignment again = assignor.assign(group.after(assignment).input());
        require(assignment.equals(again), "its own result became " + again, group.input(), assignment);
    }

    private static void givesEveryPartitionToOneSubscriber(AssignmentInput input, Assignment assignment) {
        require(assignment.partitionCount() == input.partitionCount(), "too many or too few", input, assignment);
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = assignment.ownerOf(p);
                require(owner >= 0 && owner < input.memberCount(), "nobody has partition " + p, input, assignment);
                require(subscribes(input, owner, t), "no subscriber has partition " + p, input, assignment);
            }
        }
    }

    static boolean subscribes(AssignmentInput input, int member, int topic) {
        for (int i = 0; i < input.subscriptionCount(member); i++) {
            if (input.subscribedTopic(member, i) == topic) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean condition, String broken, AssignmentInput input, Assignment assignment) {
        if (!condition) {
            throw new AssertionError(broken + "; " + assignment + " of " + input.memberCount() + " members, "
                    + input.topicCount() + " topics");
        }
    }
}
