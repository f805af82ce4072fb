package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignorException;

/** One assignor with one group, ready to be called as often as one likes: in its own form, with its own form of answer. */
interface AssignmentPeer {

    /** What is measured: an assignment, in the peer's own form. */
    Object assign() throws AssignorException;

    /**
     * What an answer says, in the numbers of the group's input.
     *
     * @param answer what {@link #assign} returned
     * @throws AssignorException if it names what is not in the group, or gives a partition twice
     */
    Assignment read(Object answer) throws AssignorException;
}
