package io.rebalance.testkit.timeline;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How partitions look: one of seven hues that people who see fewer colours can tell apart too, and one of four textures; and
 * then over again. By rank among all partitions of a page, so that a partition looks the same in each of its timelines.
 */
final class Palette {

    static final int HUES = 7;
    static final int TEXTURES = 4;

    private final SortedMap<TopicPartition, Integer> ranks = new TreeMap<>();
    private final boolean isOfOneTopic;

    Palette(List<Timeline> timelines) {
        SortedSet<String> topics = new TreeSet<>();
        for (Timeline timeline : timelines) {
            for (Timeline.Span span : timeline.spans()) {
                ranks.put(span.partition(), 0);
                topics.add(span.partition().topic());
            }
        }
        int rank = 0;
        for (Map.Entry<TopicPartition, Integer> entry : ranks.entrySet()) {
            entry.setValue(rank++);
        }
        isOfOneTopic = topics.size() <= 1;
    }

    /** All partitions, in order. */
    List<TopicPartition> partitions() {
        return new ArrayList<>(ranks.keySet());
    }

    /** Which one it is among all, from 0. */
    int rankOf(TopicPartition partition) {
        Integer rank = ranks.get(partition);
        if (rank == null) {
            throw new IllegalArgumentException("partition must be in a timeline of the page, was " + partition);
        }
        return rank;
    }

    /** The style class: {@code c} and the hue, and from the second texture on a letter for it. */
    String styleOf(TopicPartition partition) {
        int rank = rankOf(partition);
        int texture = rank / HUES % TEXTURES;
        return "c" + rank % HUES + (texture == 0 ? "" : "abc".charAt(texture - 1));
    }

    /** What to write on a span: as short as it is clear. */
    String labelOf(TopicPartition partition) {
        return isOfOneTopic ? Integer.toString(partition.partition()) : partition.toString();
    }
}
