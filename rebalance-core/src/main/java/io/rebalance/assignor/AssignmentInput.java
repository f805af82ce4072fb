package io.rebalance.assignor;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A group as an {@link Assignor} sees it: members, topics and partitions are numbers, dense from 0.
 *
 * <p>Members are numbered in the order of their ids, topics in the order of their names, and partitions topic by topic:
 * partition {@code i} of topic {@code t} has the number {@code firstPartition(t) + i}. There are only topics that exist
 * and that at least one member subscribes to.
 */
public interface AssignmentInput {

    /** No member, or no rack. */
    int NONE = -1;

    /** Two or more members claim the partition with equal right, so that it is nobody's. */
    int CONTESTED = -2;

    /** How many members there are. */
    int memberCount();

    /** The id of member {@code m}. */
    String memberId(int m);

    /** The instance id of member {@code m}, or null for a dynamic member. */
    @Nullable
    String instanceId(int m);

    /** The number of the rack that member {@code m} runs in, or {@link #NONE} if it named none. */
    int rackOf(int m);

    /** How many topics there are. */
    int topicCount();

    /** The name of topic {@code t}. */
    String topicName(int t);

    /**
     * The number of the first partition of topic {@code t}; for {@code t == topicCount()}, the number of partitions of
     * all topics. A topic has {@code firstPartition(t + 1) - firstPartition(t)} partitions.
     */
    int firstPartition(int t);

    /** How many partitions all topics have together. */
    int partitionCount();

    /** How many of the topics member {@code m} subscribes to. */
    int subscriptionCount(int m);

    /** The {@code i}-th topic that member {@code m} subscribes to, in ascending order. */
    int subscribedTopic(int m, int i);

    /** Whether every member subscribes to every topic. */
    boolean isHomogeneous();

    /**
     * The member that holds the partition, or that held it last; {@link #NONE}; or {@link #CONTESTED}. It may be a
     * member that no longer subscribes to the topic.
     */
    int previousOwnerOf(int partition);

    /** How many racks there are, those of members and those of replicas together. */
    int rackCount();

    /** Whether a replica of the partition is in the rack; false where the replicas' racks are not known. */
    boolean hasReplicaIn(int partition, int rack);

    /** Collects an input. */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Collects an {@link AssignmentInput} from names, in any order. Not thread-safe.
     *
     * <p>Whatever refers to a topic, a partition or a member that was not added is ignored: members do subscribe to
     * topics that do not exist, and claim partitions that are gone.
     */
    final class Builder {

        final TreeMap<String, Integer> partitionCounts = new TreeMap<>();
        final TreeMap<String, List<Set<String>>> replicaRacks = new TreeMap<>();
        final TopicNames names = new TopicNames();
        final Subscriptions subscriptions = new Subscriptions(names);
        final List<Member> members = new ArrayList<>(); // in the order of adding
        private final Map<String, Member> membersById = new HashMap<>();
        private @Nullable String lastClaimantId;
        private @Nullable Member lastClaimant;
        private @Nullable String lastTopic;
        private int lastTopicNumber;

        Builder() {}

        /**
         * Adds a topic. Added twice, the last count stands.
         *
         * @throws NullPointerException if {@code name} is null
         * @throws IllegalArgumentException if {@code partitionCount} is negative
         */
        public Builder topic(String name, int partitionCount) {
            Objects.requireNonNull(name, "name");
            if (partitionCount < 0) {
                throw new IllegalArgumentException(
                        "partitionCount of " + name + " must be 0 or more, was " + partitionCount);
            }
            partitionCounts.put(name, partitionCount);
            replicaRacks.remove(name);
            return this;
        }

        /**
         * Adds a topic of whose partitions it is known where their replicas are. Added twice, the last stands.
         *
         * @param racks the racks of each partition's replicas, in the order of the partitions; a partition whose replicas'
         *     racks are not known has none
         * @throws NullPointerException if an argument, a partition's racks or one of them is null
         * @kip 881
         */
        public Builder topic(String name, List<? extends Collection<String>> racks) {
            List<Set<String>> copy = new ArrayList<>();
            for (Collection<String> of : Objects.requireNonNull(racks, "racks")) {
                Set<String> names = new TreeSet<>();
                for (String rack : Objects.requireNonNull(of, "element of racks")) {
                    names.add(Objects.requireNonNull(rack, "rack"));
                }
                copy.add(Collections.unmodifiableSet(names));
            }
            topic(name, copy.size());
            replicaRacks.put(name, copy);
            return this;
        }

        /** Adds a dynamic member that named no rack. */
        public Builder member(String memberId, Collection<String> topics) {
            return member(memberId, null, null, topics);
        }

