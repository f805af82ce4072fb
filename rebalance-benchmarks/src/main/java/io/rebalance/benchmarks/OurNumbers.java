package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;

/** An assignor from an {@link AssignmentInput} to an {@link Assignment}: what it costs itself. */
final class OurNumbers implements AssignmentPeer {

    private final AssignmentInput input;
    private final Assignor assignor;

    OurNumbers(AssignmentCase group, Assignor assignor) {
        this.input = group.input();
        this.assignor = assignor;
    }

    @Override
    public Assignment assign() throws AssignorException {
        return granted(assignor, input);
    }

    @Override
    public Assignment read(Object answer) {
        return (Assignment) answer;
    }

    /** What members get: where they work on meanwhile, nothing that another still holds. */
    static Assignment granted(Assignor assignor, AssignmentInput input) throws AssignorException {
        Assignment target = assignor.assign(input);
        return assignor.mode() == RebalanceMode.COOPERATIVE
                ? RevocationBarrier.of(input, target).granted()
                : target;
    }
}
