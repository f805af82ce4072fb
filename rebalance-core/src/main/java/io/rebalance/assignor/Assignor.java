package io.rebalance.assignor;

/**
 * A strategy: who of a group works on which partition.
 *
 * <p>A pure function: the same input gives the same output, nothing is kept between calls, and every input has an
 * answer. The coordinator calls it on its own thread and waits for it; a slow assignor holds up all groups of that
 * coordinator.
 */
public interface Assignor {

    /** The name under which members offer it, as on the wire: {@code range}, {@code roundrobin}. Never changes. */
    String name();

    /** What members do with their partitions when they join again; {@link RebalanceMode#EAGER} unless overridden. */
    default RebalanceMode mode() {
        return RebalanceMode.EAGER;
    }

    /**
     * The assignment to strive for. That a partition may have to wait until its owner has let go of it is not
     * considered: that is the {@link RevocationBarrier}'s part.
     *
     * @param input the group; valid only during the call
     * @return one owner, or none, for every partition of {@code input}
     * @throws AssignorException if there is no answer; a defect, since every input has one
     */
    Assignment assign(AssignmentInput input) throws AssignorException;
}
