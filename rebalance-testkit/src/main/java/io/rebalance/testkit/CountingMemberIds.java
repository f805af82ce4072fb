package io.rebalance.testkit;

import io.rebalance.MemberIds;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Member ids that people can read and tests can foresee: the prefix, a dash and a number that counts from 1 for every
 * prefix. Thread-safe.
 */
public final class CountingMemberIds implements MemberIds {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Ids of which none has been given yet. */
    public CountingMemberIds() {}

    /** @throws NullPointerException if {@code prefix} is null */
    @Override
    public String next(String prefix) {
        return prefix + "-" + counts.merge(prefix, 1, Integer::sum);
    }
}
