package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/** What both sticky assignors strive for: here for equal subscriptions, in one pass over the partitions and a deal. */
final class StickyTarget {

    private StickyTarget() {}

    static Assignment of(AssignmentInput input) {
        if (!input.isHomogeneous()) {
            return Assignment.of(UnequalSubscriptions.assign(input));
        }
        int[] owners = new int[input.partitionCount()];
        if (input.memberCount() == 0) {
            Arrays.fill(owners, AssignmentInput.NONE);
        } else {
            new Shares(input.memberCount(), owners).fill(input);
        }
        return Assignment.of(owners);
    }

    /**
     * Equal shares: everybody gets {@code quota} partitions, and {@code extras} members one more.
     *
     * <p>Why nothing moves in vain: of the {@code o} partitions that a member owned it can keep at most {@code quota},
     * or one more if it is among the {@code extras}. {@link #keep} lets every member reach the first bound, and hands
     * out the extras to owners first; so it keeps as many as any balanced assignment.
     */
    private static final class Shares {

        private final int[] owners;
        private final int[] counts;
        private final int quota;
        private int extras;
        private int[] free = new int[16];
        private int freeCount;

        Shares(int members, int[] owners) {
            this.owners = owners;
            this.counts = new int[members];
            this.quota = owners.length / members;
            this.extras = owners.length % members;
        }

        void fill(AssignmentInput input) {
            keep(input);
            deal();
        }

        private void keep(AssignmentInput input) {
            for (int p = 0; p < owners.length; p++) {
                int owner = input.previousOwnerOf(p);
                if (owner >= 0 && counts[owner] < quota) {
                    counts[owner]++;
                    owners[p] = owner;
                } else if (owner >= 0 && counts[owner] == quota && extras > 0) {
                    counts[owner]++;
                    extras--;
                    owners[p] = owner;
                } else {
                    if (freeCount == free.length) {
                        free = Arrays.copyOf(free, (int) Math.min(owners.length, 2L * freeCount));
                    }
                    free[freeCount++] = p;
                }
            }
        }

        /**
         * One each in turn to those below the quota; then the extras, to those first that had their quota from the
         * start. A member that had to give something up has its full share, so it gets nothing back.
         */
        private void deal() {
            int[] below = new int[counts.length];
            int belowCount = 0;
            int[] full = new int[counts.length];
            int fullCount = 0;
            for (int m = 0; m < counts.length; m++) {
                if (counts[m] < quota) {
                    below[belowCount++] = m;
                } else if (counts[m] == quota) {
                    full[fullCount++] = m;
                }
            }
            int next = 0;
            while (belowCount > 0) {
                int rounds = quota;
                for (int i = 0; i < belowCount; i++) {
                    rounds = Math.min(rounds, quota - counts[below[i]]);
                }
                for (int round = 0; round < rounds; round++) {
                    for (int i = 0; i < belowCount; i++) {
                        owners[free[next++]] = below[i];
                    }
                }
                int still = 0;
                for (int i = 0; i < belowCount; i++) {
                    int m = below[i];
                    counts[m] += rounds;
                    if (counts[m] < quota) {
                        below[still++] = m;
                    } else {
                        full[fullCount++] = m;
                    }
                }
                belowCount = still;
            }
            for (int i = 0; next < freeCount; i++) {
                owners[free[next++]] = full[i];
            }
        }
    }
}
