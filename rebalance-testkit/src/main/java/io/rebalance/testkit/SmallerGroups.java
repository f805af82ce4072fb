package io.rebalance.testkit;

import io.rebalance.testkit.SampleGroup.Claim;
import io.rebalance.testkit.SampleGroup.Member;
import io.rebalance.testkit.SampleGroup.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a {@link SampleGroup} can be cut down to. Every cut makes it smaller, so cutting ends. */
final class SmallerGroups {

    private SmallerGroups() {}

    static long size(SampleGroup group) {
        long size = group.topics().size() + (long) group.members().size();
        for (Topic topic : group.topics()) {
            size += topic.partitionCount();
            size += topic.racks().stream().mapToLong(racks -> 1 + racks.size()).sum();
        }
        for (Member member : group.members()) {
            size += member.topics().size() + one(member.instanceId()) + one(member.rack());
        }
        for (Claim claim : group.claims()) {
            size += claim.generation() == 0 ? 1 : 2;
        }
        return size;
    }

    private static int one(@Nullable String option) {
        return option == null ? 0 : 1;
    }

    static Stream<SampleGroup> of(SampleGroup group) {
        return Stream.<Function<SampleGroup, Stream<SampleGroup>>>of(
                        SmallerGroups::lessMembers,
                        SmallerGroups::lessTopics,
                        SmallerGroups::lessClaims,
                        SmallerGroups::lessPartitions,
                        SmallerGroups::lessSubscriptions,
                        SmallerGroups::mergedMembers,
                        SmallerGroups::plainerTopics,
                        SmallerGroups::plainerMembers,
                        SmallerGroups::plainerClaims)
                .flatMap(cut -> cut.apply(group));
    }

    private static Stream<SampleGroup> lessMembers(SampleGroup group) {
        return shorter(group.members()).map(members -> {
            Set<String> gone = new HashSet<>();
            group.members().forEach(member -> gone.add(member.memberId()));
            members.forEach(member -> gone.remove(member.memberId()));
            List<Claim> claims = group.claims().stream()
                    .filter(claim -> !gone.contains(claim.memberId()))
                    .toList();
            return new SampleGroup(group.topics(), members, claims);
        });
    }

    /**
     * The group without one member whose subscriptions go to another one: a topic that only one subscribes to stays, though
     * that one is not needed for anything else.
     */
    private static Stream<SampleGroup> mergedMembers(SampleGroup group) {
        List<Member> members = group.members();
        return indexes(members)
                .filter(m -> !members.get(m).topics().isEmpty())
                .flatMap(m -> indexes(members).filter(heir -> !heir.equals(m)).map(heir -> {
                    Member gone = members.get(m);
                    List<String> topics = Stream.concat(members.get(heir).topics().stream(), gone.topics().stream())
                            .distinct()
                            .toList();
                    List<Member> left = new ArrayList<>(replaced(members, heir, with(members.get(heir), topics)));
                    left.remove((int) m);
                    List<Claim> claims = group.claims().stream()
                            .filter(claim -> !claim.memberId().equals(gone.memberId()))
                            .toList();
                    return new SampleGroup(group.topics(), left, claims);
                }));
    }

    private static Stream<SampleGroup> lessTopics(SampleGroup group) {
        return shorter(group.topics()).map(topics -> {
            Set<String> gone = new HashSet<>();
            group.topics().forEach(topic -> gone.add(topic.name()));
            topics.forEach(topic -> gone.remove(topic.name()));
            List<Claim> claims = group.claims().stream()
                    .filter(claim -> !gone.contains(claim.topic()))
                    .toList();
            List<Member> members = group.members().stream()
                    .map(member -> with(
                            member,
                            member.topics().stream()
                                    .filter(topic -> !gone.contains(topic))
                                    .toList()))
                    .toList();
            return new SampleGroup(topics, members, claims);
        });
    }

    private static Stream<SampleGroup> lessClaims(SampleGroup group) {
        return shorter(group.claims()).map(group::claiming);
    }

    private static Stream<SampleGroup> lessPartitions(SampleGroup group) {
        return indexes(group.topics()).flatMap(t -> {
            int count = group.topics().get(t).partitionCount();
            return shorter(IntStream.range(0, count).boxed().toList()).map(left -> withPartitions(group, t, left));
        });
    }

