package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A group that is to be rebalanced, in the terms that all peers share: names of members and topics, who subscribes to what,
 * and who owned what before.
 *
 * <p>What was owned before is the optimal assignment of the group as it was before the change, or that of Kafka's sticky
 * assignor; in either case the same for all peers.
 * Members with equal subscriptions share one list of topics and its strings, which is in favour of whoever compares them,
 * Kafka included. There are no racks. The same arguments make the same group, always.
 */
public final class AssignmentCase {

    /** Who subscribes to what. */
    public enum Structure {
        /** Everybody to all topics. */
        EQUAL,
        /** Five bands of topics that do not overlap, each member one band. */
        BUCKETS5,
        /** Each member a random half of the topics. */
        HALF,
        /** Member i topics i and i + 1: what moves can move through everybody. */
        CHAIN,
        /** Five random halves of the topics, each member one of the five. */
        FEW,
        /** Each member three random topics; a few topics have most of the partitions. */
        ZIPF
    }

    /** What happened before. */
    public enum Mode {
        /** Nothing: nobody owns anything. */
        FULL,
        /** One more member joins a group that was balanced and owns everything. */
        JOIN,
        /** One member, of those in the middle, leaves such a group. */
        LEAVE
    }

    /** Whose assignment the group had before the change. */
    public enum Past {
        /** Ours: as balanced as can be. */
        OURS,
        /**
         * That of Kafka's {@code StickyAssignor}, of a group in which nobody owned anything; of unequal subscriptions it
         * may not be balanced. It is asked when the group is made, which takes as long as it does: some seconds for a
         * thousand members that each subscribe to a random half.
         */
        KAFKAS
    }

    /** Told what a member owns, one partition after the other, topic by topic. */
    interface Owned {
        void accept(String topic, int partition);
    }

    static final int GENERATION = 7;

    private static final int BANDS = 5; // and the fewest topics that there can be
    private static final int READ = 3; // topics a member of a Zipf group subscribes to

    private final String size;
    private final Structure structure;
    private final Mode mode;
    private final Past past;
    private final List<String> topics;
    private final int[] partitionCounts;
    private final int[] first;
    private final List<String> members;
    private final List<List<String>> subscriptions;
    private final int[] owned; // all partitions that somebody owns, member by member, ascending
    private final int[] firstOwned;
    private @Nullable AssignmentInput input;

    private AssignmentCase(
            String size, Structure structure, Mode mode, Past past, int members, int partitions, int topicCount) {
        this.size = size;
        this.structure = structure;
        this.mode = mode;
        this.past = past;
        SplittableRandom random = new SplittableRandom(structure.name().hashCode());
        topics = IntStream.range(0, topicCount)
                .mapToObj(t -> Texts.of("topic-%06d", t))
                .toList();
        partitionCounts = counts(structure, topicCount, partitions, random);
        first = new int[topicCount + 1];
        for (int t = 0; t < topicCount; t++) {
            first[t + 1] = first[t] + partitionCounts[t];
        }
        int all = mode == Mode.JOIN ? members + 1 : members;
        List<String> everybody =
                IntStream.range(0, all).mapToObj(AssignmentCase::memberId).toList();
        List<List<String>> everything = subscriptions(structure, all, random);
        this.members = new ArrayList<>(everybody);
        this.subscriptions = new ArrayList<>(everything);
        firstOwned = new int[all + 1];
        if (mode == Mode.FULL) {
            owned = new int[0];
            return;
        }
        owned = new int[partitions];
        AssignmentInput before = input(everybody.subList(0, members), everything.subList(0, members), false);
        own(
                everybody.subList(0, members),
                before,
                switch (past) {
                    case OURS -> new StickyAssignor().assign(before);
                    case KAFKAS ->
                        kafkas(new AssignmentCase(size, structure, Mode.FULL, past, members, partitions, topicCount));
                });
        if (mode == Mode.LEAVE) {
            forget(members / 2);
        } else {
            firstOwned[all] = firstOwned[members];
        }
    }

    /** The group of this size and structure after a change, of which our assignment was there before. */
    static AssignmentCase of(String size, Structure structure, Mode mode) {
        return of(size, structure, mode, Past.OURS);
    }

