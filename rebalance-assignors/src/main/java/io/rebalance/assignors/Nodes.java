package io.rebalance.assignors;

/** Some nodes of a {@link FlowNetwork}: those in an array from a place up to, and without, another. */
final class Nodes {

    final int[] array;
    final int from;
    final int to;

    Nodes(int[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    int count() {
        return to - from;
    }
}
