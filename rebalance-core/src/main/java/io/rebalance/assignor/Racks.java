package io.rebalance.assignor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The racks of members and replicas, numbered in the order of their names, and which partition has a replica in which.
 * Partitions whose replicas are in the same racks, as most of a topic are, share one set.
 */
final class Racks {

    private final Map<String, Integer> numbers;
    private final List<BitSet> sets; // the first is empty
    private final int[] setOf; // by partition; none at all if nothing is known of replicas

    private Racks(Map<String, Integer> numbers, List<BitSet> sets, int[] setOf) {
        this.numbers = numbers;
        this.sets = sets;
        this.setOf = setOf;
    }

    static Racks of(AssignmentInput.Builder builder, String[] topics, int[] first) {
        Map<String, Integer> numbers = numbers(builder, topics);
        List<BitSet> sets = new ArrayList<>(List.of(new BitSet()));
        boolean isAnythingKnown = false;
        for (String topic : topics) {
            isAnythingKnown |= builder.replicaRacks.containsKey(topic);
        }
        int[] setOf = new int[isAnythingKnown ? first[topics.length] : 0];
        Map<Set<String>, Integer> seen = new HashMap<>();
        for (int t = 0; t < topics.length; t++) {
            List<Set<String>> racks = builder.replicaRacks.getOrDefault(topics[t], List.of());
            for (int i = 0; i < racks.size(); i++) {
                setOf[first[t] + i] = seen.computeIfAbsent(racks.get(i), r -> add(sets, r, numbers));
            }
        }
        return new Racks(numbers, sets, setOf);
    }

    private static int add(List<BitSet> sets, Set<String> racks, Map<String, Integer> numbers) {
        BitSet set = new BitSet(numbers.size());
        racks.forEach(rack -> set.set(numbers.getOrDefault(rack, 0)));
        sets.add(set);
        return sets.size() - 1;
    }

    private static Map<String, Integer> numbers(AssignmentInput.Builder builder, String[] topics) {
        TreeSet<String> names = new TreeSet<>();
        for (AssignmentInput.Builder.Member member : builder.members) {
            if (member.rack != null && !member.rack.isEmpty()) {
                names.add(member.rack);
            }
        }
        for (String topic : topics) {
            builder.replicaRacks.getOrDefault(topic, List.of()).forEach(names::addAll);
        }
        Map<String, Integer> numbers = new TreeMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }

    int count() {
        return numbers.size();
    }

    int number(@Nullable String rack) {
        return rack == null ? AssignmentInput.NONE : numbers.getOrDefault(rack, AssignmentInput.NONE);
    }

    boolean has(int partition, int rack) {
        return setOf.length > 0 && rack >= 0 && sets.get(setOf[partition]).get(rack);
    }
}
