package io.rebalance.testkit.simulation;

import io.rebalance.protocol.TopicPartition;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The partitions that the group works off: a record comes to each of them at a fixed interval, so that everybody knows which
 * there are, and which must have been worked off.
 */
final class PartitionLogs {

    /** How far one partition is worked off, by whomever. */
    private static final class Progress {
        long frontier; // all before are worked off
        final TreeSet<Long> beyond = new TreeSet<>();
        final TreeMap<Long, Long> passedMs = new TreeMap<>(); // when the frontier passed a record that is not committed
    }

    private final World world;
    private final Map<TopicPartition, Progress> progress = new TreeMap<>();

    PartitionLogs(World world) {
        this.world = world;
    }

    /** When the record is there, true time. Not all partitions get theirs at the same moment. */
    long availableMs(TopicPartition partition, long offset) {
        long everyMs = world.plan.recordEveryMs;
        long phaseMs = everyMs / 16 * ((partition.topic().length() + partition.partition()) % 16);
        return offset * everyMs + phaseMs;
    }

    /** Somebody has worked off the record. Returns whether somebody had before. */
    boolean done(TopicPartition partition, long offset) {
        Progress of = progress.computeIfAbsent(partition, p -> new Progress());
        if (offset < of.frontier || !of.beyond.add(offset)) {
            return true;
        }
        while (!of.beyond.isEmpty() && of.beyond.first() == of.frontier) {
            of.beyond.remove(of.frontier);
            of.passedMs.put(of.frontier, world.trueMs());
            of.frontier++;
        }
        return false;
    }

    /** All before that record is committed. */
    void committed(TopicPartition partition, long offset) {
        Progress of = progress.get(partition);
        if (of != null) {
            of.passedMs.headMap(offset).clear();
        }
    }

    /** Since when that record and all before are worked off; 0 if they are committed, or not worked off. */
    long workedOffMs(TopicPartition partition, long offset) {
        Progress of = progress.get(partition);
        return of == null ? 0 : of.passedMs.getOrDefault(offset, 0L);
    }

    /** The first record that nobody has worked off. */
    long frontier(TopicPartition partition) {
        Progress of = progress.get(partition);
        return of == null ? 0 : of.frontier;
    }
}
