package io.rebalance.testkit.timeline;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which row of its lane each span is drawn in, and where partitions stood still. A lane has as many rows as its process had
 * partitions at once; a partition that comes back to a lane gets its old row if that is free. While nobody works on a
 * partition, its row stays taken in the lane of the one who stopped last: there it is shown that it stands still.
 */
final class Layout {

    /** A span with its row. */
    record Placed(Timeline.Span span, int row) {}

    /** A time in which nobody worked on a partition, in the lane and row of who had. */
    record Still(int lane, int row, TopicPartition partition, long fromMs, long untilMs) {}

    private static final Comparator<Timeline.Span> IN_TIME = Comparator.comparingLong(Timeline.Span::fromMs)
            .thenComparing(Timeline.Span::partition)
            .thenComparingInt(Timeline.Span::lane)
            .thenComparingLong(Timeline.Span::untilMs);

    private final List<Placed> placed = new ArrayList<>();
    private final List<Still> stills = new ArrayList<>();
    private final int[] rows;
    private final int partitionCount;

    Layout(Timeline timeline) {
        List<Timeline.Span> spans = new ArrayList<>(timeline.spans());
        spans.sort(IN_TIME);
        Map<Timeline.Span, Long> stillUntilMs = new TreeMap<>(IN_TIME);
        partitionCount = findStills(spans, timeline.untilMs(), stillUntilMs);
        List<List<Long>> freeFromMs = new ArrayList<>();
        List<Map<TopicPartition, Integer>> lastRows = new ArrayList<>();
        for (int i = 0; i < timeline.lanes().size(); i++) {
            freeFromMs.add(new ArrayList<>());
            lastRows.add(new TreeMap<>());
        }
        for (Timeline.Span span : spans) {
            List<Long> free = freeFromMs.get(span.lane());
            int row = rowFor(span, free, lastRows.get(span.lane()).get(span.partition()));
            lastRows.get(span.lane()).put(span.partition(), row);
            Long untilMs = stillUntilMs.get(span);
            free.set(row, untilMs == null ? span.untilMs() : untilMs);
            placed.add(new Placed(span, row));
            if (untilMs != null) {
                stills.add(new Still(span.lane(), row, span.partition(), span.untilMs(), untilMs));
            }
        }
        rows = new int[timeline.lanes().size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Math.max(1, freeFromMs.get(i).size());
        }
    }

    /** Finds for the spans after which nobody works on the partition until when; returns how many partitions there are. */
    private static int findStills(List<Timeline.Span> spans, long endMs, Map<Timeline.Span, Long> stillUntilMs) {
        Map<TopicPartition, Timeline.Span> latest = new TreeMap<>();
        for (Timeline.Span span : spans) {
            Timeline.Span before = latest.get(span.partition());
            if (before != null && before.untilMs() < span.fromMs()) {
                stillUntilMs.put(before, span.fromMs());
            }
            if (before == null || before.untilMs() <= span.untilMs()) {
                latest.put(span.partition(), span);
            }
        }
        for (Timeline.Span last : latest.values()) {
            if (last.untilMs() < endMs) {
                stillUntilMs.put(last, endMs);
            }
        }
        return latest.size();
    }

    private static int rowFor(Timeline.Span span, List<Long> freeFromMs, @Nullable Integer last) {
        if (last != null && freeFromMs.get(last) <= span.fromMs()) {
            return last;
        }
        for (int row = 0; row < freeFromMs.size(); row++) {
            if (freeFromMs.get(row) <= span.fromMs()) {
                return row;
            }
        }
        freeFromMs.add(Long.MIN_VALUE);
        return freeFromMs.size() - 1;
    }

    /** The spans, in the order of their beginnings. */
    List<Placed> placed() {
        return placed;
    }

    /** When partitions stood still, in the order of the spans before. */
    List<Still> stills() {
        return stills;
    }

    /** How many rows a lane has, 1 or more. */
    int rows(int lane) {
        return rows[lane];
    }

    /** How many rows all lanes have together. */
    int rows() {
        int sum = 0;
        for (int each : rows) {
            sum += each;
        }
        return sum;
    }

    /** How many partitions anybody worked on. */
    int partitionCount() {
        return partitionCount;
    }

    /** For how long partitions stood still, all together, in ms. */
    long stillMs() {
        long sum = 0;
        for (Still still : stills) {
            sum += still.untilMs() - still.fromMs();
        }
        return sum;
    }
}
