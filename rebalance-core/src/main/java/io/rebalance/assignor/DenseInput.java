package io.rebalance.assignor;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
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
        Builder.Member[] members = builder.members.toArray(Builder.Member[]::new);
        Arrays.sort(members, Comparator.comparing(m -> m.id)); // costs one look at each if they are in order
        int[] named = topics(builder, members);
        String[] topics = new String[named.length];
        int[] first = new int[topics.length + 1];
        int[] numbers = new int[builder.names.count()]; // by the number of a name; NONE if there is no such topic
        Arrays.fill(numbers, NONE);
        int[] firstOfName = new int[numbers.length];
        int[] countOfName = new int[numbers.length];
        for (int t = 0; t < topics.length; t++) {
            topics[t] = builder.names.name(named[t]);
            numbers[named[t]] = t;
            firstOfName[named[t]] = first[t];
            countOfName[named[t]] = builder.partitionCounts.getOrDefault(topics[t], 0);
            long end = (long) first[t] + countOfName[named[t]];
            if (end > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "partitions of all topics must be at most " + Integer.MAX_VALUE + ", were " + end + " or more");
            }
            first[t + 1] = (int) end;
        }
        int[][] subscriptions = subscriptions(builder, members, numbers);
        Owners owners =
                new Owners(first[topics.length], firstOfName, countOfName, areAllClaimsOfOneGeneration(members));
        for (int m = 0; m < members.length; m++) {
            members[m].claims.tell(m, owners);
        }
        Racks replicas = Racks.of(builder, topics, first);
        String[] memberIds = new String[members.length];
        @Nullable String[] instanceIds = new String[members.length];
        int[] racks = new int[members.length];
        for (int m = 0; m < members.length; m++) {
            memberIds[m] = members[m].id;
            instanceIds[m] = members[m].instanceId;
            racks[m] = replicas.number(members[m].rack);
        }
        return new DenseInput(
                memberIds,
                instanceIds,
                racks,
                topics,
                first,
                subscriptions,
                isHomogeneous(subscriptions, topics.length),
                owners.owners,
                replicas);
    }

    /** The topics that exist and that somebody subscribes to, by the numbers of their names, in the order of their names. */
    private static int[] topics(Builder builder, Builder.Member[] members) {
        boolean[] isSeen = new boolean[builder.subscriptions.count()];
        BitSet subscribed = new BitSet();
        for (Builder.Member member : members) {
            if (!isSeen[member.subscription]) {
                isSeen[member.subscription] = true;
                for (int name : builder.subscriptions.list(member.subscription)) {
                    subscribed.set(name);
                }
            }
        }
        return subscribed.stream()
                .filter(name -> builder.partitionCounts.containsKey(builder.names.name(name)))
                .boxed()
                .sorted(Comparator.comparing(builder.names::name))
                .mapToInt(name -> name)
                .toArray();
    }

    private static int[][] subscriptions(Builder builder, Builder.Member[] members, int[] numbers) {
        int[] @Nullable [] ofList = new int[builder.subscriptions.count()][];
        int[][] subscriptions = new int[members.length][];
        for (int m = 0; m < members.length; m++) {
            int list = members[m].subscription;
            int[] subscription = ofList[list];
            if (subscription == null) {
                subscription = subscription(builder.subscriptions.list(list), numbers);
                ofList[list] = subscription;
            }
            subscriptions[m] = subscription;
        }
        return subscriptions;
    }

    private static boolean isHomogeneous(int[][] subscriptions, int topicCount) {
        for (int[] subscription : subscriptions) {
            if (subscription.length != topicCount) {
                return false;
            }
        }
        return true;
    }

    private static int[] subscription(int[] names, int[] numbers) {
        return Arrays.stream(names)
                .map(name -> numbers[name])
                .filter(t -> t != NONE)
                .sorted()
                .distinct()
                .toArray();
    }

    private static boolean areAllClaimsOfOneGeneration(Builder.Member[] members) {
        boolean isAnySeen = false;
        int generation = NONE;
        for (Builder.Member member : members) {
            Claims claims = member.claims;
            if (!claims.isEmpty()) {
                if (claims.areGenerationsMixed() || (isAnySeen && claims.generation() != generation)) {
                    return false;
                }
                isAnySeen = true;
                generation = claims.generation();
            }
        }
        return true;
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
