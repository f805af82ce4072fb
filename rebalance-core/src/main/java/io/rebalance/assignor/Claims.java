package io.rebalance.assignor;

import io.rebalance.internal.raw.FieldReader;
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
    private int generation; // of all claims, unless they are of different ones
    private boolean areGenerationsMixed;

    /** Makes room for so many runs, of a partition each. */
    void reserveRuns(int count) {
        reserve((HEAD + 1) * count);
    }

    void add(int topic, int partition, int generation) {
        if (lastRun < 0 || runs[lastRun] != topic || runs[lastRun + 1] != generation) {
            beginRun(topic, generation, 1);
        }
        add(partition);
    }

    /** Begins a run of about so many partitions, whose numbers are added next. */
    void beginRun(int topic, int generation, int room) {
        reserve(HEAD + room);
        if (lastRun < 0) {
            this.generation = generation;
        }
        areGenerationsMixed |= generation != this.generation;
        lastRun = size;
        runs[size++] = topic;
        runs[size++] = generation;
        runs[size++] = 0;
    }

    /** Adds a run of so many partitions, the ones that come next. */
    void readRun(int topic, int generation, int count, FieldReader in) {
        beginRun(topic, generation, count);
        in.int32s(runs, size, count);
        runs[lastRun + 2] = count;
        size += count;
    }

    /** The first partition of the run added last that is negative; 0 or more if there is none. */
    int firstNegative() {
        for (int i = lastRun + HEAD; i < size; i++) {
            if (runs[i] < 0) {
                return runs[i];
            }
        }
        return 0;
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

    /** Says of all claims that they are since {@code generation}; there come no more. */
    void areSince(int generation) {
        this.generation = generation;
        areGenerationsMixed = false;
    }

    /** Forgets all claims. */
    void clear() {
        size = 0;
        lastRun = -1;
        areGenerationsMixed = false;
    }

    /** Tells {@code owners} whatever member {@code m} claims. */
    void tell(int m, Owners owners) {
        for (int run = 0; run < size; run += HEAD + runs[run + 2]) {
            int since = areGenerationsMixed ? runs[run + 1] : generation;
            owners.claim(m, runs[run], since, runs, run + HEAD, run + HEAD + runs[run + 2]);
        }
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Whether they are of more than one generation. */
    boolean areGenerationsMixed() {
        return areGenerationsMixed;
    }

    /** The generation of all of them, or of the first. */
    int generation() {
        return generation;
    }
}
