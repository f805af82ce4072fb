package io.rebalance.testkit.timeline;

import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.Objects;

/**
 * What happened to a group over time: who worked on which partition from when to when, and when it rebalanced, and why.
 * Times are ms since any beginning; lanes are numbered from 0, in the order of {@code lanes}. Immutable.
 *
 * @param title what it is of, such as a protocol's name
 * @param fromMs where it begins
 * @param untilMs where it ends, after {@code fromMs}
 * @param lanes what the processes are called, in the order to show them in; at most {@link #MAX_LANES}
 * @param lives from when to when processes ran, in any order
 * @param spans who worked on what, in any order; at most {@link #MAX_SPANS}
 * @param rounds the rebalances, in any order
 * @param marks what befell processes, in any order
 * @param figures what to say of it in numbers, in the order to say it
 */
public record Timeline(
        String title,
        long fromMs,
        long untilMs,
        List<String> lanes,
        List<Life> lives,
        List<Span> spans,
        List<Round> rounds,
        List<Mark> marks,
        List<Figure> figures) {

    /** How many lanes there may be. */
    public static final int MAX_LANES = 10_000;

    /** How many spans there may be. */
    public static final int MAX_SPANS = 1_000_000;

    /** The lane of a {@link Mark} that concerns everybody. */
    public static final int EVERYBODY = -1;

    /**
     * Copies the lists.
     *
     * @throws NullPointerException if an argument is null, or an element of a list
     * @throws IllegalArgumentException if it ends before it begins, if there is too much of something, or if a lane is named
     *     that there is not
     */
    public Timeline {
        Objects.requireNonNull(title, "title");
        if (untilMs <= fromMs || untilMs - fromMs < 0) {
            throw new IllegalArgumentException("untilMs must be after fromMs, and not more than Long.MAX_VALUE ms, was "
                    + untilMs + " after " + fromMs);
        }
        lanes = List.copyOf(lanes);
        lives = List.copyOf(lives);
        spans = List.copyOf(spans);
        rounds = List.copyOf(rounds);
        marks = List.copyOf(marks);
        figures = List.copyOf(figures);
        atMost("lanes", lanes.size(), MAX_LANES);
        atMost("spans", spans.size(), MAX_SPANS);
        for (Life life : lives) {
            isLane("lives", life.lane(), 0, lanes.size());
        }
        for (Span span : spans) {
            isLane("spans", span.lane(), 0, lanes.size());
        }
        for (Mark mark : marks) {
            isLane("marks", mark.lane(), EVERYBODY, lanes.size());
        }
    }

    private static void atMost(String what, int count, int most) {
        if (count > most) {
            throw new IllegalArgumentException(what + " must be at most " + most + ", were " + count);
        }
    }

    private static void isLane(String what, int lane, int least, int count) {
        if (lane < least || lane >= count) {
            throw new IllegalArgumentException(
                    what + " must be of lanes from " + least + " to " + (count - 1) + ", one was of " + lane);
        }
    }

    private static void isInOrder(String what, long fromMs, long untilMs) {
        if (untilMs < fromMs) {
            throw new IllegalArgumentException(
                    what + " must not end before it begins at " + fromMs + " ms, ended at " + untilMs);
        }
    }

    /**
     * A process that runs.
     *
     * @param lane whose
     * @param fromMs from when
     * @param untilMs until when, not before {@code fromMs}
     */
    public record Life(int lane, long fromMs, long untilMs) {
        /** @throws IllegalArgumentException if it ends before it begins */
        public Life {
            isInOrder("life", fromMs, untilMs);
        }
    }

    /**
     * A process at work on a partition.
     *
     * @param lane whose
     * @param partition which
     * @param fromMs from when
     * @param untilMs until when, not before {@code fromMs}
     */
    public record Span(int lane, TopicPartition partition, long fromMs, long untilMs) {
        /**
         * @throws NullPointerException if {@code partition} is null
         * @throws IllegalArgumentException if it ends before it begins
         */
        public Span {
            Objects.requireNonNull(partition, "partition");
            isInOrder("span", fromMs, untilMs);
        }
    }

    /**
     * A rebalance.
     *
     * @param generationId the generation that it led to
     * @param fromMs when it began
     * @param untilMs when its assignment was known, not before {@code fromMs}
     * @param moved how many partitions got another owner
     * @param causes why, for people to read; the one that began it first
     */
    public record Round(int generationId, long fromMs, long untilMs, int moved, List<String> causes) {
        /**
         * Copies the causes.
         *
         * @throws NullPointerException if {@code causes} is null or has a null
         * @throws IllegalArgumentException if it ends before it begins
         */
        public Round {
            isInOrder("round", fromMs, untilMs);
            causes = List.copyOf(causes);
        }
    }

    /**
     * Something that befell a process.
     *
     * @param lane whose; {@link #EVERYBODY} if it concerns all
     * @param atMs when
     * @param kind of which kind it is
     * @param text what it was, for people to read
     */
    public record Mark(int lane, long atMs, Kind kind, String text) {
        /** @throws NullPointerException if an argument is null */
        public Mark {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(text, "text");
        }

        /** How a mark is drawn. */
        public enum Kind {
            /** A process was started on purpose: a triangle. */
            STARTED,
            /** A process was stopped on purpose: a square. */
            STOPPED,
            /** A process, or a coordinator, died: a cross. */
            CRASHED,
            /** A process stood still for a while: two bars. */
            PAUSED,
            /** Something else: a circle. */
            OTHER
        }
    }

    /**
     * A number that says something of the whole.
     *
     * @param name of what; the same name in several timelines makes them comparable
     * @param value how much, 0 or more
     * @param unit in which unit; empty: a count
     */
    public record Figure(String name, long value, String unit) {
        /**
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if {@code value} is negative
         */
        public Figure {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(unit, "unit");
            if (value < 0) {
                throw new IllegalArgumentException("value must be 0 or more, was " + value);
            }
        }
    }
}
