package io.rebalance.assignors.live;

import java.util.Arrays;

/** Some partitions, by their keys: the topic's place in the order of names, and behind it the partition. */
final class Keys {

    private long[] keys = new long[16];
    private int count;

    static long of(int place, int partition) {
        return ((long) place << Integer.SIZE) | partition;
    }

    static int place(long key) {
        return (int) (key >> Integer.SIZE);
    }

    static int partition(long key) {
        return (int) key;
    }

    void add(long key) {
        reserve(1);
        keys[count++] = key;
    }

    void addAll(long[] more, int moreCount) {
        reserve(moreCount);
        System.arraycopy(more, 0, keys, count, moreCount);
        count += moreCount;
    }

    private void reserve(int more) {
        if (count + more > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(count + more, 2 * keys.length));
        }
    }

    int count() {
        return count;
    }

    /** All of them, ascending. */
    long[] sorted() {
        long[] sorted = Arrays.copyOf(keys, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
