package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Groups that are too large for an oracle, in the structures in which subscriptions are found or feared. */
final class LargeGroups {

    private static final int GONE = 10; // of a hundred members, where some have left

    private LargeGroups() {}

    /** Who subscribes to what. */
    enum Structure {
        /** Five different subscriptions. */
        FEW,
        /** A random half of the topics each. */
        HALF,
        /** Two neighbouring topics each: what moves can move through everybody. */
        CHAIN,
        /** Three random topics each. */
        SPARSE,
        /** Each member what the one before subscribes to, and one more. */
        PREFIX,
        /** The same, and what is added is ever larger: as many blocks as can be. */
        STAIRS,
        /** Three random topics each; a few topics have most of the partitions. */
        ZIPF,
        /** One topic of everybody's, and one of its own for each. */
        STAR
    }

    /** What was owned before. */
    enum Past {
        NOTHING,
        ONE_MEMBER_MORE,
        TENTH_MORE,
        ANYBODY
    }

    static IntGroup of(Structure structure, Past past, int members, int partitions, SplittableRandom random) {
        int topics = structure == Structure.FEW || structure == Structure.HALF ? 100 : members + 1;
        int before = past == Past.ONE_MEMBER_MORE
                ? members + 1
                : past == Past.TENTH_MORE ? members * (100 + GONE) / 100 : members;
        int[][] all = subscriptions(structure, before, topics, random);
        int[][] subscriptions = IntGroups.renumbered(Arrays.copyOf(all, members), topics);
        int[] counts = counts(structure, IntGroups.topicCount(subscriptions), partitions, random);
        int[] owners = new int[partitions];
        Arrays.fill(owners, AssignmentInput.NONE);
        IntGroup group = IntGroup.of(counts, subscriptions, owners);
        return switch (past) {
            case NOTHING -> group;
            case ANYBODY -> ownedByAnybody(group, random);
            case ONE_MEMBER_MORE, TENTH_MORE -> left(group, before, random);
        };
    }

    private static int[][] subscriptions(Structure structure, int members, int topics, SplittableRandom random) {
        IntFunction<int[]> half = i ->
                IntStream.range(0, topics).filter(t -> random.nextBoolean()).toArray();
        int[][] few = IntStream.range(0, 5).mapToObj(half).toArray(int[][]::new);
        return IntStream.range(0, members)
                .mapToObj(m -> switch (structure) {
                    case FEW -> few[m % 5];
                    case HALF -> half.apply(m);
                    case CHAIN -> new int[] {m % (topics - 1), m % (topics - 1) + 1};
                    case SPARSE, ZIPF ->
                        random.ints(3, 0, topics).distinct().sorted().toArray();
                    case PREFIX, STAIRS -> IntStream.rangeClosed(0, m % topics).toArray();
                    case STAR -> new int[] {0, 1 + m % (topics - 1)};
                })
                .toArray(int[][]::new);
    }

    private static int[] counts(Structure structure, int topics, int partitions, SplittableRandom random) {
        int[] counts = new int[topics];
        for (int p = 0; p < partitions; p++) {
            int t = switch (structure) {
                case ZIPF -> (int) Math.exp(random.nextDouble() * Math.log(topics)) - 1;
                case STAIRS -> (int) (Math.sqrt(random.nextDouble()) * topics);
                default -> random.nextInt(1 + random.nextInt(topics));
            };
            counts[t]++;
        }
        return counts;
    }

    private static IntGroup ownedByAnybody(IntGroup group, SplittableRandom random) {
        int[] owners = new int[group.partitionCount()];
        for (int t = 0; t < group.topicCount(); t++) {
            int[] candidates = IntGroups.subscribers(group.subscriptions(), t);
            for (int p = group.firstPartition(t); p < group.firstPartition(t + 1); p++) {
                owners[p] = candidates[random.nextInt(candidates.length)];
            }
        }
        return new IntGroup(group.first(), group.subscriptions(), owners);
    }

    /** As if there had been more members: some of what was balanced then has lost its owner. */
    private static IntGroup left(IntGroup group, int before, SplittableRandom random) {
        Assignment balanced = new StickyAssignor().assign(group);
        IntGroup owned = group.after(balanced);
        for (int p = 0; p < owned.partitionCount(); p++) {
            if (random.nextInt(before) >= group.memberCount()) {
                owned.owners()[p] = AssignmentInput.NONE;
            }
        }
        return owned;
    }
}
