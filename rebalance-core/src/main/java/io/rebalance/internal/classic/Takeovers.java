package io.rebalance.internal.classic;

import io.rebalance.internal.kernel.Step;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often the instance ids of a group have changed hands of late, so that two processes with one id cannot take it
 * from each other without end (field failure B9). Ids that never did cost nothing.
 */
final class Takeovers {

    /**
     * The takeovers of one id since the first that counts.
     *
     * @param sinceMs when that was
     * @param count how many there were
     */
    private record Series(long sinceMs, int count) {}

    private final Map<String, Series> byInstance = new TreeMap<>();

    /**
     * Whether the id may change hands now.
     *
     * @param windowMs for how long a takeover counts, in ms
     * @param most how many may be in that time
     */
    boolean mayTake(String instanceId, long nowMs, long windowMs, int most) {
        Series series = byInstance.get(instanceId);
        return series == null || nowMs - series.sinceMs >= windowMs || series.count < most;
    }

    /** The id changes hands. */
    void taken(Step step, String instanceId, long windowMs) {
        Series series = byInstance.get(instanceId);
        if (series == null || step.nowMs() - series.sinceMs >= windowMs) {
            series = new Series(step.nowMs(), 0);
        }
        put(step, instanceId, new Series(series.sinceMs, series.count + 1));
    }

    /** The member with the id is gone, and its takeovers with it. */
    void forget(Step step, @Nullable String instanceId) {
        if (instanceId != null && byInstance.containsKey(instanceId)) {
            put(step, instanceId, null);
        }
    }

    private void put(Step step, String instanceId, @Nullable Series series) {
        Series before = byInstance.get(instanceId);
        set(instanceId, series);
        step.inverse(() -> set(instanceId, before));
    }

    private void set(String instanceId, @Nullable Series series) {
        if (series == null) {
            byInstance.remove(instanceId);
        } else {
            byInstance.put(instanceId, series);
        }
    }

    @Override
    public String toString() {
        return byInstance.toString();
    }
}
