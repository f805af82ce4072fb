package io.rebalance.assignors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** All of something, for tests that leave nothing out. */
final class Choices {

    private Choices() {}

    /** Every array with elements {@code from} up to, and without, {@code to}. */
    static List<int[]> of(int length, int from, int to) {
        List<int[]> choices = new ArrayList<>(List.of(new int[0]));
        for (int i = 0; i < length; i++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] choice : choices) {
                for (int value = from; value < to; value++) {
                    int[] next = Arrays.copyOf(choice, choice.length + 1);
                    next[choice.length] = value;
                    longer.add(next);
                }
            }
            choices = longer;
        }
        return choices;
    }

    /** The topics of each member, who has them as bits. */
    static int[][] subscriptions(int[] subscribed, int topics) {
        return Arrays.stream(subscribed)
                .mapToObj(bits -> IntStream.range(0, topics)
                        .filter(t -> (bits >>> t & 1) == 1)
                        .toArray())
                .toArray(int[][]::new);
    }
}
