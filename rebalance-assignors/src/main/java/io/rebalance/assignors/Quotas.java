package io.rebalance.assignors;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What balance asks of classes of members among whom any partition can go to anybody: how many partitions each of their
 * members gets at least, and at most, which is the same or one more.
 *
 * <p>Without capacities that is the average, rounded down and up. With capacities the sum of {@code load * load / capacity}
 * is to be least. The partition that brings a member to {@code load} adds {@code (2 * load - 1) / capacity} to it, its
 * price, which rises with the load; so the cheapest are given out until all are, and the last one's price divides them: what
 * is cheaper is given to everybody, what is as dear to as many as are left. These are the divisors of Webster and
 * Sainte-Laguë. Everything is compared in whole numbers: prices are below 2^32 over capacities below 2^31.
 */
final class Quotas {

    private final int @Nullable [] firstMember;
    private final int @Nullable [] capacities;

    private int averageLow;
    private int averageHigh;

    // the critical price
    private long price;
    private long perCapacity;
    private boolean isExact;

    /**
     * @param firstMember where the members of each class begin, and behind them the end; null if every class has one
     * @param capacities the capacity of the members of each class, or null if they are equal
     */
    Quotas(int @Nullable [] firstMember, int @Nullable [] capacities) {
        this.firstMember = firstMember;
        this.capacities = capacities;
    }

    /**
     * Divides partitions among some classes, of which there must be one.
     *
     * @param order holds the classes, each {@code offset} above its number, from a place up to, and without, another
     */
    void divide(int partitions, int[] order, int from, int to, int offset) {
        if (capacities == null) {
            int members = 0;
            for (int i = from; i < to; i++) {
                members += size(order[i] - offset);
            }
            averageLow = partitions / members;
            averageHigh = averageLow + (partitions % members == 0 ? 0 : 1);
        } else {
            int[] classes = new int[to - from];
            Arrays.setAll(classes, i -> order[from + i] - offset);
            findPrice(partitions, classes, capacities);
            long most = 0;
            isExact = false;
            for (int k : classes) {
                most += (long) size(k) * high(k);
            }
            isExact = most == partitions;
        }
    }

    private int size(int k) {
        return firstMember == null ? 1 : firstMember[k + 1] - firstMember[k];
    }

    /** How many partitions a member of a class that was last divided among gets at least. */
    int low(int k) {
        if (capacities == null) {
            return averageLow;
        }
        return isExact ? high(k) : (int) ((Math.floorDiv(price * capacities[k] - 1, perCapacity) + 1) / 2);
    }

    /** How many it gets at most. */
    int high(int k) {
        return capacities == null ? averageHigh : (int) ((price * capacities[k] / perCapacity + 1) / 2);
    }

    private void findPrice(int partitions, int[] classes, int[] capacities) {
        int[] loads = new int[classes.length];
        long left = partitions - startLoads(partitions, classes, capacities, loads);
        price = 0;
        perCapacity = 1;
        for (int i = 0; i < loads.length; i++) {
            if (loads[i] > 0 && comparePrices(2L * loads[i] - 1, capacities[classes[i]], price, perCapacity) > 0) {
                price = 2L * loads[i] - 1;
                perCapacity = capacities[classes[i]];
            }
        }
        PriorityQueue<Integer> cheapest = new PriorityQueue<>((i, j) ->
                comparePrices(2L * loads[i] + 1, capacities[classes[i]], 2L * loads[j] + 1, capacities[classes[j]]));
        for (int i = 0; left > 0 && i < classes.length; i++) {
            cheapest.add(i);
        }
        while (left > 0) {
            int i = cheapest.remove();
            price = 2L * loads[i] + 1;
            perCapacity = capacities[classes[i]];
            loads[i]++;
            left -= size(classes[i]);
            cheapest.add(i);
        }
    }

    /**
     * Gives everybody what costs at most a price at which no more can be given out than there is, and little less: at
     * {@code (2 * partitions - members) / all capacities} roundings can only just make up for what is taken off.
     */
    private long startLoads(int partitions, int[] classes, int[] capacities, int[] loads) {
        long members = 0;
        long all = 0;
        for (int k : classes) {
            members += size(k);
            all += (long) size(k) * capacities[k];
        }
        long given = 0;
        for (int i = 0; 2L * partitions > members && i < classes.length; i++) {
            long twice = (2L * partitions - members) * capacities[classes[i]];
            loads[i] = (int) (twice / (2 * all) + (twice % (2 * all) >= all ? 1 : 0));
            given += (long) size(classes[i]) * loads[i];
        }
        return given;
    }

    /** Compares {@code price / per} with {@code other / otherPer}. */
    private static int comparePrices(long price, long per, long other, long otherPer) {
        return Long.compare(price * otherPer, other * per);
    }
}
