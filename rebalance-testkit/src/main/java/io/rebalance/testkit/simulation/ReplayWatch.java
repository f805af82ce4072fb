package io.rebalance.testkit.simulation;

import io.rebalance.GroupCoordinator;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the log comes to: whoever reads it, whole, cut down or as it grows, knows what the coordinator knows. */
final class ReplayWatch {

    /** Of so many inputs one is followed by a look. */
    private static final int ONE_IN = 300;

    private final World world;
    private final Oracle oracle;
    private final GroupCoordinator follower = GroupCoordinator.builder().build();
    private int read;
    private long inputs;

    ReplayWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    /** S16: after inputs that the seed says, and always if it must be. */
    void look(GroupCoordinator live, boolean isSure) {
        if (isSure || Dice.below(ONE_IN, Dice.bits(world.seed, 74, ++inputs, 0)) == 0) {
            while (read < world.log.size()) {
                follower.replay(world.log.get(read++));
            }
            List<GroupRecord> expected = live.snapshot().toList();
            List<GroupRecord> actual = follower.snapshot().toList();
            if (!actual.equals(expected)) {
                oracle.fail("S16", "the log gives " + actual + ", the coordinator has " + expected);
            }
        }
    }

    /**
     * What compaction may have left of the log: the last record of each key, and as much of what was before as the seed says. A
     * tombstone goes or stays once nothing before it is left that it ends.
     */
    static List<GroupRecord> compacted(List<GroupRecord> log, long seed, long term) {
        int staysInTen = Dice.below(11, Dice.bits(seed, 75, term, 0));
        Set<RecordKey> later = new HashSet<>();
        List<GroupRecord> left = new ArrayList<>();
        Set<RecordKey> olderLeft = new HashSet<>();
        boolean[] stays = new boolean[log.size()];
        for (int i = log.size() - 1; i >= 0; i--) {
            stays[i] = later.add(log.get(i).key()) || Dice.below(10, Dice.bits(seed, 76, term, i)) < staysInTen;
        }
        for (int i = 0; i < log.size(); i++) {
            GroupRecord record = log.get(i);
            boolean mayGo = record.isTombstone() && !olderLeft.contains(record.key());
            if (stays[i] && !(mayGo && Dice.below(2, Dice.bits(seed, 77, term, i)) == 0)) {
                left.add(record);
                olderLeft.add(record.key());
            }
        }
        return Collections.unmodifiableList(left);
    }
}
