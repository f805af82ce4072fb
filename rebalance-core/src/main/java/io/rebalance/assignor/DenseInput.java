package io.rebalance.assignor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private DenseInput(
            String[] memberIds,
            @Nullable String[] instanceIds,
            int[] racks,
            String[] topics,
            int[] firstPartitions,
            int[][] subscriptions,
            boolean homogeneous,
            int[] owners) {
        this.memberIds = memberIds;
        this.instanceIds = instanceIds;
        this.racks = racks;
        this.topics = topics;
        this.firstPartitions = firstPartitions;
        this.subscriptions = subscriptions;
        this.homogeneous = homogeneous;
        this.owners = owners;
    }

    static DenseInput of(Builder builder) {
        String[] memberIds = builder.members.keySet().toArray(String[]::new);
        Builder.Member[] members = builder.members.values().toArray(Builder.Member[]::new);
        TreeSet<String> subscribed = new TreeSet<>();
        for (Builder.Member member : members) {
            subscribed.addAll(member.topics);
        }
        subscribed.retainAll(builder.partitionCounts.keySet());
        String[] topics = subscribed.toArray(String[]::new);
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
        return new DenseInput(
                memberIds,
                Arrays.stream(members).map(m -> m.instanceId).toArray(String[]::new),
                racks(members),
                topics,
                first,
                subscriptions,
                Arrays.stream(subscriptions).allMatch(s -> s.length == topics.length),
                owners(members, numbers, first));
    }

    private static int[][] subscriptions(Builder.Member[] members, Map<String, Integer> numbers) {
        int[][] subscriptions = new int[members.length][];
        List<String> lastTopics = null;
        for (int m = 0; m < members.length; m++) {
            // members of a group mostly subscribe alike: equal lists share one array
            subscriptions[m] = members[m].topics.equals(lastTopics)
                    ? subscriptions[m - 1]
                    : members[m].topics.stream()
                            .filter(numbers::containsKey)
                            .mapToInt(numbers::get)
                            .sorted()
                            .distinct()
                            .toArray();
            lastTopics = members[m].topics;
        }
        return subscriptions;
    }

    private static int[] racks(Builder.Member[] members) {
        TreeSet<String> names = new TreeSet<>();
        for (Builder.Member member : members) {
            if (member.rack != null) {
                names.add(member.rack);
            }
        }
        String[] sorted = names.toArray(String[]::new);
        return Arrays.stream(members)
                .mapToInt(m -> m.rack == null ? NONE : Arrays.binarySearch(sorted, m.rack))
                .toArray();
    }

    private static int[] owners(Builder.Member[] members, Map<String, Integer> numbers, int[] first) {
        int[] owners = new int[first[first.length - 1]];
        Arrays.fill(owners, NONE);
        int[] since = new int[owners.length];
        Arrays.fill(since, Integer.MIN_VALUE);
        for (int m = 0; m < members.length; m++) {
            int member = m;
            members[m].claims.forEach((topic, claimed) -> {
                Integer t = numbers.get(topic);
                if (t != null) {
                    int base = first[t];
                    int count = first[t + 1] - base;
                    claimed.forEach((partition, generation) -> {
                        if (partition >= 0 && partition < count) {
                            claim(owners, since, base + partition, member, generation);
                        }
                    });
                }
            });
        }
        return owners;
    }

    private static void claim(int[] owners, int[] since, int partition, int member, int generation) {
        if (owners[partition] == NONE || generation > since[partition]) {
            owners[partition] = member;
            since[partition] = generation;
        } else if (generation == since[partition]) {
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
    public boolean hasReplicaIn(int partition, int rack) {
        return false; // no catalog tells the replicas' racks
    }
}
