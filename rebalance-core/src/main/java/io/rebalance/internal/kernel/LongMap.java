package io.rebalance.internal.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A map from numbers to objects that makes no objects of the numbers. It cannot be walked through, so that no order of
 * its own reaches anybody.
 *
 * @param <V> what the numbers stand for
 */
public final class LongMap<V> {

    private static final int SMALLEST = 16;
    private static final int KEPT = 1 << 16; // places, once nothing is left in the map
    private static final int RUN_BITS = 4;
    private static final int RUN = 1 << RUN_BITS;

    private long[] keys = new long[SMALLEST];
    private @Nullable Object[] values = new @Nullable Object[SMALLEST]; // null: free
    private int size;
    private int shift = shift(SMALLEST);

    /** How many numbers stand for something. */
    public int size() {
        return size;
    }

    /** What the number stands for, or null. */
    @SuppressWarnings("unchecked") // only put() writes
    public @Nullable V get(long key) {
        return size == 0 ? null : (V) values[slot(key)];
    }

    /** From now on the number stands for this. */
    public void put(long key, V value) {
        int slot = slot(key);
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
        if (size * 2 > values.length) {
            resize(2 * values.length);
        }
    }

    /** From now on the number stands for nothing. */
    public void remove(long key) {
        int hole = slot(key);
        if (values[hole] == null) {
            return;
        }
        size--;
        int mask = values.length - 1;
        for (int i = (hole + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            // whatever was put behind the hole because of it moves up
            int home = home(keys[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = null;
        if (size == 0 && values.length > KEPT) {
            resize(SMALLEST);
        }
    }

    /** How far the farthest number is from where it belongs. */
    int farthest() {
        int farthest = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                farthest = Math.max(farthest, (i - home(keys[i])) & (values.length - 1));
            }
        }
        return farthest;
    }

    /** For how many there would be room. */
    int places() {
        return values.length;
    }

    private int slot(long key) {
        int mask = values.length - 1;
        int slot = home(key);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Numbers that follow each other, as most do, lie side by side; runs of them come apart by Fibonacci hashing. */
    private int home(long key) {
        long run = (key >>> RUN_BITS) * 0x9E3779B97F4A7C15L; // in its top bits all bits of the number have a say
        return ((int) (run >>> 1 >>> shift) << RUN_BITS) | ((int) key & (RUN - 1));
    }

    /** How many of a run's bits, but one, say nothing about its place among so many. */
    private static int shift(int length) {
        return Long.SIZE - 1 - Integer.numberOfTrailingZeros(length / RUN);
    }

    private void resize(int length) {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[length];
        values = new @Nullable Object[length];
        shift = shift(length);
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
