package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/**
 * Shares in proportion to capacities, for members that all subscribe to everything: {@link EvenShares}, with a quota for
 * each member, and with extras only for those whose next partition is at the critical price.
 */
final class ProportionalShares {

    private static final int FULL = -1;

    private final AssignmentInput input;
    private final int[] owners;
    private final int[] missing;
    private final boolean[] mayHaveExtra;
    private int extras;

    private ProportionalShares(AssignmentInput input, int[] capacities) {
        this.input = input;
        this.owners = new int[input.partitionCount()];
        this.missing = new int[capacities.length];
        this.mayHaveExtra = new boolean[capacities.length];
        int[] all = new int[capacities.length];
        Arrays.setAll(all, m -> m);
        Quotas quotas = new Quotas(null, capacities);
        quotas.divide(owners.length, all, 0, all.length, 0);
        extras = owners.length;
        for (int m = 0; m < missing.length; m++) {
            missing[m] = quotas.low(m);
            mayHaveExtra[m] = quotas.high(m) > missing[m];
            extras -= missing[m];
        }
    }

    /** @param capacities of the members, of whom there must be one */
    static int[] assign(AssignmentInput input, int[] capacities) {
        ProportionalShares shares = new ProportionalShares(input, capacities);
        shares.keep();
        shares.deal();
        return shares.owners;
    }

    private void keep() {
        for (int p = 0; p < owners.length; p++) {
            int owner = input.previousOwnerOf(p);
            owners[p] = owner >= 0 && mayKeep(owner) ? owner : AssignmentInput.NONE;
        }
    }

    private boolean mayKeep(int member) {
        if (missing[member] == 0 && mayHaveExtra[member] && extras > 0) {
            extras--;
            missing[member] = FULL;
            return true;
        }
        return missing[member] > 0 && missing[member]-- > 0;
    }

    /** Deals what is free in turn, and the extras that are left to the first that may have one. */
    private void deal() {
        int[] below = new int[missing.length];
        int count = 0;
        for (int m = 0; m < missing.length; m++) {
            if (extras > 0 && mayHaveExtra[m] && missing[m] != FULL) {
                missing[m]++;
                extras--;
            }
            if (missing[m] > 0) {
                below[count++] = m;
            }
        }
        int staying = 0;
        int next = 0;
        for (int p = 0; p < owners.length; p++) {
            if (owners[p] == AssignmentInput.NONE) {
                int member = below[next++];
                owners[p] = member;
                if (--missing[member] > 0) {
                    below[staying++] = member;
                }
                if (next == count) {
                    count = staying;
                    staying = 0;
                    next = 0;
                }
            }
        }
    }
}
