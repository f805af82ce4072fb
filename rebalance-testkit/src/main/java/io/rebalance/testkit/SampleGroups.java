package io.rebalance.testkit;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.testkit.SampleGroup.Claim;
import io.rebalance.testkit.SampleGroup.Member;
import io.rebalance.testkit.SampleGroup.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Groups made from others. */
final class SampleGroups {

    private SampleGroups() {}

    static SampleGroup of(AssignmentInput input) {
        List<Topic> topics = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        for (int t = 0; t < input.topicCount(); t++) {
            int first = input.firstPartition(t);
            int count = input.firstPartition(t + 1) - first;
            List<List<String>> racks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                racks.add(racks(input, first + i));
                claims.addAll(claims(input, input.topicName(t), i, input.previousOwnerOf(first + i)));
            }
            boolean isKnown = racks.stream().anyMatch(of -> !of.isEmpty());
            topics.add(new Topic(input.topicName(t), count, isKnown ? racks : List.of()));
        }
        List<Member> members = new ArrayList<>();
        for (int m = 0; m < input.memberCount(); m++) {
            members.add(new Member(
                    input.memberId(m), input.instanceId(m), rack(input, input.rackOf(m)), subscription(input, m)));
        }
        return new SampleGroup(topics, members, claims);
    }

    private static List<String> subscription(AssignmentInput input, int m) {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < input.subscriptionCount(m); i++) {
            topics.add(input.topicName(input.subscribedTopic(m, i)));
        }
        return topics;
    }

    private static List<Claim> claims(AssignmentInput input, String topic, int partition, int owner) {
        if (owner >= 0) {
            return List.of(new Claim(input.memberId(owner), topic, partition, 0));
        }
        if (owner != AssignmentInput.CONTESTED) {
            return List.of();
        }
        if (input.memberCount() < 2) {
            throw new IllegalArgumentException("input must have 2 members or more, since partition " + partition
                    + " of topic " + topic + " is contested, had " + input.memberCount());
        }
        return List.of(
                new Claim(input.memberId(0), topic, partition, 0), new Claim(input.memberId(1), topic, partition, 0));
    }

    private static List<String> racks(AssignmentInput input, int partition) {
        List<String> racks = new ArrayList<>();
        for (int r = 0; r < input.rackCount(); r++) {
            if (input.hasReplicaIn(partition, r)) {
                racks.add(rackName(input, r));
            }
        }
        return racks;
    }

    private static @Nullable String rack(AssignmentInput input, int rack) {
        return rack == AssignmentInput.NONE ? null : rackName(input, rack);
    }

    /** With as many digits as the last has, so that names have the order of the numbers. */
    private static String rackName(AssignmentInput input, int rack) {
        String digits = Integer.toString(rack);
        int width = Integer.toString(input.rackCount() - 1).length();
        return "r" + "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    static SampleGroup after(SampleGroup group, Assignment assignment) {
        int last = group.claims().stream().mapToInt(Claim::generation).max().orElse(-1);
        int generation = last == Integer.MAX_VALUE ? 0 : Math.max(last, -1) + 1; // the old claims are gone anyway
        List<Claim> claims = new ArrayList<>();
        assignment
                .toMap(group.input())
                .forEach((memberId, partitions) ->
                        partitions.forEach(p -> claims.add(new Claim(memberId, p.topic(), p.partition(), generation))));
        return group.claiming(claims);
    }

    static SampleGroup shuffled(SampleGroup group, SplittableRandom random) {
        List<Topic> topics = group.topics().stream()
                .map(topic -> new Topic(
                        copy(topic.name()),
                        topic.partitionCount(),
                        topic.racks().stream()
                                .map(racks -> shuffled(racks, random))
                                .toList()))
                .toList();
        List<Member> members = group.members().stream()
                .map(member -> new Member(
                        copy(member.memberId()),
                        member.instanceId(),
                        member.rack(),
                        shuffled(
                                member.topics().stream().map(SampleGroups::copy).toList(), random)))
                .toList();
        return new SampleGroup(shuffled(topics, random), shuffled(members, random), shuffled(group.claims(), random));
    }

    /** An equal text that is another object, so that nobody can lean on its being the same. */
    private static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static <T> List<T> shuffled(List<T> list, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, moved);
        }
        return shuffled;
    }
}
