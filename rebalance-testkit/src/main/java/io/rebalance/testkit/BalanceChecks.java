package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How evenly the partitions are spread. */
final class BalanceChecks {

    private BalanceChecks() {}

    static @Nullable Breach balanced(Answer answer) {
        if (!answer.isWellFormed() || !answer.input().isHomogeneous()) {
            return null;
        }
        return uneven(answer, answer.loads(), "all partitions");
    }

    static @Nullable Breach topicBalanced(Answer answer) {
        AssignmentInput input = answer.input();
        for (int t = 0; answer.isWellFormed() && t < input.topicCount(); t++) {
            int topic = t;
            int[] loads = IntStream.range(0, input.memberCount())
                    .filter(m -> Answer.subscribes(input, m, topic))
                    .map(m -> (int) IntStream.range(input.firstPartition(topic), input.firstPartition(topic + 1))
                            .filter(p -> answer.ownerOf(p) == m)
                            .count())
                    .toArray();
            Breach breach = uneven(answer, loads, "topic " + SampleText.name(input.topicName(t)));
            if (breach != null) {
                return breach;
            }
        }
        return null;
    }

    private static @Nullable Breach uneven(Answer answer, int[] loads, String of) {
        int least = Arrays.stream(loads).min().orElse(0);
        int most = Arrays.stream(loads).max().orElse(0);
        if (most - least <= 1) {
            return null;
        }
        return Breach.of("of " + of + " one member got " + most + " and another " + least)
                .show("answer", answer.text());
    }

    static @Nullable Breach fair(Answer answer) {
        if (!answer.isWellFormed()) {
            return null;
        }
        AssignmentInput input = answer.input();
        boolean[][] subscribes = new boolean[input.memberCount()][input.topicCount()];
        boolean[][] holds = new boolean[input.memberCount()][input.topicCount()];
        for (int m = 0; m < input.memberCount(); m++) {
            for (int i = 0; i < input.subscriptionCount(m); i++) {
                subscribes[m][input.subscribedTopic(m, i)] = true;
            }
        }
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                if (answer.ownerOf(p) >= 0) {
                    holds[answer.ownerOf(p)][t] = true;
                }
            }
        }
        int[] loads = answer.loads();
        for (int from = 0; from < loads.length; from++) {
            boolean[] reached = reached(from, holds, subscribes);
            for (int to = 0; to < loads.length; to++) {
                if (reached[to] && loads[from] - loads[to] >= 2) {
                    return Breach.of(SampleText.name(input.memberId(from)) + " got " + loads[from] + ", "
                                    + SampleText.name(input.memberId(to)) + " got " + loads[to]
                                    + ", and one can be handed on from the one to the other")
                            .show("answer", answer.text());
                }
            }
        }
        return null;
    }

    /** To whom a partition can come if {@code from} gives one away, and whoever gets one gives another away. */
    private static boolean[] reached(int from, boolean[][] holds, boolean[][] subscribes) {
        boolean[] reached = new boolean[holds.length];
        reached[from] = true;
        Deque<Integer> open = new ArrayDeque<>();
        open.add(from);
        while (!open.isEmpty()) {
            int giver = open.remove();
            for (int taker = 0; taker < holds.length; taker++) {
                int next = taker;
                if (!reached[taker]
                        && IntStream.range(0, holds[giver].length)
                                .anyMatch(t -> holds[giver][t] && subscribes[next][t])) {
                    reached[taker] = true;
                    open.add(taker);
                }
            }
        }
        return reached;
    }
}