    /**
     * The group of this size and structure after a change.
     *
     * @param size members before the change, partitions, and topics: {@code 1000x10000x100}. Without topics, they are a
     *     hundred, or fewer if these would have fewer than ten partitions each; in a chain one more than members, and in a
     *     Zipf group as many
     * @param past whose assignment there was before; no matter if there was none
     * @throws IllegalArgumentException if {@code size} is written otherwise, or there are fewer than two members or
     *     five topics, or fewer partitions than topics
     */
    static AssignmentCase of(String size, Structure structure, Mode mode, Past past) {
        int[] numbers = numbers(size);
        int members = numbers[0];
        int partitions = numbers[1];
        int topics = numbers.length == 3 ? numbers[2] : topics(structure, members, partitions);
        if (members < 2 || topics < BANDS || partitions < topics) {
            throw new IllegalArgumentException("size must have 2 or more members, " + BANDS
                    + " or more topics, and no fewer partitions than topics, was " + size + " with " + topics
                    + " topics");
        }
        return new AssignmentCase(size, structure, mode, past, members, partitions, topics);
    }

    /** The members that a size says. */
    static int members(String size) {
        return numbers(size)[0];
    }

    /** The partitions that a size says. */
    static int partitions(String size) {
        return numbers(size)[1];
    }

    private static int[] numbers(String size) {
        if (!size.matches("\\d{1,9}x\\d{1,9}(x\\d{1,9})?")) {
            throw new IllegalArgumentException(
                    "size must be members x partitions [x topics], such as 1000x10000x100, was " + size);
        }
        return Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    private static int topics(Structure structure, int members, int partitions) {
        return switch (structure) {
            case CHAIN -> Math.max(BANDS, Math.min(members + 1, partitions));
            case ZIPF -> Math.max(BANDS, Math.min(members, partitions));
            case EQUAL, BUCKETS5, HALF, FEW -> Math.max(BANDS, Math.min(100, partitions / 10));
        };
    }

    /** As long as those that Kafka's coordinator makes, and in another order than they were made. */
    private static String memberId(int m) {
        return Texts.of("consumer-group-1-%08x-aaaa-4bbb-8ccc-1234567890ab", m * 0x9E3779B1);
    }

    private static int[] counts(Structure structure, int topics, int partitions, SplittableRandom random) {
        int[] counts = new int[topics];
        Arrays.fill(counts, 1);
        for (int p = topics; p < partitions; p++) {
            counts[structure == Structure.ZIPF ? zipf(topics, random) : p % topics]++;
        }
        return counts;
    }

    /** Topic t about every (t + 1)-th time as often as topic 0. */
    private static int zipf(int topics, SplittableRandom random) {
        return (int) Math.exp(random.nextDouble() * Math.log(topics + 1.0)) - 1;
    }

    private List<List<String>> subscriptions(Structure structure, int members, SplittableRandom random) {
        int count = topics.size();
        IntFunction<List<String>> half = i -> names(
                IntStream.range(0, count).filter(t -> random.nextBoolean()).toArray(), i % count);
        List<List<String>> shared = switch (structure) {
            case EQUAL -> List.of(topics);
            case BUCKETS5 ->
                IntStream.range(0, BANDS)
                        .mapToObj(b -> List.copyOf(topics.subList(b * count / BANDS, (b + 1) * count / BANDS)))
                        .toList();
            case FEW -> IntStream.range(0, BANDS).mapToObj(half).toList();
            case HALF, CHAIN, ZIPF -> List.of();
        };
        return IntStream.range(0, members)
                .mapToObj(m -> switch (structure) {
                    case EQUAL, BUCKETS5, FEW -> shared.get(m % shared.size());
                    case HALF -> half.apply(m);
                    case CHAIN -> List.of(topics.get(m % (count - 1)), topics.get(m % (count - 1) + 1));
                    case ZIPF ->
                        names(random.ints(READ, 0, count).distinct().sorted().toArray(), 0);
                })
                .toList();
    }

    private List<String> names(int[] numbers, int otherwise) {
        return numbers.length == 0
                ? List.of(topics.get(otherwise))
                : Arrays.stream(numbers).mapToObj(topics::get).toList();
    }

    /** What Kafka's sticky assignor says of a group in which nobody owns anything. */
    private static Assignment kafkas(AssignmentCase group) {
        KafkaLeader leader = new KafkaLeader(group, new StickyAssignor(), true);
        try {
            return leader.read(leader.assign());
        } catch (AssignorException e) {
            throw new IllegalStateException("Kafka's assignment of " + group + " could not be read", e);
        }
    }

    /** Lets the first members own what an assignment gives them. */
    private void own(List<String> before, AssignmentInput input, Assignment given) {
        Map<String, Integer> topicNumbers = numbers(topics);
        Map<String, Integer> memberNumbers = numbers(before);
        int[] member = new int[input.memberCount()];
        Arrays.setAll(member, m -> memberNumbers.getOrDefault(input.memberId(m), -1));
        for (int p = 0; p < given.partitionCount(); p++) {
            firstOwned[member[given.ownerOf(p)] + 1]++;
        }
        for (int m = 0; m < before.size(); m++) {
            firstOwned[m + 1] += firstOwned[m];
        }
        int[] next = firstOwned.clone();
        for (int t = 0; t < input.topicCount(); t++) {
            int shift = first[topicNumbers.getOrDefault(input.topicName(t), -1)] - input.firstPartition(t);
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                owned[next[member[given.ownerOf(p)]]++] = p + shift;
            }
        }
    }

