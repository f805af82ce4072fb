package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random groups in numbers. Every topic has a subscriber, as in every {@link AssignmentInput}. */
final class IntGroups {

    private IntGroups() {}

    /** How many topics a member subscribes to, and who owned what. */
    enum Kind {
        /** Each topic with the same chance; most partitions owned, some by members that do not subscribe. */
        PLAIN,
        /** A handful of different subscriptions. */
        FEW,
        /** One to three topics each, and a random share of the partitions without owner: moves come in long chains. */
        TRAP
    }

    static IntGroup random(SplittableRandom random, int maxMembers, int maxTopics, int maxPartitions) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        return random(kind, random, maxMembers, maxTopics, maxPartitions);
    }

    static IntGroup random(Kind kind, SplittableRandom random, int maxMembers, int maxTopics, int maxPartitions) {
        int members = 1 + random.nextInt(maxMembers);
        int topics = 1 + random.nextInt(maxTopics);
        int[][] subscriptions = switch (kind) {
            case PLAIN -> plain(random, members, topics);
            case FEW -> few(random, members, topics);
            case TRAP -> trap(random, members, topics);
        };
        return ownedAtRandom(random, kind, renumbered(subscriptions, topics), maxPartitions);
    }

    /** Everybody subscribes to everything; owned by anybody, or by nobody. */
    static IntGroup equal(SplittableRandom random, int maxMembers, int maxTopics, int maxPartitions) {
        int members = 1 + random.nextInt(maxMembers);
        int[] counts =
                random.ints(1 + random.nextInt(maxTopics), 0, maxPartitions + 1).toArray();
        int[][] subscriptions = new int[members][];
        Arrays.fill(subscriptions, IntStream.range(0, counts.length).toArray());
        int owning = random.nextInt(members + 1);
        int[] owners = random.ints(Arrays.stream(counts).sum(), -1, owning).toArray();
        return IntGroup.of(counts, subscriptions, owners);
    }

    /** One with racks: members and partitions of which nothing is known among them. */
    static IntGroup randomInRacks(SplittableRandom random, int maxMembers, int maxTopics, int maxPartitions) {
        IntGroup group = random(random, maxMembers, maxTopics, maxPartitions);
        int rackCount = 1 + random.nextInt(4);
        int unknown = random.nextInt(4);
        int replicas = 1 + random.nextInt(2);
        return group.in(
                IntStream.range(0, group.memberCount())
                        .map(m -> random.nextInt(8) < unknown ? AssignmentInput.NONE : random.nextInt(rackCount))
                        .toArray(),
                IntStream.range(0, group.partitionCount())
                        .map(p -> random.nextInt(8) < unknown ? 0 : racks(random, replicas, rackCount))
                        .toArray());
    }

    private static int racks(SplittableRandom random, int replicas, int rackCount) {
        int bits = 0;
        for (int i = 0; i < replicas; i++) {
            bits |= 1 << random.nextInt(rackCount);
        }
        return bits;
    }

    private static int[][] plain(SplittableRandom random, int members, int topics) {
        int chance = 1 + random.nextInt(9);
        return IntStream.range(0, members)
                .mapToObj(m -> IntStream.range(0, topics)
                        .filter(t -> random.nextInt(10) < chance)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int[][] few(SplittableRandom random, int members, int topics) {
        int[][] choice = plain(random, 1 + random.nextInt(4), topics);
        return IntStream.range(0, members)
                .mapToObj(m -> choice[random.nextInt(choice.length)])
                .toArray(int[][]::new);
    }

    private static int[][] trap(SplittableRandom random, int members, int topics) {
        return IntStream.range(0, members)
                .mapToObj(m -> IntStream.range(0, 1 + random.nextInt(3))
                        .map(i -> random.nextInt(topics))
                        .distinct()
                        .sorted()
                        .toArray())
                .toArray(int[][]::new);
    }

    /** Without the topics that nobody subscribes to. */
    static int[][] renumbered(int[][] subscriptions, int topics) {
        int[] numbers = new int[topics];
        for (int[] subscription : subscriptions) {
            for (int t : subscription) {
                numbers[t] = 1;
            }
        }
        int next = 0;
        for (int t = 0; t < topics; t++) {
            numbers[t] = numbers[t] == 0 ? -1 : next++;
        }
        return Arrays.stream(subscriptions)
                .map(s -> Arrays.stream(s).map(t -> numbers[t]).toArray())
                .toArray(int[][]::new);
    }

    static int topicCount(int[][] subscriptions) {
        return Arrays.stream(subscriptions).flatMapToInt(Arrays::stream).max().orElse(-1) + 1;
    }

    private static IntGroup ownedAtRandom(
            SplittableRandom random, Kind kind, int[][] subscriptions, int maxPartitions) {
        int[] counts = new int[topicCount(subscriptions)];
        for (int t = 0; t < counts.length; t++) {
            counts[t] = random.nextInt(maxPartitions + 1);
        }
        int unowned = random.nextInt(11);
        boolean strangers = kind != Kind.TRAP && random.nextInt(3) == 0;
        int[] owners = new int[Arrays.stream(counts).sum()];
        int p = 0;
        for (int t = 0; t < counts.length; t++) {
            int[] candidates =
                    strangers ? IntStream.range(-2, subscriptions.length).toArray() : subscribers(subscriptions, t);
            // often one member has most of a topic
            int favourite = candidates[random.nextInt(candidates.length)];
            for (int i = 0; i < counts[t]; i++) {
                int owner = random.nextInt(3) == 0 ? favourite : candidates[random.nextInt(candidates.length)];
                owners[p++] = random.nextInt(10) < unowned ? AssignmentInput.NONE : owner;
            }
        }
        return IntGroup.of(counts, subscriptions, owners);
    }

    static int[] subscribers(int[][] subscriptions, int topic) {
        return IntStream.range(0, subscriptions.length)
                .filter(m -> Arrays.binarySearch(subscriptions[m], topic) >= 0)
                .toArray();
    }
}
