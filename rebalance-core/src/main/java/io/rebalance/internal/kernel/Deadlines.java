package io.rebalance.internal.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is due when.
 *
 * <p>A binary heap of timers. A timer that is only put off keeps its place: its number moves, and the heap looks again
 * when it comes to the top. Timers of the same time are due in the order in which they were armed. The {@link Session
 * sessions} of members are not in it; of each group there is only the watch over them.
 */
public final class Deadlines {

    private final List<Timer> heap = new ArrayList<>();
    private long armings;

    /** {@code nowMs + delayMs}, or {@link Timer#NEVER} minus one where that is too far away: armed, but for ever. */
    public static long after(long nowMs, long delayMs) {
        long sum = nowMs + Math.max(delayMs, 1); // nothing is due at once, so that advance() gets somewhere
        return sum < nowMs || sum == Timer.NEVER ? Timer.NEVER - 1 : sum;
    }

    /** Sets when the timer is due. {@link Timer#NEVER} disarms it. */
    void arm(Timer timer, long deadlineMs) {
        set(timer, deadlineMs, ++armings);
    }

    /**
     * Sets the timer as it was, between the timers that it was between, but for the time at which it is due.
     *
     * @param armed the number of the arming that is restored
     */
    void restore(Timer timer, long armed, long deadlineMs) {
        set(timer, deadlineMs, armed);
    }

    /** The timer is due no later than this: arms it, unless it is due as early anyway. */
    void bringForward(Timer timer, long deadlineMs) {
        if (deadlineMs < timer.deadlineMs) {
            arm(timer, deadlineMs);
        }
    }

    /** When the next timer is due, in epoch ms; {@link Timer#NEVER} if none is armed. */
    public long nextMs() {
        Timer next = next();
        return next == null ? Timer.NEVER : next.deadlineMs;
    }

    /** The timer to fire at this time, or null if none is due. It stays armed until the caller disarms it. */
    public @Nullable Timer due(long nowMs) {
        Timer next = next();
        return next != null && next.deadlineMs <= nowMs ? next : null;
    }

    /** The armed timers in the order in which they are due. */
    public Stream<Timer> armed() {
        return heap.stream()
                .sorted(Comparator.<Timer>comparingLong(t -> t.deadlineMs).thenComparingLong(t -> t.armed));
    }

    private void set(Timer timer, long deadlineMs, long armed) {
        timer.deadlineMs = deadlineMs;
        timer.armed = armed;
        if (deadlineMs == Timer.NEVER) {
            remove(timer);
        } else if (timer.heapIndex < 0) {
            timer.heapIndex = heap.size();
            heap.add(timer);
            settle(timer);
        } else if (comesBefore(deadlineMs, armed, timer.heapMs, timer.heapArmed)) {
            settle(timer);
        }
    }

    private @Nullable Timer next() {
        while (!heap.isEmpty()) {
            Timer top = heap.get(0);
            if (top.heapMs == top.deadlineMs && top.heapArmed == top.armed) {
                return top;
            }
            top.heapMs = top.deadlineMs;
            top.heapArmed = top.armed;
            sink(top);
        }
        return null;
    }

    private void settle(Timer timer) {
        timer.heapMs = timer.deadlineMs;
        timer.heapArmed = timer.armed;
        rise(timer);
    }

    private void remove(Timer timer) {
        int hole = timer.heapIndex;
        if (hole < 0) {
            return;
        }
        timer.heapIndex = -1;
        Timer last = heap.remove(heap.size() - 1);
        if (last != timer) {
            put(last, hole);
            rise(last);
            sink(last);
        }
    }

    private void rise(Timer timer) {
        int i = timer.heapIndex;
        while (i > 0) {
            Timer parent = heap.get((i - 1) / 2);
            if (!comesBefore(timer, parent)) {
                break;
            }
            put(parent, i);
            i = (i - 1) / 2;
        }
        put(timer, i);
    }

    private void sink(Timer timer) {
        int i = timer.heapIndex;
        while (2 * i + 1 < heap.size()) {
            Timer child = heap.get(2 * i + 1);
            if (2 * i + 2 < heap.size() && comesBefore(heap.get(2 * i + 2), child)) {
                child = heap.get(2 * i + 2);
            }
            if (!comesBefore(child, timer)) {
                break;
            }
            int next = child.heapIndex;
            put(child, i);
            i = next;
        }
        put(timer, i);
    }

    private void put(Timer timer, int index) {
        heap.set(index, timer);
        timer.heapIndex = index;
    }

    private static boolean comesBefore(Timer a, Timer b) {
        return comesBefore(a.heapMs, a.heapArmed, b.heapMs, b.heapArmed);
    }

    private static boolean comesBefore(long ms, long armed, long otherMs, long otherArmed) {
        return ms != otherMs ? ms < otherMs : armed < otherArmed;
    }
}
