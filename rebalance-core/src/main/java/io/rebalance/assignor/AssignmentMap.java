package io.rebalance.assignor;

import io.rebalance.protocol.TopicPartition;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of every member, or of a range of members, by member id. Kept in numbers; a {@link TopicPartition} is made
 * when somebody asks for it. Immutable.
 */
@SuppressWarnings("JdkObsolete") // a sorted map is what is promised, and all that is needed
final class AssignmentMap extends AbstractMap<String, List<TopicPartition>>
        implements SortedMap<String, List<TopicPartition>> {

    private final Parts parts;
    private final int from;
    private final int to;
    private final @Nullable String low; // what a key of a range of this one must reach, if this is a range itself
    private final @Nullable String high; // and must not pass

    private AssignmentMap(Parts parts, int from, int to, @Nullable String low, @Nullable String high) {
        this.parts = parts;
        this.from = from;
        this.to = to;
        this.low = low;
        this.high = high;
    }

    /** @param loads how many partitions each member has */
    static AssignmentMap of(AssignmentInput input, int[] owners, int[] loads) {
        return new AssignmentMap(Parts.of(input, owners, loads), 0, loads.length, null, null);
    }

    @Override
    public Set<Entry<String, List<TopicPartition>>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return to - from;
            }

            @Override
            public Iterator<Entry<String, List<TopicPartition>>> iterator() {
                return new Iterator<>() {
                    private int next = from;

                    @Override
                    public boolean hasNext() {
                        return next < to;
                    }

                    @Override
                    public Entry<String, List<TopicPartition>> next() {
                        if (next >= to) {
                            throw new NoSuchElementException();
                        }
                        int m = next++;
                        return Map.entry(parts.memberIds[m], parts.of(m));
                    }
                };
            }
        };
    }

    @Override
    public @Nullable List<TopicPartition> get(@Nullable Object key) {
        int m = key instanceof String id ? Arrays.binarySearch(parts.memberIds, from, to, id) : -1;
        return m < 0 ? null : parts.of(m);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, List<TopicPartition>> subMap(String fromKey, String toKey) {
        if (fromKey.compareTo(toKey) > 0) {
            throw new IllegalArgumentException(
                    "fromKey must be at most toKey, was " + fromKey + ", with toKey " + toKey);
        }
        return new AssignmentMap(parts, limit(fromKey), limit(toKey), fromKey, toKey);
    }

    @Override
    public SortedMap<String, List<TopicPartition>> headMap(String toKey) {
        return new AssignmentMap(parts, from, limit(toKey), low, toKey);
    }

    @Override
    public SortedMap<String, List<TopicPartition>> tailMap(String fromKey) {
        return new AssignmentMap(parts, limit(fromKey), to, fromKey, high);
    }

    private int limit(String key) {
        if ((low != null && key.compareTo(low) < 0) || (high != null && key.compareTo(high) > 0)) {
            throw new IllegalArgumentException("key must be from " + low + " to " + high + ", was " + key);
        }
        return positionOf(key);
    }

    private int positionOf(String key) {
        int position = Arrays.binarySearch(parts.memberIds, from, to, Objects.requireNonNull(key, "key"));
        return position < 0 ? -position - 1 : position;
    }

    @Override
    public String firstKey() {
        return parts.memberIds[requireNotEmpty(from)];
    }

    @Override
    public String lastKey() {
        return parts.memberIds[requireNotEmpty(to - 1)];
    }

    private int requireNotEmpty(int m) {
        if (from == to) {
            throw new NoSuchElementException("there is no member");
        }
        return m;
    }

    /** Everybody's partitions, one member after the other; the names are copies, so that the input can go. */
    private static final class Parts {

        private final String[] memberIds;
        private final String[] topics;
        private final int[] firstPartitions;
        private final int[] starts;
        private final int[] partitions;

        private Parts(String[] memberIds, String[] topics, int[] firstPartitions, int[] starts, int[] partitions) {
            this.memberIds = memberIds;
            this.topics = topics;
            this.firstPartitions = firstPartitions;
            this.starts = starts;
            this.partitions = partitions;
        }

        static Parts of(AssignmentInput input, int[] owners, int[] loads) {
            String[] memberIds = new String[loads.length];
            Arrays.setAll(memberIds, input::memberId);
            String[] topics = new String[input.topicCount()];
            Arrays.setAll(topics, input::topicName);
            int[] first = new int[topics.length + 1];
            Arrays.setAll(first, input::firstPartition);
            int[] starts = new int[loads.length + 1];
            for (int m = 0; m < loads.length; m++) {
                starts[m + 1] = starts[m] + loads[m];
            }
            int[] partitions = new int[starts[loads.length]];
            int[] next = starts.clone();
            for (int p = 0; p < owners.length; p++) {
                if (owners[p] >= 0) {
                    partitions[next[owners[p]]++] = p;
                }
            }
            return new Parts(memberIds, topics, first, starts, partitions);
        }

        List<TopicPartition> of(int m) {
            return starts[m] == starts[m + 1] ? Collections.emptyList() : new Part(this, starts[m], starts[m + 1]);
        }

        TopicPartition partition(int i) {
            int p = partitions[i];
            int t = Arrays.binarySearch(firstPartitions, p);
            t = t < 0 ? -t - 2 : t;
            while (firstPartitions[t + 1] <= p) {
                t++; // topics without partitions share their first number
            }
            return new TopicPartition(topics[t], p - firstPartitions[t]);
        }
    }

    /** One member's partitions. */
    private static final class Part extends AbstractList<TopicPartition> implements RandomAccess {

        private final Parts parts;
        private final int from;
        private final int to;

        Part(Parts parts, int from, int to) {
            this.parts = parts;
            this.from = from;
            this.to = to;
        }

        @Override
        public TopicPartition get(int i) {
            return parts.partition(from + Objects.checkIndex(i, size()));
        }

        @Override
        public int size() {
            return to - from;
        }
    }
}
