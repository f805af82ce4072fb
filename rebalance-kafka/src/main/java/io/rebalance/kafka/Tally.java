package io.rebalance.kafka;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.ApiKeys;

/** The server's counters while they count. Thread-safe. */
final class Tally {

    private final SortedMap<String, SortedMap<Integer, Long>> requests = new TreeMap<>();
    private int open;
    private long total;
    private long refused;
    private long garbage;
    private long failures;

    synchronized void opened() {
        open++;
        total++;
    }

    synchronized void closed() {
        open--;
    }

    synchronized void refused() {
        refused++;
    }

    synchronized void garbage() {
        garbage++;
    }

    synchronized void failed() {
        failures++;
    }

    synchronized void took(ApiKeys api, int version) {
        requests.computeIfAbsent(api.name, name -> new TreeMap<>()).merge(version, 1L, Long::sum);
    }

    synchronized int openConnections() {
        return open;
    }

    synchronized ServerCounters snapshot() {
        return new ServerCounters(open, total, refused, garbage, failures, requests);
    }
}
