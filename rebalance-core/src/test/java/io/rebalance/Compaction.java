package io.rebalance;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What a log-compacted topic may leave of a log.
 *
 * <p>A record may go once a later one has its key; it need not, since the cleaner comes by when it likes, and gets as far
 * as it gets. The last record of a key stays; but where that is a tombstone, and nothing of its key is left before it, it
 * may go as well, later. What stays keeps its order.
 */
final class Compaction {

    private Compaction() {}

    /** What is left of the log, if of what may go that stays for which the predicate holds. */
    static List<GroupRecord> of(List<GroupRecord> log, IntPredicate stays) {
        Map<RecordKey, Integer> last = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            last.put(log.get(i).key(), i);
        }
        Map<RecordKey, Integer> left = new HashMap<>();
        List<GroupRecord> compacted = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            GroupRecord record = log.get(i);
            boolean isLast = last.getOrDefault(record.key(), -1) == i;
            boolean mayGo = !isLast || (record.isTombstone() && !left.containsKey(record.key()));
            if (!mayGo || stays.test(i)) {
                left.put(record.key(), i);
                compacted.add(record);
            }
        }
        return compacted;
    }

    /** A topic whose cleaner works while it is read. */
    static final class Topic {

        private record Entry(int offset, GroupRecord record) {}

        private final List<Entry> entries = new ArrayList<>();
        private final Map<Integer, Integer> tombstoneSeen = new HashMap<>(); // offset -> when the cleaner first met it
        private int cleanings;

        Topic(List<GroupRecord> log) {
            log.forEach(r -> entries.add(new Entry(entries.size(), r)));
        }

        /** How often it was cleaned. */
        int cleanings() {
            return cleanings;
        }

        /**
         * Cleans up to an offset. Tombstones that were met by no cleaning before {@code oldestReader} stay, as {@code
         * delete.retention.ms} keeps them.
         *
         * @param oldestReader how many cleanings there had been when the oldest load that is under way began
         */
        void clean(int end, int oldestReader) {
            Map<RecordKey, Integer> last = new HashMap<>();
            entries.stream().filter(e -> e.offset < end).forEach(e -> last.put(e.record.key(), e.offset));
            entries.removeIf(e -> e.offset < end && last.getOrDefault(e.record.key(), -1) > e.offset);
            entries.removeIf(e -> e.offset < end
                    && e.record.isTombstone()
                    && tombstoneSeen.getOrDefault(e.offset, Integer.MAX_VALUE) < oldestReader);
            cleanings++;
            entries.stream()
                    .filter(e -> e.offset < end && e.record.isTombstone())
                    .forEach(e -> tombstoneSeen.putIfAbsent(e.offset, cleanings));
        }

        /** The first record at this offset or after it, put into the list; the offset after it, or -1 at the end. */
        int read(int offset, List<GroupRecord> into) {
            for (Entry entry : entries) {
                if (entry.offset >= offset) {
                    into.add(entry.record);
                    return entry.offset + 1;
                }
            }
            return -1;
        }
    }
}
