package io.rebalance.testkit.timeline;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Timelines that look as those of a rolling deploy do, drawn by hand: to test the picture, not the protocol. */
final class SampleTimelines {

    private static final long STEP_MS = 12_000;
    private static final long AWAY_MS = 4_000;
    private static final long ROUND_MS = 3_100;

    private final int members;
    private final int partitions;
    private final SplittableRandom random = new SplittableRandom(5);
    private final List<Timeline.Span> spans = new ArrayList<>();
    private final List<Timeline.Round> rounds = new ArrayList<>();
    private final List<Timeline.Life> lives = new ArrayList<>();
    private final List<Timeline.Mark> marks = new ArrayList<>();
    private final int[] owner;
    private final long[] sinceMs;

    private SampleTimelines(int members, int partitions) {
        this.members = members;
        this.partitions = partitions;
        owner = new int[partitions];
        sinceMs = new long[partitions];
        for (int p = 0; p < partitions; p++) {
            owner[p] = p % members;
            sinceMs[p] = 3_000;
        }
    }

    /** Everybody lets go of everything at each rebalance. */
    static Timeline eager(int members, int partitions) {
        return new SampleTimelines(members, partitions).played("eager", true, false);
    }

    /** Only what moves is let go of. */
    static Timeline cooperative(int members, int partitions) {
        return new SampleTimelines(members, partitions).played("cooperative", false, false);
    }

    /** Nothing moves: each comes back before it is missed. */
    static Timeline ofStaticMembers(int members, int partitions) {
        return new SampleTimelines(members, partitions).played("static", false, true);
    }

    /** All three of 50 members and 100 partitions. */
    static List<Timeline> ofAllProtocols() {
        return List.of(eager(50, 100), cooperative(50, 100), ofStaticMembers(50, 100));
    }

    private Timeline played(String title, boolean isEager, boolean isStatic) {
        long endMs = members * STEP_MS + 10_000;
        int generation = 1;
        rounds.add(new Timeline.Round(
                generation, 0, 3_000, partitions, List.of("member joined: w0", "member joined: w1")));
        for (int m = 0; m < members; m++) {
            long goneMs = 6_000 + m * STEP_MS;
            long backMs = goneMs + AWAY_MS;
            marks.add(new Timeline.Mark(m, goneMs, Timeline.Mark.Kind.STOPPED, "stopped for a deploy"));
            marks.add(new Timeline.Mark(m, backMs, Timeline.Mark.Kind.STARTED, "started again"));
            lives.add(new Timeline.Life(m, 0, goneMs));
            lives.add(new Timeline.Life(m, backMs, endMs));
            if (isStatic) {
                restart(m, goneMs, backMs);
            } else {
                round(++generation, m, goneMs, isEager, "member left: w" + m);
                round(++generation, m, backMs, isEager, "member joined: w" + m);
            }
        }
        for (int p = 0; p < partitions; p++) {
            spans.add(new Timeline.Span(owner[p], new TopicPartition("orders", p), sinceMs[p], endMs));
        }
        return new Timeline(title, 0, endMs, lanes(), lives, spans, rounds, marks, figures());
    }

    private void restart(int member, long goneMs, long backMs) {
        for (int p = 0; p < partitions; p++) {
            if (owner[p] == member) {
                move(p, member, goneMs, backMs + 300);
            }
        }
    }

    private void round(int generation, int member, long atMs, boolean isEager, String cause) {
        boolean isLeave = cause.startsWith("member left");
        int moved = 0;
        for (int p = 0; p < partitions; p++) {
            long untilMs = atMs + ROUND_MS + random.nextInt(400);
            boolean isMoving = isLeave ? owner[p] == member : p % members == member;
            if (isMoving) {
                int next = isLeave ? (member + 1 + random.nextInt(members - 1)) % members : member;
                moved += next == owner[p] ? 0 : 1;
                move(p, next, isLeave ? atMs : atMs + random.nextInt(900), untilMs);
            } else if (isEager) {
                move(p, owner[p], atMs + random.nextInt(2_800), untilMs);
            }
        }
        rounds.add(new Timeline.Round(
                generation, atMs, atMs + ROUND_MS, moved, List.of(cause, "its last heartbeat was <3 s> ago")));
    }

    private void move(int partition, int to, long stoppedMs, long startedMs) {
        spans.add(new Timeline.Span(
                owner[partition],
                new TopicPartition("orders", partition),
                sinceMs[partition],
                Math.max(stoppedMs, sinceMs[partition])));
        owner[partition] = to;
        sinceMs[partition] = startedMs;
    }

    private List<String> lanes() {
        List<String> lanes = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            lanes.add("w" + m);
        }
        return lanes;
    }

    private List<Timeline.Figure> figures() {
        return List.of(
                new Timeline.Figure("rebalances", rounds.size(), ""),
                new Timeline.Figure("partition-seconds stood still", 1_000L * spans.size(), "ms"));
    }
}