        /**
         * Adds a member.
         *
         * @param instanceId its instance id, or null for a dynamic member
         * @param rack where it runs; null, or empty, if it named none
         * @param topics what it subscribes to
         * @throws NullPointerException if {@code memberId} or {@code topics} is null
         * @throws IllegalArgumentException if there is a member of that id already
         */
        public Builder member(
                String memberId, @Nullable String instanceId, @Nullable String rack, Collection<String> topics) {
            Objects.requireNonNull(memberId, "memberId");
            for (String topic : Objects.requireNonNull(topics, "topics")) {
                Objects.requireNonNull(topic, "element of topics");
            }
            add(new Member(memberId, instanceId, rack, subscriptions.numberOf(List.copyOf(topics)), new Claims()));
            return this;
        }

        /**
         * Adds a member that speaks for itself: in the bytes of Kafka's consumer protocol, which tell what it subscribes to,
         * what it holds or held, since which generation, and where it runs. They are read straight into numbers: there is
         * no object for each partition on the way.
         *
         * <p>A member of a {@linkplain RebalanceMode#COOPERATIVE cooperative} group says what it holds among its owned
         * partitions; the generation stands beside them or, before version 2, in its user data. A member of an {@linkplain
         * RebalanceMode#EAGER eager} group has given up everything; what it had last stands in its user data, if its
         * assignor is one that writes it there, as Kafka's sticky assignor does. User data of another form tell nothing.
         *
         * @param instanceId its instance id, or null for a dynamic member
         * @param subscription the bytes, of any version
         * @param mode what members of this group do with their partitions when they join again
         * @throws MalformedBytesException if {@code subscription} is no subscription; no member was added
         * @throws NullPointerException if an argument but {@code instanceId} is null
         * @throws IllegalArgumentException if there is a member of that id already
         * @kip 429, 792, 881
         */
        public Builder member(String memberId, @Nullable String instanceId, Bytes subscription, RebalanceMode mode)
                throws MalformedBytesException {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(subscription, "subscription");
            Objects.requireNonNull(mode, "mode");
            add(SubscriptionReader.read(memberId, instanceId, subscription, mode, subscriptions, names));
            return this;
        }

        private void add(Member member) {
            if (membersById.putIfAbsent(member.id, member) != null) {
                throw new IllegalArgumentException("memberId must be new, was there already: " + member.id);
            }
            members.add(member);
            lastClaimantId = null; // it may have been unknown
        }

        /**
         * A member says that it holds a partition, since a generation. Of all claims to a partition the one of the
         * highest generation counts; if two members have it, the partition is contested. Call after {@code member}.
         *
         * @param generation the generation in which the member got the partition, or -1 if that is not known
         */
        public Builder claim(String memberId, TopicPartition partition, int generation) {
            return claim(memberId, partition.topic(), partition.partition(), generation);
        }

        /** As {@link #claim(String, TopicPartition, int)}, for each of some partitions of a topic. */
        public Builder claim(String memberId, TopicPartitions partitions, int generation) {
            Member member = claimant(memberId);
            if (member != null) {
                member.claims.beginRun(number(partitions.topic()), generation, partitions.count());
                for (int i = 0; i < partitions.count(); i++) {
                    member.claims.add(partitions.partition(i));
                }
            }
            return this;
        }

        /** As {@link #claim(String, TopicPartition, int)}. */
        public Builder claim(String memberId, String topic, int partition, int generation) {
            Member member = claimant(memberId);
            if (member != null) {
                member.claims.add(number(Objects.requireNonNull(topic, "topic")), partition, generation);
            }
            return this;
        }

        /** The member; claims of one member mostly come one after the other. */
        private @Nullable Member claimant(String memberId) {
            if (!Objects.requireNonNull(memberId, "memberId").equals(lastClaimantId)) {
                lastClaimantId = memberId;
                lastClaimant = membersById.get(memberId);
            }
            return lastClaimant;
        }

        /** The number of a topic's name; claims to one topic mostly come one after the other. */
        private int number(String topic) {
            if (!topic.equals(lastTopic)) {
                lastTopicNumber = names.numberOf(topic);
                lastTopic = topic;
            }
            return lastTopicNumber;
        }

        /**
         * The input.
         *
         * @throws IllegalArgumentException if the partitions of all subscribed topics together are more than {@link
         *     Integer#MAX_VALUE}
         */
        public AssignmentInput build() {
            return DenseInput.of(this);
        }

        /** A member, and what it claims. */
        static final class Member {
            final String id;
            final @Nullable String instanceId;
            final @Nullable String rack;
            final int subscription;
            final Claims claims;

            Member(String id, @Nullable String instanceId, @Nullable String rack, int subscription, Claims claims) {
                this.id = id;
                this.instanceId = instanceId;
                this.rack = rack;
                this.subscription = subscription;
                this.claims = claims;
            }
        }
    }
}
