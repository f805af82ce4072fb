package io.rebalance.kafka;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link KafkaGroupServer} has seen up to now. Immutable.
 *
 * @param connectionsOpen how many connections are open
 * @param connectionsTotal how many connections were accepted since the start, the open ones included
 * @param connectionsRefused how many connections were closed because there were too many
 * @param connectionsClosedForGarbage how many connections were closed because what came was no request that this
 *     server answers: a bad length, a broken frame, an unknown API or version, bytes that do not parse
 * @param failures how many requests failed because of a defect of this server; never anything but 0, one hopes
 * @param requests how many requests were taken, by API name as Kafka writes it ({@code JoinGroup}), then by version
 */
public record ServerCounters(
        int connectionsOpen,
        long connectionsTotal,
        long connectionsRefused,
        long connectionsClosedForGarbage,
        long failures,
        SortedMap<String, SortedMap<Integer, Long>> requests) {

    /** @throws NullPointerException if {@code requests}, or something in it, is null */
    public ServerCounters {
        SortedMap<String, SortedMap<Integer, Long>> copy = new TreeMap<>();
        requests.forEach(
                (api, byVersion) -> copy.put(api, Collections.unmodifiableSortedMap(new TreeMap<>(byVersion))));
        requests = Collections.unmodifiableSortedMap(copy);
    }

    /** How many requests of an API were taken, in all versions; the name as Kafka writes it: {@code JoinGroup}. */
    public long requestCount(String api) {
        SortedMap<Integer, Long> byVersion = requests.get(api);
        return byVersion == null
                ? 0
                : byVersion.values().stream().mapToLong(Long::longValue).sum();
    }
}
