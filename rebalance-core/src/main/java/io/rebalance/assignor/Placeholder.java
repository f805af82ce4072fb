package io.rebalance.assignor;

/** Holds the exported package open until its first type arrives. */
final class Placeholder {
    private Placeholder() {}
}
