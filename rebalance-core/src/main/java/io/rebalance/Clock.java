package io.rebalance;

/** Tells the time. The one place from which a coordinator learns it; asked once an input. */
@FunctionalInterface
public interface Clock {

    /**
     * The time, in ms since the epoch. Should never go back; a coordinator takes a time that went back for the latest
     * it has seen.
     */
    long nowMs();

    /** The time of the machine, kept from going back when the machine's clock is set back. Thread-safe. */
    static Clock system() {
        long originMs = System.currentTimeMillis();
        long originNs = System.nanoTime();
        return () -> originMs + (System.nanoTime() - originNs) / 1_000_000;
    }
}
