package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A group in names, as tests write it down, from which an {@link AssignmentInput} is made.
 *
 * <p>In text, topics and members are separated by blanks: {@code orders=7 payments=3} and {@code a b(i-1)
 * c:orders,payments}, where {@code b} is static and {@code c} subscribes to two topics instead of all. Claims are {@code
 * a@5 o0 o1; b@5 p2}: member, generation, and partitions with the first letter of their topic.
 */
record GroupSketch(SortedMap<String, Integer> topics, List<Member> members) {

    record Member(String id, String instanceId, List<String> topics, int generation, List<TopicPartition> owned) {}

    static GroupSketch of(String topics, String members, String claims) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (String topic : words(topics)) {
            counts.put(
                    topic.substring(0, topic.indexOf('=')), Integer.parseInt(topic.substring(topic.indexOf('=') + 1)));
        }
        List<Member> list = new ArrayList<>();
        for (String word : words(members)) {
            String name = word.contains(":") ? word.substring(0, word.indexOf(':')) : word;
            List<String> subscribed = name.equals(word)
                    ? List.copyOf(counts.keySet())
                    : List.of(word.substring(word.indexOf(':') + 1).split(","));
            String instanceId = name.contains("(") ? name.substring(name.indexOf('(') + 1, name.length() - 1) : null;
            String id = instanceId == null ? name : name.substring(0, name.indexOf('('));
            list.add(new Member(id, instanceId, subscribed, -1, List.of()));
        }
        return new GroupSketch(counts, list).claiming(claims);
    }

    /** The same group with these claims instead. */
    GroupSketch claiming(String claims) {
        List<Member> list = new ArrayList<>(members);
        for (String claim : claims.isBlank() ? List.<String>of() : List.of(claims.split(";"))) {
            List<String> words = words(claim);
            String id = words.get(0).substring(0, words.get(0).indexOf('@'));
            int generation =
                    Integer.parseInt(words.get(0).substring(words.get(0).indexOf('@') + 1));
            List<TopicPartition> owned = new ArrayList<>();
            for (String partition : words.subList(1, words.size())) {
                owned.add(new TopicPartition(topicOf(partition), Integer.parseInt(partition.substring(1))));
            }
            list.replaceAll(m -> m.id.equals(id) ? new Member(id, m.instanceId, m.topics, generation, owned) : m);
        }
        return new GroupSketch(topics, list);
    }

    /** The same group after {@code assignment} was given out: each member claims its part of it, and nothing else. */
    GroupSketch after(Assignment assignment) {
        var parts = assignment.toMap(input());
        List<Member> list = new ArrayList<>();
        for (Member m : members) {
            list.add(new Member(m.id, m.instanceId, m.topics, m.generation + 1, parts.get(m.id)));
        }
        return new GroupSketch(topics, list);
    }

    AssignmentInput input() {
        return input(members, List.copyOf(topics.keySet()));
    }

    /** The same input, written down in another order. */
    AssignmentInput shuffled(long seed) {
        Random random = new Random(seed);
        List<Member> list = new ArrayList<>();
        for (Member m : members) {
            List<String> subscribed = new ArrayList<>(m.topics);
            List<TopicPartition> owned = new ArrayList<>(m.owned);
            Collections.shuffle(subscribed, random);
            Collections.shuffle(owned, random);
            list.add(new Member(m.id, m.instanceId, subscribed, m.generation, owned));
        }
        List<String> names = new ArrayList<>(topics.keySet());
        Collections.shuffle(list, random);
        Collections.shuffle(names, random);
        return input(list, names);
    }

    /** Whether all members subscribe to the same topics. */
    boolean isEqual() {
        return members.stream().map(Member::topics).distinct().count() <= 1;
    }

    private AssignmentInput input(List<Member> list, List<String> names) {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (String name : names) {
            builder.topic(name, topics.get(name));
        }
        for (Member m : list) {
            builder.member(m.id, m.instanceId, null, m.topics);
        }
        for (Member m : list) {
            for (TopicPartition partition : m.owned) {
                builder.claim(m.id, partition, m.generation);
            }
        }
        return builder.build();
    }

    /** An assignment as the reference's tables write it: {@code a: o0 o1; b: -}. */
    String text(Assignment assignment) {
        StringJoiner text = new StringJoiner("; ");
        assignment.toMap(input()).forEach((id, partitions) -> {
            StringJoiner part = new StringJoiner(" ", id + ": ", "").setEmptyValue(id + ": -");
            partitions.forEach(p -> part.add(p.topic().charAt(0) + "" + p.partition()));
            text.add(part.toString());
        });
        return text.toString();
    }

    private String topicOf(String partition) {
        return topics.keySet().stream()
                .filter(topic -> topic.charAt(0) == partition.charAt(0))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words(String text) {
        return List.of(text.trim().split("\\s+"));
    }
}
