package io.rebalance.internal.offset;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Something for each of some partitions of a topic, by number.
 *
 * <p>A hash table with open addressing: eight to sixteen bytes an entry beside the entry itself, no object for a key.
 * Who clashes sits on the next free place; who goes lets those behind it move up.
 */
final class PartitionMap<V> {

    private static final int LEAST_CAPACITY = 4;
    private static final int GOLDEN = 0x9E3779B9; // spreads any regular numbers evenly

    private int[] partitions = new int[LEAST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[LEAST_CAPACITY]; // null: a free place
    private int size;

    /** What to do with each entry. */
    @FunctionalInterface
    interface Visitor<V> {
        void visit(int partition, V value);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    @Nullable
    V get(int partition) {
        return valueAt(place(partition));
    }

    /** Puts a value, and returns what was there before, or null. */
    @Nullable
    V put(int partition, V value) {
        int place = place(partition);
        V before = valueAt(place);
        partitions[place] = partition;
        values[place] = value;
        if (before == null && ++size > values.length * 3 / 4) {
            resize(values.length * 2);
        }
        return before;
    }

    /** Removes a value, and returns it, or null if there was none. */
    @Nullable
    V remove(int partition) {
        int hole = place(partition);
        V before = valueAt(hole);
        if (before == null) {
            return null;
        }
        size--;
        int mask = values.length - 1;
        for (int i = (hole + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            int home = home(partitions[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) { // it may sit in the hole: that is not before its home
                partitions[hole] = partitions[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = null;
        if (values.length > LEAST_CAPACITY && size < values.length / 8) {
            resize(values.length / 2);
        }
        return before;
    }

    /** Visits all entries, in no order. */
    void forEach(Visitor<V> visitor) {
        for (int i = 0; i < values.length; i++) {
            V value = valueAt(i);
            if (value != null) {
                visitor.visit(partitions[i], value);
            }
        }
    }

    /** The numbers of the partitions, lowest first. */
    int[] sorted() {
        int[] sorted = IntStream.range(0, values.length)
                .filter(i -> values[i] != null)
                .map(i -> partitions[i])
                .toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Where the partition is, or would be put. */
    private int place(int partition) {
        int i = home(partition);
        while (values[i] != null && partitions[i] != partition) {
            i = (i + 1) & (values.length - 1);
        }
        return i;
    }

    private int home(int partition) {
        return (partition * GOLDEN) >>> Integer.numberOfLeadingZeros(values.length - 1);
    }

    @SuppressWarnings("unchecked") // only put() writes values
    private @Nullable V valueAt(int place) {
        return (V) values[place];
    }

    private void resize(int capacity) {
        int[] oldPartitions = partitions;
        @Nullable Object[] oldValues = values;
        partitions = new int[capacity];
        values = new @Nullable Object[capacity];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int place = place(oldPartitions[i]);
                partitions[place] = oldPartitions[i];
                values[place] = oldValues[i];
            }
        }
    }
}
