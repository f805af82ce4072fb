package io.rebalance.assignors.live;

/**
 * Of members with one more than the quota, those for whom no extra is left: their last partitions come last of all. A heap of as
 * many as there are to be found, the first of them on top.
 */
final class Losers {

    private final long[] keys;
    private final int[] members;
    private int count;

    Losers(int capacity) {
        keys = new long[capacity];
        members = new int[capacity];
    }

    int member(int i) {
        return members[i];
    }

    int count() {
        return count;
    }

    /** Looks at one more member. */
    void offer(int member, long key) {
        if (count < keys.length) {
            int at = count++;
            while (at > 0 && keys[(at - 1) >> 1] > key) {
                set(at, (at - 1) >> 1);
                at = (at - 1) >> 1;
            }
            keys[at] = key;
            members[at] = member;
        } else if (count > 0 && key > keys[0]) {
            replaceFirst(member, key);
        }
    }

    private void replaceFirst(int member, long key) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= count) {
                break;
            }
            if (child + 1 < count && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            set(at, child);
            at = child;
        }
        keys[at] = key;
        members[at] = member;
    }

    private void set(int to, int from) {
        keys[to] = keys[from];
        members[to] = members[from];
    }
}
