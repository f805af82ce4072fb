package io.rebalance.assignors;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Groups of every kind: unknown and empty topics, static members, owners who are gone, stale and contested claims. */
final class Sketches {

    private static final int MAX_CLAIMS = 6;

    private Sketches() {}

    /** Groups in which everybody subscribes to the same topics. */
    static Arbitrary<GroupSketch> equal(int maxMembers, int maxTopics, int maxPartitions) {
        return groups(maxMembers, maxTopics, maxPartitions, true);
    }

    /** Groups in which everybody subscribes to what it likes, mostly to little. */
    static Arbitrary<GroupSketch> unequal(int maxMembers, int maxTopics, int maxPartitions) {
        return groups(maxMembers, maxTopics, maxPartitions, false);
    }

    /** Either. */
    static Arbitrary<GroupSketch> any(int maxMembers, int maxTopics, int maxPartitions) {
        return Arbitraries.oneOf(
                equal(maxMembers, maxTopics, maxPartitions), unequal(maxMembers, maxTopics, maxPartitions));
    }

    private static Arbitrary<GroupSketch> groups(int maxMembers, int maxTopics, int maxPartitions, boolean equal) {
        Arbitrary<Integer> topic = Arbitraries.integers().between(0, maxTopics); // the last one does not exist
        Arbitrary<List<Integer>> counts = Arbitraries.integers()
                .between(0, maxPartitions)
                .list()
                .ofMinSize(1)
                .ofMaxSize(maxTopics);
        Arbitrary<List<TopicPartition>> claims = Combinators.combine(
                        topic, Arbitraries.integers().between(0, maxPartitions))
                .as((t, p) -> new TopicPartition(topicName(t), p))
                .list()
                .ofMaxSize(MAX_CLAIMS);
        Arbitrary<Draw> member = Combinators.combine(
                        Arbitraries.of(true, false),
                        topic.set().ofMaxSize(maxTopics),
                        Arbitraries.integers().between(-1, 2),
                        claims)
                .as(Draw::new);
        // who owned each partition; as often as not nobody, or a member that is gone
        Arbitrary<List<Integer>> owners =
                Arbitraries.integers().between(-2, maxMembers).list().ofSize(2 * maxPartitions + 1);
        return Combinators.combine(
                        counts, member.list().ofMinSize(1).ofMaxSize(maxMembers), owners, Arbitraries.of(History.class))
                .as((c, m, o, h) -> group(c, m, o, h, equal));
    }

    /** What the members say of the past. */
    private enum History {
        NONE,
        ONE_OWNER_EACH,
        DISPUTED
    }

    private record Draw(boolean isStatic, Set<Integer> topics, int generation, List<TopicPartition> claims) {}

    private static GroupSketch group(
            List<Integer> counts, List<Draw> draws, List<Integer> owners, History history, boolean equal) {
        SortedMap<String, Integer> topics = new TreeMap<>();
        for (int t = 0; t < counts.size(); t++) {
            topics.put(topicName(t), counts.get(t));
        }
        List<GroupSketch.Member> members = new ArrayList<>();
        for (int m = 0; m < draws.size(); m++) {
            Draw draw = draws.get(m);
            List<TopicPartition> owned = new ArrayList<>();
            if (history != History.NONE) {
                int p = 0;
                for (int t = 0; t < counts.size(); t++) {
                    for (int i = 0; i < counts.get(t); i++, p++) {
                        if (owners.get(p % owners.size()) == m) {
                            owned.add(new TopicPartition(topicName(t), i));
                        }
                    }
                }
            }
            if (history == History.DISPUTED) {
                draw.claims.stream()
                        .filter(claim -> !owned.contains(claim))
                        .distinct()
                        .forEach(owned::add);
            }
            // ids in another order than the list, instance ids in a third
            members.add(new GroupSketch.Member(
                    "m" + (char) ('a' + (m * 7 + 3) % 26),
                    draw.isStatic ? "i" + (char) ('a' + (m * 11 + 5) % 26) : null,
                    (equal ? draws.get(0) : draw)
                            .topics.stream().sorted().map(Sketches::topicName).toList(),
                    draw.generation,
                    owned));
        }
        return new GroupSketch(topics, members);
    }

    private static String topicName(int t) {
        return "t" + t;
    }
}
