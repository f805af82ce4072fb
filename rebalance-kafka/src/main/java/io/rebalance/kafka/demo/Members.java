package io.rebalance.kafka.demo;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How members and what they have are called when people read it. */
final class Members {

    private static final int UUID_LENGTH = 36;

    private Members() {}

    /** The client id that a member id begins with: the rest is a dash and a UUID. */
    static String nameOf(String memberId) {
        int end = memberId.length() - UUID_LENGTH - 1;
        return end > 0 && memberId.charAt(end) == '-' ? memberId.substring(0, end) : memberId;
    }

    /** Partition numbers in their order: {@code 0, 1 and 3}. */
    static String list(Collection<Integer> partitions) {
        List<String> sorted = partitions.stream().sorted().map(String::valueOf).toList();
        return words(sorted);
    }

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    static String words(List<String> parts) {
        int last = parts.size() - 1;
        if (last < 1) {
            return parts.isEmpty() ? "nothing" : parts.get(0);
        }
        return parts.subList(0, last).stream().collect(Collectors.joining(", ")) + " and " + parts.get(last);
    }

    /** {@code partition 2} or {@code partitions 0 and 1}. */
    static String partitions(Collection<Integer> partitions) {
        return (partitions.size() == 1 ? "partition " : "partitions ") + list(partitions);
    }
}
