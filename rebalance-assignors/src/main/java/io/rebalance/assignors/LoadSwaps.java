package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the loads of members more even by exchanges: one partition for one other, so that everybody has as many as before.
 *
 * <p>What counts is the load of each member by its capacity, its <i>burden</i>: the greatest first, then the next, and so
 * on. An exchange between two members is made if it makes the greater of their two burdens less, or the lesser one where the
 * greater stays; so the burdens of all, sorted from the greatest, fall every time, which comes to an end. The most burdened
 * member is served first, with the least burdened one that it can exchange anything with, and of all exchanges of these two
 * with the one that leaves the least burdens, until there is none; then the next member, and when all had their turn,
 * everybody again, until nothing is found. Pairs that are as they were when nothing was found are left out.
 *
 * <p>First those partitions are exchanged that are not with their previous owners, which takes nothing more away from
 * anybody; then all, up to the budget, if every partition has an owner that could keep it. That condition lets cooperative
 * members come to rest: what was withheld from its new owner has none in the next round, in which therefore nothing moves
 * again. No exchange makes more partitions distant. To even loads out completely is beyond any method that is known to be
 * fast, so an end is set: so many looks at partitions and members, in all.
 */
final class LoadSwaps {

    private static final int NONE = -1;
    private static final long FIRST_LOOKS = 2_000_000;
    private static final long LOOKS_PER_PARTITION = 100;
    private static final int SHIFTS_A_LOOK = 16; // to move neighbours in an array by one place is cheap

    private final AssignmentInput input;
    private final int[] owners;
    private final long[] loads; // by partition
    private final int @Nullable [] capacities;
    private final @Nullable ReplicaRacks racks;
    private final SubscriptionClasses classes;
    private final int[] topicOf;

    // the partitions of each member, from the least load
    private final int[] first;
    private final int[] slots;

    private final long[] loadOfMember;
    private final int[] ranking; // members from the most burdened
    private final long[] changed; // when a member last took part in an exchange
    private final long[] searched; // when nothing was last found for it
    private long time;

    private int moves;
    private int moveLimit;
    private long maxLooks;
    private long looks;

    // the best exchange so far of two members
    private int bestGiven; // a slot
    private int bestTaken;
    private int bestMoves;
    private int bestUpper; // the member that is more burdened then
    private long bestOfUpper;
    private int bestLower;
    private long bestOfLower;

