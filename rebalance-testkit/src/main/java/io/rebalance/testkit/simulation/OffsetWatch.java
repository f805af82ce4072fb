package io.rebalance.testkit.simulation;

import io.rebalance.protocol.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The offsets that are stored: how far they are, whose they are, and that nobody moves them but who asked. */
final class OffsetWatch {

    private static final long COMMIT_MS = 3_000;

    private final World world;
    private final Oracle oracle;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> committedMs = new HashMap<>();
    private final Map<Long, Long> lastCommit = new HashMap<>(); // the last that was kept, by process
    private long staleCommits;
    private long lost;

    OffsetWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    long staleCommits() {
        return staleCommits;
    }

    long lost() {
        return lost;
    }

    /** What is stored of a partition; -1 if nothing is. */
    long offset(TopicPartition partition) {
        return offsets.getOrDefault(partition, -1L);
    }

    /** S9: an offset goes back only by a commit that was overtaken on its way; and nobody commits what is not worked off. */
    void stored(TopicPartition partition, long offset, Network.@Nullable Sent sent) {
        long before = offset(partition);
        offsets.put(partition, offset);
        committedMs.put(partition, world.trueMs());
        world.logs.committed(partition, offset);
        long frontier = world.logs.frontier(partition);
        if (frontier < offset) {
            lost += offset - frontier;
            oracle.fail("lost", partition + " is committed up to " + offset + ", worked off up to " + frontier);
        }
        if (sent == null) {
            oracle.fail("S9", "an offset of " + partition + " is stored, and nobody asked for it");
            return;
        }
        long process = sent.worker().number() * 1_000_000L + sent.incarnation();
        boolean isOvertaken = sent.message() <= lastCommit.getOrDefault(process, 0L);
        if (offset < before) {
            if (!isOvertaken) {
                oracle.fail("S9", partition + " goes back from " + before + " to " + offset + " by " + sent.request());
            }
            staleCommits++;
        }
        lastCommit.merge(process, sent.message(), Math::max);
    }

    /** L7: what is worked off is committed soon after. Null if it is. */
    @Nullable
    String unrest(TopicPartition partition) {
        boolean isBehind = offsets.getOrDefault(partition, 0L) < world.logs.frontier(partition);
        long sinceMs = Math.max(
                committedMs.getOrDefault(partition, 0L),
                world.logs.workedOffMs(partition, offsets.getOrDefault(partition, 0L)));
        return isBehind && sinceMs < world.trueMs() - world.plan.commitEveryMs - COMMIT_MS
                ? "L7: " + partition + " is committed up to " + offsets.get(partition) + ", worked off up to "
                        + world.logs.frontier(partition)
                : null;
    }

    @Override
    public String toString() {
        return offsets.toString();
    }
}
