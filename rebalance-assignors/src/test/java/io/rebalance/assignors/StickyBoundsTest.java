package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What unequal subscriptions cost at most, in looks at arcs, which no machine makes more or fewer: in structures that are
 * feared, at sizes doubled again and again.
 */
class StickyBoundsTest {

    private static final int LEAST_MEMBERS = 250;
    private static final int MOST_MEMBERS = Share.of(1) == 1 ? 2_000 : 1_000; // of all cases, or of a share
    private static final int LOOKS_A_SUBSCRIPTION = 4; // by the square root of the partitions

    /** Structures made to be hard; all have as many members as topics, and topic {@code m} is owned by member {@code m}. */
    private enum Trap {
        /** Neighbours share a topic; what there is too much of at one end moves on through ever more members. */
        PATH,
        /** The same from both ends to a hole in the middle. */
        TWO_WAYS,
        /** Paths of all lengths side by side. */
        PATHS,
        /** Down from the root of a tree. */
        TREE,
        /** From a corner of a grid, where there are very many ways of the same length. */
        GRID,
        /** Everybody to everything but one topic. */
        COMPLETE,
        /** Everybody to what the one before subscribes to and a topic that is larger by one: as many blocks as members. */
        NESTED,
        /** One topic of everybody's, and one of its own for each, larger by one than that of the one before. */
        STAR,
        /** Neighbours share a topic, each larger by one than the one before. */
        SLOPE
    }

    @ParameterizedTest
    @EnumSource
    void looks_trap_stayBelowTheBudget(Trap trap) {
        for (int members = LEAST_MEMBERS; members <= MOST_MEMBERS; members *= 2) {
            IntGroup owned = trap(trap, members);
            requireBelowBudget(trap + " of " + members, owned);
            requireBelowBudget(trap + " of " + members + ", new", withoutOwners(owned));
        }
    }

    @ParameterizedTest
    @EnumSource
    void looks_randomStructure_stayBelowTheBudget(LargeGroups.Structure structure) {
        SplittableRandom random = new SplittableRandom(23);
        for (int members = LEAST_MEMBERS; members <= MOST_MEMBERS; members *= 2) {
            for (LargeGroups.Past past : List.of(LargeGroups.Past.NOTHING, LargeGroups.Past.ANYBODY)) {
                IntGroup group = LargeGroups.of(structure, past, members, 20 * members, random.split());
                requireBelowBudget(structure + " of " + members + ", " + past, group);
            }
        }
    }

    // what looks are held to is of worth only if some structure comes near it
    @Test
    void looks_hardestTrap_comeNearTheBudget() {
        IntGroup group = trap(Trap.TWO_WAYS, LEAST_MEMBERS);
        StickyProblem problem = new StickyProblem(group);
        UnequalShares.assign(problem);

        assertThat((double) problem.looks).isBetween(budget(group) / 4, budget(group));
    }

    private static void requireBelowBudget(String description, IntGroup group) {
        StickyProblem strict = new StickyProblem(group);
        UnequalShares.assign(strict);
        StickyProblem loose = new StickyProblem(group);
        UnequalShares.assignLoosely(loose, 2);
        assertThat(Map.of("strictly", strict.looks, "with slack", loose.looks))
                .as(description)
                .allSatisfy((how, looks) -> assertThat((double) looks).as(how).isBetween(1.0, budget(group)));
    }

    /** As {@link StickyAssignor} states it. */
    private static double budget(IntGroup group) {
        double subscriptions =
                Arrays.stream(group.subscriptions()).mapToLong(s -> s.length).sum();
        return LOOKS_A_SUBSCRIPTION * (subscriptions + group.memberCount()) * Math.sqrt(group.partitionCount());
    }

    private static IntGroup withoutOwners(IntGroup group) {
        int[] owners = new int[group.partitionCount()];
        Arrays.fill(owners, AssignmentInput.NONE);
        return new IntGroup(group.first(), group.subscriptions(), owners);
    }

    private static IntGroup trap(Trap trap, int n) {
        int width = (int) Math.sqrt(n);
        int wave = n / 10;
        return switch (trap) {
            case PATH -> path(n, n / 2);
            case TWO_WAYS ->
                group(
                        n,
                        m -> m == n / 2 ? 0 : wave,
                        t -> t == 0 || t == n - 1 ? wave : 0,
                        m -> m < n / 2 ? new int[] {m, m - 1} : new int[] {m, m + 1, m == n / 2 ? m - 1 : m});
            case PATHS -> {
                // a path of each length: it begins at a triangular number
                IntUnaryOperator row = m -> (int) ((Math.sqrt(8.0 * m + 1) - 1) / 2);
                yield group(
                        n,
                        m -> width,
                        t -> isStart(row, t) ? row.applyAsInt(t) : 0,
                        m -> isStart(row, m) ? new int[] {m} : new int[] {m, m - 1});
            }
            case TREE -> group(n, m -> wave, t -> t == 0 ? wave : 0, m -> new int[] {m, (m - 1) / 2});
            case GRID ->
                group(width * width, m -> wave, t -> t == 0 ? 2 * wave : 0, m ->
                        new int[] {m, m % width == 0 ? m : m - 1, m - width});
            case COMPLETE ->
                group(
                        n,
                        m -> 1 + m % 7,
                        t -> 0,
                        m -> IntStream.range(0, n).filter(t -> t != (m + 1) % n).toArray());
            case NESTED ->
                group(n / 2, m -> m, t -> 1, m -> IntStream.rangeClosed(0, m).toArray());
            case STAR -> group(n, m -> m, t -> t == 0 ? n : 0, m -> new int[] {0, m});
            case SLOPE -> group(n, m -> m, t -> 1, m -> new int[] {m, m - 1});
        };
    }

    /** As much is free at one end as can move on; everybody can pass on that much. */
    private static IntGroup path(int members, int half) {
        return group(members, m -> 2 * half, t -> t == 0 ? 2 * half : 0, m -> new int[] {m, m - 1});
    }

    private static boolean isStart(IntUnaryOperator row, int m) {
        return m == 0 || row.applyAsInt(m) > row.applyAsInt(m - 1);
    }

    private interface Topics {
        int[] of(int member);
    }

    /**
     * @param owned how many partitions of its topic each member owns
     * @param free how many more the topic has
     */
    private static IntGroup group(int members, IntUnaryOperator owned, IntUnaryOperator free, Topics topics) {
        int[] counts = IntStream.range(0, members)
                .map(t -> owned.applyAsInt(t) + free.applyAsInt(t))
                .toArray();
        int[][] subscriptions = IntStream.range(0, members)
                .mapToObj(m -> Arrays.stream(topics.of(m))
                        .filter(t -> t >= 0 && t < members)
                        .sorted()
                        .distinct()
                        .toArray())
                .toArray(int[][]::new);
        int[] owners = IntStream.range(0, members)
                .flatMap(
                        t -> IntStream.range(0, counts[t]).map(i -> i < owned.applyAsInt(t) ? t : AssignmentInput.NONE))
                .toArray();
        return IntGroup.of(counts, subscriptions, owners);
    }
}
