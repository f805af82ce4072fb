package io.rebalance.assignor;

import java.util.Arrays;

/**
 * Keeps a partition from having two owners while it moves: what a live member holds is withheld from everybody else
 * until that member has let go of it.
 *
 * <p>Members of a {@linkplain RebalanceMode#COOPERATIVE cooperative} group work on while the group rebalances. So a
 * partition that is to move is given to nobody in this generation; its owner learns that it has lost it, joins again
 * without it, and the next generation gives it to its new owner. A contested partition is withheld from all.
 *
 * @kip 429
 */
public final class RevocationBarrier {

    private final Assignment granted;
    private final int[] withheld;

    private RevocationBarrier(Assignment granted, int[] withheld) {
        this.granted = granted;
        this.withheld = withheld;
    }

    /**
     * What of {@code target} may be granted in this generation. Costs one pass over the partitions.
     *
     * @param input the group, with who holds what
     * @param target the assignment to strive for
     * @throws IllegalArgumentException if {@code target} has another number of partitions than {@code input}
     */
    public static RevocationBarrier of(AssignmentInput input, Assignment target) {
        if (target.partitionCount() != input.partitionCount()) {
            throw new IllegalArgumentException(
                    "target must have " + input.partitionCount() + " partitions, had " + target.partitionCount());
        }
        int[] owners = new int[target.partitionCount()];
        int[] withheld = new int[16];
        int count = 0;
        for (int p = 0; p < owners.length; p++) {
            int holder = input.previousOwnerOf(p);
            int next = target.ownerOf(p);
            if (holder == AssignmentInput.NONE || holder == next) {
                owners[p] = next;
            } else {
                owners[p] = AssignmentInput.NONE;
                if (count == withheld.length) {
                    withheld = Arrays.copyOf(withheld, 2 * count);
                }
                withheld[count++] = p;
            }
        }
        return new RevocationBarrier(Assignment.of(owners), Arrays.copyOf(withheld, count));
    }

    /** What may be granted now. */
    public Assignment granted() {
        return granted;
    }

    /** How many partitions are withheld. A further rebalance is needed unless there are none. */
    public int withheldCount() {
        return withheld.length;
    }

    /**
     * The {@code i}-th partition that is withheld, in ascending order.
     *
     * @throws ArrayIndexOutOfBoundsException unless {@code 0 <= i < withheldCount()}
     */
    public int withheld(int i) {
        return withheld[i];
    }
}
