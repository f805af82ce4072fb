package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Equal shares for members that subscribe alike: everybody gets a quota of partitions, and some get one more.
 *
 * <p>Why nothing moves in vain: of the partitions that a member owned it can keep at most the quota, or one more if it is
 * among those some. {@link #keep} lets every member reach the first bound, and hands out the extras to owners first; so it
 * keeps as many as any balanced assignment. A member that had to give something up has its full share, so it gets nothing
 * back.
 *
 * <p>Partitions that are free form a list inside the result: each holds where the one before it is, so that nothing but
 * the result and a number for each member has to be remembered.
 */
final class EvenShares {

    /** Of a member that can keep nothing more, and gets nothing more. */
    private static final int FULL = -1;

    private final AssignmentInput input;
    private final int[] owners;
    private final int[] missing;
    private int firstFree;
    private int lastFree;
    private int freeCount;

    /** @param owners the result, which is filled partition by partition */
    EvenShares(AssignmentInput input, int[] owners) {
        this.input = input;
        this.owners = owners;
        this.missing = new int[input.memberCount()];
        Arrays.fill(missing, FULL);
    }

    /** All partitions to all members. */
    static void all(AssignmentInput input, int[] owners) {
        EvenShares shares = new EvenShares(input, owners);
        int members = input.memberCount();
        int quota = owners.length / members;
        int extras = owners.length % members;
        Arrays.fill(shares.missing, quota);
        shares.keep(0, owners.length, extras);
        if (shares.freeCount == owners.length) {
            deal(members, owners);
        } else {
            shares.deal(null, 0, members);
        }
    }

    /** The partitions of some topics to some members, and to nobody else. */
    void share(int[] topics, int firstTopic, int topicEnd, int[] members, int firstMember, int memberEnd) {
        int count = 0;
        for (int i = firstTopic; i < topicEnd; i++) {
            count += input.firstPartition(topics[i] + 1) - input.firstPartition(topics[i]);
        }
        int extras = count % (memberEnd - firstMember);
        begin(members, firstMember, memberEnd, count / (memberEnd - firstMember));
        for (int i = firstTopic; i < topicEnd; i++) {
            extras = keep(input.firstPartition(topics[i]), input.firstPartition(topics[i] + 1), extras);
        }
        deal(members, firstMember, memberEnd);
    }

    /** From now on some members can get the quota. */
    void begin(int[] members, int from, int to, int quota) {
        for (int i = from; i < to; i++) {
            missing[members[i]] = quota;
        }
        freeCount = 0;
    }

    /**
     * Lets owners keep what they may of the partitions {@code from} up to, and without, {@code to}.
     *
     * @param extras how many members may have one more than the quota
     * @return how many still may
     */
    int keep(int from, int to, int extras) {
        int left = extras;
        for (int p = from; p < to; p++) {
            int owner = input.previousOwnerOf(p);
            if (owner >= 0) {
                int count = missing[owner];
                if (count > 0 || (count == 0 && left > 0)) {
                    left -= count == 0 ? 1 : 0;
                    missing[owner] = count - 1;
                    owners[p] = owner;
                    continue;
                }
            }
            free(p);
        }
        return left;
    }

    private void free(int partition) {
        if (freeCount == 0) {
            firstFree = partition;
        } else {
            owners[lastFree] = partition;
        }
        lastFree = partition;
        freeCount++;
    }

    private void give(int member) {
        int partition = firstFree;
        firstFree = owners[partition];
        owners[partition] = member;
        freeCount--;
    }

    /**
     * Deals what is free: one each in turn to those below the quota, then one each to those at it: the extras that are left.
     *
     * @param members the members; null for all
     */
    void deal(int @Nullable [] members, int from, int to) {
        int[] below = below(members, from, to);
        int count = below.length;
        while (count > 0) {
            int staying = 0;
            for (int i = 0; i < count; i++) {
                int member = below[i];
                give(member);
                if (--missing[member] > 0) {
                    below[staying++] = member;
                }
            }
            count = staying;
        }
        for (int i = from; i < to; i++) {
            int member = members == null ? i : members[i];
            if (missing[member] == 0 && freeCount > 0) {
                give(member);
            }
            missing[member] = FULL;
        }
    }

    private int[] below(int @Nullable [] members, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += missing[members == null ? i : members[i]] > 0 ? 1 : 0;
        }
        int[] below = new int[count];
        for (int i = from, next = 0; next < count; i++) {
            int member = members == null ? i : members[i];
            if (missing[member] > 0) {
                below[next++] = member;
            }
        }
        return below;
    }

    /** Deals all partitions to all members in turn, by copying what was dealt already. */
    private static void deal(int members, int[] owners) {
        int dealt = Math.min(members, owners.length);
        for (int p = 0; p < dealt; p++) {
            owners[p] = p;
        }
        while (dealt < owners.length) {
            int count = Math.min(dealt, owners.length - dealt);
            System.arraycopy(owners, 0, owners, dealt, count);
            dealt += count;
        }
    }
}
