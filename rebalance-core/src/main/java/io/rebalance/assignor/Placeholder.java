package io.rebalance.assignor;

/** Holds the exported package open until its first type arrives. */
public final class Placeholder {
    private Placeholder() {}
}