    private LoadSwaps(
            AssignmentInput input,
            int[] owners,
            long[] loads,
            int @Nullable [] capacities,
            @Nullable ReplicaRacks racks) {
        this.input = input;
        this.owners = owners;
        this.loads = loads;
        this.capacities = capacities;
        this.racks = racks;
        this.classes = SubscriptionClasses.of(input);
        this.topicOf = new int[owners.length];
        for (int t = 0; t < input.topicCount(); t++) {
            Arrays.fill(topicOf, input.firstPartition(t), input.firstPartition(t + 1), t);
        }
        int members = input.memberCount();
        this.first = new int[members + 1];
        this.slots = new int[owners.length];
        this.loadOfMember = new long[members];
        this.changed = new long[members];
        this.searched = new long[members];
        for (int p = 0; p < owners.length; p++) {
            if (owners[p] >= 0) {
                loadOfMember[owners[p]] += loads[p];
            }
        }
        this.ranking = IntStream.range(0, members)
                .boxed()
                .sorted((m, n) -> compareBurdens(n, m))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Exchanges what makes loads more even.
     *
     * @param owners who has what, and who has it afterwards
     * @param loads of the partitions, not negative, with a sum that is a {@code long}
     * @param capacities of the members, or null if they are equal
     * @param racks where members and replicas are, or null if that does not count
     * @param moveBudget how many partitions more may be away from previous owners afterwards
     * @return how many looks it took
     */
    static long apply(
            AssignmentInput input,
            int[] owners,
            long[] loads,
            int @Nullable [] capacities,
            @Nullable ReplicaRacks racks,
            int moveBudget) {
        LoadSwaps swaps = new LoadSwaps(input, owners, loads, capacities, racks);
        swaps.apply(moveBudget);
        return swaps.looks;
    }

    /** After how many looks it stops; the step at hand is finished, which takes fewer than there are partitions and members. */
    static long maxLooks(int partitions) {
        return FIRST_LOOKS + LOOKS_PER_PARTITION * partitions;
    }

    private void apply(int moveBudget) {
        int keptCount = 0;
        int movedCount = 0;
        boolean isEverythingOwned = true;
        for (int p = 0; p < owners.length; p++) {
            if (owners[p] >= 0) {
                int before = input.previousOwnerOf(p);
                boolean isOwned = before >= 0 && subscribes(before, owners[p], topicOf[p]);
                isEverythingOwned &= isOwned;
                keptCount += before == owners[p] ? 1 : 0;
                movedCount += isOwned && before != owners[p] ? 1 : 0;
            }
        }
        long all = maxLooks(owners.length);
        maxLooks = keptCount == 0 ? all : all / 2;
        listPartitions(p -> owners[p] >= 0 && owners[p] != input.previousOwnerOf(p));
        exchangeAll();
        moveLimit = isEverythingOwned ? moveBudget : 0;
        if (keptCount > 0 && (moveLimit > 0 || movedCount > 0)) {
            maxLooks = all;
            listPartitions(p -> owners[p] >= 0);
            exchangeAll();
        }
    }

    /** From now on these are exchanged. */
    private void listPartitions(IntPredicate which) {
        Arrays.fill(first, 0);
        Integer[] listed = IntStream.range(0, owners.length)
                .filter(which)
                .boxed()
                .sorted(Comparator.comparingLong((Integer p) -> loads[p]).thenComparing(p -> p))
                .toArray(Integer[]::new);
        for (int p : listed) {
            first[owners[p] + 1]++;
        }
        for (int m = 0; m < loadOfMember.length; m++) {
            first[m + 1] += first[m];
        }
        int[] next = first.clone();
        for (int p : listed) {
            slots[next[owners[p]]++] = p;
        }
        Arrays.fill(searched, NONE);
    }

    private void exchangeAll() {
        long before;
        do {
            before = time;
            for (int rank = 0; rank < ranking.length && looks < maxLooks; ) {
                int giver = ranking[rank];
                int taker = first[giver] < first[giver + 1] ? findTaker(giver, rank) : NONE;
                if (taker == NONE) {
                    searched[giver] = time;
                    rank++;
                } else {
                    exchange(giver, taker);
                }
            }
        } while (time > before && looks < maxLooks);
    }

    /** The least burdened member with which an exchange is worth it; the best one is at hand then. */
    private int findTaker(int giver, int rank) {
        for (int i = ranking.length - 1; i > rank && looks < maxLooks; i--) {
            int taker = ranking[i];
            looks++;
            boolean isNew = changed[giver] > searched[giver] || changed[taker] > searched[giver];
            if (isNew && isBetterWith(giver, taker)) {
                return taker;
            }
        }
        return NONE;
    }

    private boolean isBetterWith(int giver, int taker) {
        bestGiven = NONE;
        bestUpper = giver;
        bestOfUpper = loadOfMember[giver];
        bestLower = taker;
        bestOfLower = loadOfMember[taker];
        for (int slot = first[giver]; slot < first[giver + 1] && looks < maxLooks; slot++) {
            int crossing = firstWithGiverAhead(giver, taker, slot);
            look(giver, taker, slot, crossing, 1, first[taker + 1]);
            look(giver, taker, slot, crossing - 1, -1, first[taker] - 1);
        }
        return bestGiven != NONE;
    }

    /**
     * Of the taker's partitions, the first for which the giver stays at least as burdened as the taker gets. The nearer to
     * it, the better, on both sides.
     */
    private int firstWithGiverAhead(int giver, int taker, int slot) {
        int low = first[taker];
        int high = first[taker + 1];
        while (low < high) {
            looks++;
            int middle = (low + high) >>> 1;
            long difference = loads[slots[slot]] - loads[slots[middle]];
            int order = compare(loadOfMember[giver] - difference, giver, loadOfMember[taker] + difference, taker);
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Looks for the first partition of the taker, from a place on, that may be exchanged; not beyond what is of use. */
    private void look(int giver, int taker, int slot, int from, int step, int end) {
        for (int other = from; other != end; other += step) {
            looks++;
            long difference = loads[slots[slot]] - loads[slots[other]];
            if (difference <= 0 || isWorse(giver, taker, difference)) {
                return;
            }
            int more = movesOf(slots[slot], giver, taker) + movesOf(slots[other], taker, giver);
            if (moves + more <= moveLimit && mayExchange(giver, taker, slots[slot], slots[other])) {
                consider(giver, taker, slot, other, more);
                return;
            }
        }
    }

    /** Whether the best exchange that is known leaves a lesser burden. */
    private boolean isWorse(int giver, int taker, long difference) {
        return compare(loadOfMember[giver] - difference, giver, bestOfUpper, bestUpper) > 0
                || compare(loadOfMember[taker] + difference, taker, bestOfUpper, bestUpper) > 0;
    }

    private void consider(int giver, int taker, int slot, int other, int more) {
        long difference = loads[slots[slot]] - loads[slots[other]];
        long given = loadOfMember[giver] - difference;
        long taken = loadOfMember[taker] + difference;
        boolean isGiverUpper = compare(given, giver, taken, taker) >= 0;
        int upper = isGiverUpper ? giver : taker;
        long ofUpper = isGiverUpper ? given : taken;
        int lower = isGiverUpper ? taker : giver;
        long ofLower = isGiverUpper ? taken : given;
        int order = compare(ofUpper, upper, bestOfUpper, bestUpper);
        order = order != 0 ? order : compare(ofLower, lower, bestOfLower, bestLower);
        if (order < 0 || (order == 0 && bestGiven != NONE && more < bestMoves)) {
            bestGiven = slot;
            bestTaken = other;
            bestMoves = more;
            bestUpper = upper;
            bestOfUpper = ofUpper;
            bestLower = lower;
            bestOfLower = ofLower;
        }
    }

    /** By how much the moves grow when a partition changes hands. */
    private int movesOf(int partition, int from, int to) {
        int before = input.previousOwnerOf(partition);
        if (before < 0 || (before != from && before != to)) {
            return 0;
        }
        return before == from ? 1 : -1;
    }

    private boolean mayExchange(int giver, int taker, int given, int taken) {
        return subscribes(taker, giver, topicOf[given])
                && subscribes(giver, taker, topicOf[taken])
                && (racks == null
                        || distance(given, taker) + distance(taken, giver)
                                <= distance(given, giver) + distance(taken, taker));
    }

    /** Whether a member subscribes to a topic to which another subscribes. */
    private boolean subscribes(int member, int other, int topic) {
        int k = classes.ofMember[member];
        return k == classes.ofMember[other]
                || Arrays.binarySearch(classes.topics, classes.firstTopic[k], classes.firstTopic[k + 1], topic) >= 0;
    }

    private int distance(int partition, int member) {
        return racks != null && racks.isDistant(racks.siteOf(partition), member) ? 1 : 0;
    }

    private void exchange(int giver, int taker) {
        int given = slots[bestGiven];
        int taken = slots[bestTaken];
        long difference = loads[given] - loads[taken];
        setLoad(giver, loadOfMember[giver] - difference);
        setLoad(taker, loadOfMember[taker] + difference);
        owners[given] = taker;
        owners[taken] = giver;
        moves += bestMoves;
        place(bestGiven, taken, first[giver], first[giver + 1]);
        place(bestTaken, given, first[taker], first[taker + 1]);
        if (bestMoves < 0) { // what the limit forbade may be possible again
            Arrays.fill(searched, NONE);
        }
        time++;
        changed[giver] = time;
        changed[taker] = time;
    }

    /** Puts a partition among a member's in place of what is in a slot, in the order of loads. */
    private void place(int slot, int partition, int from, int to) {
        int at = slot;
        for (; at + 1 < to && isBefore(slots[at + 1], partition); at++) {
            slots[at] = slots[at + 1];
        }
        for (; at > from && isBefore(partition, slots[at - 1]); at--) {
            slots[at] = slots[at - 1];
        }
        slots[at] = partition;
        looks += Math.abs(at - slot) / SHIFTS_A_LOOK;
    }

    private boolean isBefore(int partition, int other) {
        return loads[partition] < loads[other] || (loads[partition] == loads[other] && partition < other);
    }

    private void setLoad(int member, long load) {
        int from = rank(member, 0, ranking.length);
        loadOfMember[member] = load;
        boolean rises = from > 0 && compareBurdens(member, ranking[from - 1]) > 0;
        int to = rises ? rank(member, 0, from) : rank(member, from + 1, ranking.length) - 1;
        System.arraycopy(ranking, rises ? to : from + 1, ranking, rises ? to + 1 : from, Math.abs(to - from));
        ranking[to] = member;
        looks += Math.abs(to - from) / SHIFTS_A_LOOK;
    }

    /** Where the first is, of members in a part of the ranking, that is not above a member; else the end. */
    private int rank(int member, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            looks++;
            int middle = (low + high) >>> 1;
            if (compareBurdens(ranking[middle], member) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** No two members are equal: of those with the same burden the one with the lower number is above. */
    private int compareBurdens(int member, int other) {
        int order = compare(loadOfMember[member], member, loadOfMember[other], other);
        return order != 0 ? order : Integer.compare(other, member);
    }

    private int capacity(int member) {
        return capacities == null ? 1 : capacities[member];
    }

    /** Compares the burdens of two members with such loads, none of them negative, in 128 bits. */
    private int compare(long load, int member, long otherLoad, int other) {
        long by = capacity(other);
        long otherBy = capacity(member);
        int order = Long.compare(Math.multiplyHigh(load, by), Math.multiplyHigh(otherLoad, otherBy));
        return order != 0 ? order : Long.compareUnsigned(load * by, otherLoad * otherBy);
    }
}