    private static Map<String, Integer> numbers(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
        return numbers;
    }

    /** A member is gone; what it owned is nobody's. */
    private void forget(int member) {
        members.remove(member);
        subscriptions.remove(member);
        int from = firstOwned[member + 1];
        int gap = from - firstOwned[member];
        System.arraycopy(owned, from, owned, firstOwned[member], owned.length - from);
        for (int m = member; m <= members.size(); m++) {
            firstOwned[m] = firstOwned[m + 1] - gap;
        }
    }

    Structure structure() {
        return structure;
    }

    Mode mode() {
        return mode;
    }

    Past past() {
        return past;
    }

    List<String> topics() {
        return topics;
    }

    /** How many partitions a topic has, by its place among the topics. */
    int partitionCount(int topic) {
        return partitionCounts[topic];
    }

    /** By name, in the order of the names. */
    Map<String, Integer> partitionCounts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (int t = 0; t < partitionCounts.length; t++) {
            counts.put(topics.get(t), partitionCounts[t]);
        }
        return counts;
    }

    List<String> members() {
        return members;
    }

    /** What a member subscribes to, by its place among the members. */
    List<String> subscription(int member) {
        return subscriptions.get(member);
    }

    /** What a member owned before, by its place among the members. */
    void eachOwned(int member, Owned owned) {
        int t = 0;
        for (int i = firstOwned[member]; i < firstOwned[member + 1]; i++) {
            int p = this.owned[i];
            if (p >= first[t + 1]) {
                int found = Arrays.binarySearch(first, p);
                t = found >= 0 ? found : -found - 2;
            }
            owned.accept(topics.get(t), p - first[t]);
        }
    }

    /** The same, a topic each. */
    List<TopicPartitions> ownedByTopic(int member) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        eachOwned(
                member,
                (topic, p) ->
                        byTopic.computeIfAbsent(topic, t -> new ArrayList<>()).add(p));
        List<TopicPartitions> list = new ArrayList<>();
        byTopic.forEach((topic, partitions) -> list.add(TopicPartitions.of(
                topic, partitions.stream().mapToInt(Integer::intValue).toArray())));
        return list;
    }

    /** The group in numbers, made from names once. */
    AssignmentInput input() {
        if (input == null) {
            input = newInput();
        }
        return input;
    }

    /** The group in numbers, made from names anew. */
    AssignmentInput newInput() {
        return input(members, subscriptions, true);
    }

    private AssignmentInput input(List<String> ids, List<List<String>> subscribed, boolean withClaims) {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (int t = 0; t < partitionCounts.length; t++) {
            builder.topic(topics.get(t), partitionCounts[t]);
        }
        for (int m = 0; m < ids.size(); m++) {
            String id = ids.get(m);
            builder.member(id, subscribed.get(m));
            if (withClaims) {
                eachOwned(m, (topic, p) -> builder.claim(id, topic, p, GENERATION));
            }
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return structure + " " + mode + " " + size + (past == Past.KAFKAS ? " from Kafka's past" : "");
    }
}