    /** The group with only some partitions of a topic, which are numbered anew; claims go with their partitions. */
    private static SampleGroup withPartitions(SampleGroup group, int t, List<Integer> left) {
        Topic topic = group.topics().get(t);
        List<List<String>> racks = topic.racks().isEmpty()
                ? topic.racks()
                : left.stream().map(topic.racks()::get).toList();
        Map<Integer, Integer> numbers = new HashMap<>();
        left.forEach(partition -> numbers.put(partition, numbers.size()));
        List<Claim> claims = new ArrayList<>();
        for (Claim claim : group.claims()) {
            Integer number = numbers.get(claim.partition());
            if (!claim.topic().equals(topic.name())) {
                claims.add(claim);
            } else if (number != null) {
                claims.add(new Claim(claim.memberId(), claim.topic(), number, claim.generation()));
            }
        }
        Topic cut = new Topic(topic.name(), left.size(), racks);
        return new SampleGroup(replaced(group.topics(), t, cut), group.members(), claims);
    }

    private static Stream<SampleGroup> lessSubscriptions(SampleGroup group) {
        return Stream.concat(
                // of all members at once, so that an equal group stays one
                group.members().stream()
                        .flatMap(member -> member.topics().stream())
                        .distinct()
                        .filter(topic -> group.members().size() > 1)
                        .map(topic -> withMembers(
                                group,
                                group.members().stream()
                                        .map(member -> with(
                                                member,
                                                member.topics().stream()
                                                        .filter(other -> !other.equals(topic))
                                                        .toList()))
                                        .toList())),
                indexes(group.members()).flatMap(m -> {
                    Member member = group.members().get(m);
                    return shorter(member.topics())
                            .map(topics -> withMembers(group, replaced(group.members(), m, with(member, topics))));
                }));
    }

    private static Stream<SampleGroup> plainerTopics(SampleGroup group) {
        return indexes(group.topics())
                .filter(t -> !group.topics().get(t).racks().isEmpty())
                .flatMap(t -> {
                    Topic topic = group.topics().get(t);
                    Stream<Topic> plainer = Stream.concat(
                            Stream.of(new Topic(topic.name(), topic.partitionCount())),
                            indexes(topic.racks())
                                    .flatMap(i -> shorter(topic.racks().get(i))
                                            .map(racks -> new Topic(
                                                    topic.name(),
                                                    topic.partitionCount(),
                                                    replaced(topic.racks(), i, racks)))));
                    return plainer.map(plain ->
                            new SampleGroup(replaced(group.topics(), t, plain), group.members(), group.claims()));
                });
    }

    private static Stream<SampleGroup> plainerMembers(SampleGroup group) {
        return indexes(group.members()).flatMap(m -> {
            Member member = group.members().get(m);
            Stream.Builder<Member> plainer = Stream.builder();
            if (member.instanceId() != null) {
                plainer.add(new Member(member.memberId(), null, member.rack(), member.topics()));
            }
            if (member.rack() != null) {
                plainer.add(new Member(member.memberId(), member.instanceId(), null, member.topics()));
            }
            return plainer.build().map(plain -> withMembers(group, replaced(group.members(), m, plain)));
        });
    }

    /** Claims without generation, all at once or one by one. */
    private static Stream<SampleGroup> plainerClaims(SampleGroup group) {
        List<Integer> dated = indexes(group.claims())
                .filter(c -> group.claims().get(c).generation() != 0)
                .toList();
        Stream<List<Integer>> all = dated.isEmpty() ? Stream.empty() : Stream.of(dated);
        return Stream.concat(all, dated.stream().map(List::of)).map(some -> {
            List<Claim> claims = new ArrayList<>(group.claims());
            for (int c : some) {
                Claim claim = claims.get(c);
                claims.set(c, new Claim(claim.memberId(), claim.topic(), claim.partition(), 0));
            }
            return group.claiming(claims);
        });
    }

    private static Member with(Member member, List<String> topics) {
        return new Member(member.memberId(), member.instanceId(), member.rack(), topics);
    }

    private static SampleGroup withMembers(SampleGroup group, List<Member> members) {
        return new SampleGroup(group.topics(), members, group.claims());
    }

    private static Stream<Integer> indexes(List<?> list) {
        return IntStream.range(0, list.size()).boxed();
    }

    private static <T> List<T> replaced(List<T> list, int at, T element) {
        List<T> replaced = new ArrayList<>(list);
        replaced.set(at, element);
        return replaced;
    }

    /** The list without all, a half, a quarter and so on, down to without one. */
    private static <T> Stream<List<T>> shorter(List<T> list) {
        return IntStream.iterate(list.size(), length -> length > 0, length -> length / 2)
                .boxed()
                .flatMap(length -> IntStream.iterate(0, from -> from < list.size(), from -> from + length)
                        .mapToObj(from -> {
                            List<T> rest = new ArrayList<>(list.subList(0, from));
                            rest.addAll(list.subList(Math.min(from + length, list.size()), list.size()));
                            return rest;
                        }));
    }
}
