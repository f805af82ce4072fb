package io.rebalance.testkit;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A group in names, from which an {@link AssignmentInput} is made. It may say what members do say: that they subscribe to
 * topics that do not exist, that they hold partitions that are gone or that another holds too. Immutable.
 *
 * <p>{@link #toText} writes it down and {@link #parse} reads it, a line for each thing:
 *
 * <pre>{@code
 * topic orders 3
 * topic payments 2
 * replicas payments 0 east west
 * member anna orders payments
 * member bert instance=b1 rack=east orders
 * claim anna 5 orders 0 1
 * claim gone -1 payments 1
 * }</pre>
 *
 * <p>That is: topic and number of partitions; topic, partition and the racks of its replicas; a member and the topics it
 * subscribes to; member, generation, topic and the partitions that the member says it holds. A name with other characters
 * than letters, digits, {@code .}, {@code _} and {@code -} stands in quotes, in which {@code \"}, {@code \\} and {@code
 * \n} are what they are in Java. Empty lines and what follows a {@code #} are ignored.
 *
 * @param topics the topics there are, in any order
 * @param members the members, in any order
 * @param claims what members, there or not, say that they hold, in any order
 */
public record SampleGroup(List<Topic> topics, List<Member> members, List<Claim> claims) {

    /**
     * A topic.
     *
     * @param name its name
     * @param partitionCount how many partitions it has, 0 or more
     * @param racks the racks of each partition's replicas, in the order of the partitions; empty if nothing is known
     */
    public record Topic(String name, int partitionCount, List<List<String>> racks) {

        /**
         * @throws NullPointerException if an argument or an element is null
         * @throws IllegalArgumentException if {@code partitionCount} is negative, or {@code racks} is neither empty nor of
         *     that length
         */
        public Topic {
            Objects.requireNonNull(name, "name");
            if (partitionCount < 0) {
                throw new IllegalArgumentException(
                        "partitionCount of " + name + " must be 0 or more, was " + partitionCount);
            }
            racks = Objects.requireNonNull(racks, "racks").stream()
                    .<List<String>>map(List::copyOf)
                    .toList();
            if (!racks.isEmpty() && racks.size() != partitionCount) {
                throw new IllegalArgumentException(
                        "racks of " + name + " must be 0 or " + partitionCount + ", were " + racks.size());
            }
        }

        /** A topic of whose replicas nothing is known. */
        public Topic(String name, int partitionCount) {
            this(name, partitionCount, List.of());
        }
    }

    /**
     * A member.
     *
     * @param memberId its id
     * @param instanceId its instance id, or null for a dynamic member
     * @param rack where it runs, or null if it named none
     * @param topics what it subscribes to, whether that exists or not
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rack,
            List<String> topics) {

        /** @throws NullPointerException if an argument that is not {@code @Nullable}, or an element, is null */
        public Member {
            Objects.requireNonNull(memberId, "memberId");
            topics = List.copyOf(Objects.requireNonNull(topics, "topics"));
        }

        /** A dynamic member that named no rack. */
        public Member(String memberId, List<String> topics) {
            this(memberId, null, null, topics);
        }
    }

    /**
     * Somebody says that it holds a partition.
     *
     * @param memberId who says so; need not be a member
     * @param topic the partition's topic; need not exist
     * @param partition the partition's number; need not exist
     * @param generation since when, or -1 if that is not known
     */
    public record Claim(String memberId, String topic, int partition, int generation) {

        /** @throws NullPointerException if an argument is null */
        public Claim {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(topic, "topic");
        }
    }

    /**
     * @throws NullPointerException if an argument or an element is null
     * @throws IllegalArgumentException if two topics have one name, or two members one id
     */
    public SampleGroup {
        topics = List.copyOf(Objects.requireNonNull(topics, "topics"));
        members = List.copyOf(Objects.requireNonNull(members, "members"));
        claims = List.copyOf(Objects.requireNonNull(claims, "claims"));
        requireDifferent("topics", topics.stream().map(Topic::name).toList());
        requireDifferent("members", members.stream().map(Member::memberId).toList());
    }

    private static void requireDifferent(String argument, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(argument + " must differ, two are named " + name);
            }
        }
    }

    /**
     * The group that an input shows. Its racks get names of their own, and who holds a partition claims it in generation 0;
     * a contested one is claimed by the first two members.
     *
     * @throws NullPointerException if {@code input} is null
     * @throws IllegalArgumentException if a partition is contested in a group of less than two members
     */
    public static SampleGroup of(AssignmentInput input) {
        return SampleGroups.of(Objects.requireNonNull(input, "input"));
    }

    /**
     * Reads what {@link #toText} writes.
     *
     * @throws NullPointerException if {@code text} is null
     * @throws IllegalArgumentException if it is no such text; names the line
     */
    public static SampleGroup parse(String text) {
        return SampleText.read(Objects.requireNonNull(text, "text"));
    }

    /** The group as text, a line for each thing, in the order of the lists. Lines end with a line feed. */
    public String toText() {
        return SampleText.write(this);
    }

    /** The group as an assignor sees it. */
    public AssignmentInput input() {
        AssignmentInput.Builder input = AssignmentInput.builder();
        for (Topic topic : topics) {
            if (topic.racks().isEmpty()) {
                input.topic(topic.name(), topic.partitionCount());
            } else {
                input.topic(topic.name(), topic.racks());
            }
        }
        for (Member member : members) {
            input.member(member.memberId(), member.instanceId(), member.rack(), member.topics());
        }
        for (Claim claim : claims) {
            input.claim(claim.memberId(), claim.topic(), claim.partition(), claim.generation());
        }
        return input.build();
    }

    /** The same group given in another order: topics, members, subscriptions, racks and claims. */
    public SampleGroup shuffled(long seed) {
        return SampleGroups.shuffled(this, new SplittableRandom(seed));
    }

    /**
     * The group after {@code assignment} was given out: each member claims its part of it and nothing else, in a generation
     * that no claim has named before.
     *
     * @param assignment an assignment of the partitions of {@link #input}
     * @throws NullPointerException if {@code assignment} is null
     * @throws IllegalArgumentException if it is of another number of partitions, or of more members
     */
    public SampleGroup after(Assignment assignment) {
        return SampleGroups.after(this, Objects.requireNonNull(assignment, "assignment"));
    }

    /** The same group with these claims instead. */
    public SampleGroup claiming(List<Claim> claims) {
        return new SampleGroup(topics, members, claims);
    }

    /** The same group with one member more, the last. */
    SampleGroup joinedBy(Member member) {
        List<Member> more = new ArrayList<>(members);
        more.add(member);
        return new SampleGroup(topics, more, claims);
    }

    /** The same group without a member and what it claims. */
    SampleGroup leftBy(String memberId) {
        return new SampleGroup(
                topics,
                members.stream()
                        .filter(member -> !member.memberId().equals(memberId))
                        .toList(),
                claims.stream()
                        .filter(claim -> !claim.memberId().equals(memberId))
                        .toList());
    }

    /**
     * How much there is of the group: its members, topics, partitions, subscriptions and claims, and what is special about
     * them.
     */
    public long size() {
        return SmallerGroups.size(this);
    }

    /**
     * Groups that lack something of this one, each of a smaller {@link #size}, the greatest cuts first. Whoever finds that
     * one of them fails as well goes on with its smaller groups. Made as the stream is read.
     */
    public Stream<SampleGroup> smaller() {
        return SmallerGroups.of(this);
    }

    /** As {@link #toText}. */
    @Override
    public String toString() {
        return toText();
    }
}
