package io.rebalance.assignors.live;

import java.util.Arrays;

/**
 * What each member has, in the order of topics and partitions, as far as it takes to give up the last: a heap of keys for
 * each member, the greatest on top. A key is the topic's place in the order of names, and behind it the partition.
 */
final class Holds {

    private static final long[] NOTHING = {};
    private static final int LARGE = 64; // what is not worth being given back

    private long[][] heaps = {};
    private int[] sizes = {};
    private long[] tops = {}; // by member; kept apart, because all of them are looked at together

    /** Makes room for handles below {@code count}. */
    void reserve(int count) {
        int old = heaps.length;
        if (count > old) {
            int length = Math.max(count, 2 * old);
            heaps = Arrays.copyOf(heaps, length);
            Arrays.fill(heaps, old, length, NOTHING);
            sizes = Arrays.copyOf(sizes, length);
            tops = Arrays.copyOf(tops, length);
        }
    }

    /** How many partitions the member has. */
    int size(int member) {
        return sizes[member];
    }

    /** The last of them; of no meaning if there is none. */
    long last(int member) {
        return tops[member];
    }

    /** Everything the member has, in any order, in an array that may be longer. Not to be written into. */
    long[] all(int member) {
        return heaps[member];
    }

    void clear(int member) {
        heaps[member] = NOTHING;
        sizes[member] = 0;
    }

    /** Gives the member exactly these, which are ascending; the array is the member's from now on. */
    void set(int member, long[] ascending) {
        for (int i = 0, j = ascending.length - 1; i < j; i++, j--) {
            long key = ascending[i];
            ascending[i] = ascending[j];
            ascending[j] = key;
        }
        heaps[member] = ascending; // descending, which is a heap
        sizes[member] = ascending.length;
        tops[member] = ascending.length == 0 ? 0 : ascending[0];
    }

    void add(int member, long key) {
        long[] heap = heaps[member];
        int at = sizes[member]++;
        if (at == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(4, at + (at >> 1)));
            heaps[member] = heap;
        }
        while (at > 0) {
            int parent = (at - 1) >> 1;
            if (heap[parent] >= key) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = key;
        tops[member] = heap[0];
    }

    /** Takes the last of what the member has. */
    long removeLast(int member) {
        long[] heap = heaps[member];
        long last = heap[0];
        int size = --sizes[member];
        long key = heap[size];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= key) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
        tops[member] = heap[0];
        if (heap.length > LARGE && size < heap.length / 4) {
            heaps[member] = Arrays.copyOf(heap, 2 * size);
        }
        return last;
    }
}
