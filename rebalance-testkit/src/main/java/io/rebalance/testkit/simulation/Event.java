package io.rebalance.testkit.simulation;

/** Something that will happen. */
abstract class Event implements Comparable<Event> {

    /** When, on the clock that stands still in leaps. */
    long atMs;
    /** Which of two at the same time comes first. */
    long order;
    /** Whether it is one of those that come again and again while nothing happens, and move along in a leap. */
    final boolean isRoutine;

    Event(boolean isRoutine) {
        this.isRoutine = isRoutine;
    }

    abstract void happen();

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(atMs, other.atMs);
        return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
}
