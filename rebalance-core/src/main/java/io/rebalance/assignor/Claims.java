package io.rebalance.assignor;

import java.util.Arrays;

/**
 * What one member says that it holds, in the order of saying: runs of partitions of one topic since one generation, the
 * topic by the number of its name.
 */
final class Claims {

    private static final int HEAD = 3; // topic, generation, how many partitions

    private int[] runs = {};
    private int size;
    private int lastRun = -1;

    void add(int topic, int partition, int generation) {
        if (lastRun < 0 || runs[lastRun] != topic || runs[lastRun + 1] != generation) {
            beginRun(topic, generation, 1);
        }
        add(partition);
    }

    /** Begins a run of about so many partitions, whose numbers are added next. */
    void beginRun(int topic, int generation, int room) {
        reserve(HEAD + room);
        lastRun = size;
        runs[size++] = topic;
        runs[size++] = generation;
        runs[size++] = 0;
    }

    /** Adds a partition to the run that was begun last. */
    void add(int partition) {
        reserve(1);
        runs[size++] = partition;
        runs[lastRun + 2]++;
    }

    private void reserve(int more) {
        if (size + more > runs.length) {
            runs = Arrays.copyOf(runs, Math.max(size + more, Math.max(8, 2 * size)));
        }
    }

    /** Says of all claims that they are since {@code generation}. */
    void areSince(int generation) {
        for (int run = 0; run < size; run += HEAD + runs[run + 2]) {
            runs[run + 1] = generation;
        }
    }

    /** Forgets all claims. */
    void clear() {
        size = 0;
        lastRun = -1;
    }

    /** Tells {@code owners} whatever member {@code m} claims. */
    void tell(int m, Owners owners) {
        for (int run = 0; run < size; run += HEAD + runs[run + 2]) {
            owners.claim(m, runs[run], runs[run + 1], runs, run + HEAD, run + HEAD + runs[run + 2]);
        }
    }

    /** Whether all claims are since {@code generation}. */
    boolean isAllSince(int generation) {
        for (int run = 0; run < size; run += HEAD + runs[run + 2]) {
            if (runs[run + 1] != generation) {
                return false;
            }
        }
        return true;
    }

    /** The generation of the first claim; {@code otherwise} if there is none. */
    int firstGeneration(int otherwise) {
        return size == 0 ? otherwise : runs[1];
    }
}
