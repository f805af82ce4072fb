package io.rebalance.assignor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An {@link AssignmentInput} in arrays. */
final class DenseInput implements AssignmentInput {

    private final String[] memberIds;
    private final @Nullable String[] instanceIds;
    private final int[] racks;
    private final String[] topics;
    private final int[] firstPartitions;
    private final int[][] subscriptions;
    private final boolean homogeneous;
    private final int[] owners;
    private final Racks replicas;

    private DenseInput(
            String[] memberIds,
            @Nullable String[] instanceIds,
            int[] racks,
            String[] topics,
            int[] firstPartitions,
            int[][] subscriptions,
            boolean homogeneous,
            int[] owners,
            Racks replicas) {
        this.memberIds = memberIds;
        this.instanceIds = instanceIds;
        this.racks = racks;
        this.topics = topics;
        this.firstPartitions = firstPartitions;
        this.subscriptions = subscriptions;
        this.homogeneous = homogeneous;
        this.owners = owners;
        this.replicas = replicas;
    }

    static DenseInput of(Builder builder) {
        String[] memberIds = builder.members.keySet().toArray(String[]::new);
        Builder.Member[] members = builder.members.values().toArray(Builder.Member[]::new);
        String[] topics = topics(builder, members);
        Map<String, Integer> numbers = new HashMap<>();
        int[] first = new int[topics.length + 1];
        for (int t = 0; t < topics.length; t++) {
            numbers.put(topics[t], t);
            long end = (long) first[t] + builder.partitionCounts.getOrDefault(topics[t], 0);
            if (end > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "partitions of all topics must be at most " + Integer.MAX_VALUE + ", were " + end + " or more");
            }
            first[t + 1] = (int) end;
        }
        int[][] subscriptions = subscriptions(members, numbers);
        Racks replicas = Racks.of(builder, topics, first);
        return new DenseInput(
                memberIds,
                Arrays.stream(members).map(m -> m.instanceId).toArray(String[]::new),
                Arrays.stream(members).mapToInt(m -> replicas.number(m.rack)).toArray(),
                topics,
                first,
                subscriptions,
                Arrays.stream(subscriptions).allMatch(s -> s.length == topics.length),
                owners(members, numbers, first),
                replicas);
    }

    /** The topics that exist and that somebody subscribes to, sorted. */
    private static String[] topics(Builder builder, Builder.Member[] members) {
        TreeSet<String> subscribed = new TreeSet<>();
        Set<List<String>> seen = new HashSet<>();
        List<String> lastTopics = List.of();
        for (Builder.Member member : members) {
            // members of a group mostly subscribe alike: equal lists are looked at once
            if (!member.topics.equals(lastTopics) && seen.add(member.topics)) {
                subscribed.addAll(member.topics);
            }
            lastTopics = member.topics;
        }
        subscribed.retainAll(builder.partitionCounts.keySet());
        return subscribed.toArray(String[]::new);
    }

    private static int[][] subscriptions(Builder.Member[] members, Map<String, Integer> numbers) {
        int[][] subscriptions = new int[members.length][];
        Map<List<String>, int[]> seen = new HashMap<>();
        for (int m = 0; m < members.length; m++) {
            List<String> topics = members[m].topics;
            subscriptions[m] = m > 0 && topics.equals(members[m - 1].topics)
                    ? subscriptions[m - 1]
                    : seen.computeIfAbsent(topics, t -> subscription(t, numbers));
        }
        return subscriptions;
    }

    private static int[] subscription(List<String> topics, Map<String, Integer> numbers) {
        return topics.stream()
                .map(numbers::get)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
    }

    private static int[] owners(Builder.Member[] members, Map<String, Integer> numbers, int[] first) {
        int[] owners = new int[first[first.length - 1]];
        Arrays.fill(owners, NONE);
        int[] since = new int[owners.length];
        for (int m = 0; m < members.length; m++) {
            Claims claims = members[m].claims;
            String lastTopic = null;
            int base = 0;
            int count = 0;
            for (int i = 0; i < claims.count(); i++) {
                if (!claims.topic(i).equals(lastTopic)) {
                    lastTopic = claims.topic(i);
                    Integer t = numbers.get(lastTopic);
                    base = t == null ? 0 : first[t];
                    count = t == null ? 0 : first[t + 1] - base;
                }
                if (claims.partition(i) >= 0 && claims.partition(i) < count) {
                    claim(owners, since, base + claims.partition(i), m, claims.generation(i));
                }
            }
        }
        return owners;
    }

    private static void claim(int[] owners, int[] since, int partition, int member, int generation) {
        if (owners[partition] == NONE || generation > since[partition]) {
            owners[partition] = member;
            since[partition] = generation;
        } else if (generation == since[partition] && owners[partition] != member) {
            owners[partition] = CONTESTED;
        }
    }

    @Override
    public int memberCount() {
        return memberIds.length;
    }

    @Override
    public String memberId(int m) {
        return memberIds[m];
    }

    @Override
    public @Nullable String instanceId(int m) {
        return instanceIds[m];
    }

    @Override
    public int rackOf(int m) {
        return racks[m];
    }

    @Override
    public int topicCount() {
        return topics.length;
    }

    @Override
    public String topicName(int t) {
        return topics[t];
    }

    @Override
    public int firstPartition(int t) {
        return firstPartitions[t];
    }

    @Override
    public int partitionCount() {
        return owners.length;
    }

    @Override
    public int subscriptionCount(int m) {
        return subscriptions[m].length;
    }

    @Override
    public int subscribedTopic(int m, int i) {
        return subscriptions[m][i];
    }

    @Override
    public boolean isHomogeneous() {
        return homogeneous;
    }

    @Override
    public int previousOwnerOf(int partition) {
        return owners[partition];
    }

    @Override
    public int rackCount() {
        return replicas.count();
    }

    @Override
    public boolean hasReplicaIn(int partition, int rack) {
        return replicas.has(partition, rack);
    }
}
