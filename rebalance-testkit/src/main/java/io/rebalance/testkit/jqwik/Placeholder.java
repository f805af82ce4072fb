package io.rebalance.testkit.jqwik;

/** Holds the package open until its first type arrives. */
public final class Placeholder {
    private Placeholder() {}
}
