package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is distant from which member. Of the racks of its replicas only those count in which there are members;
 * partitions that differ in nothing else have the same <i>site</i>. Sites are numbered in the order of their first
 * partitions.
 */
final class ReplicaRacks {

    private static final int ELSEWHERE = -2;

    private final AssignmentInput input;
    private final int[] siteOf; // by partition
    private final List<BitSet> racksOfSite;
    private final BitSet withReplicas = new BitSet();

    private ReplicaRacks(AssignmentInput input) {
        this.input = input;
        this.siteOf = new int[input.partitionCount()];
        this.racksOfSite = new ArrayList<>();
        Map<BitSet, Integer> sites = new HashMap<>();
        BitSet inhabited = inhabited(input);
        int rackCount = input.rackCount();
        for (int p = 0; p < siteOf.length; p++) {
            BitSet racks = racks(inhabited, p, rackCount);
            Integer site = sites.putIfAbsent(racks, racksOfSite.size());
            if (site == null) {
                site = racksOfSite.size();
                racksOfSite.add(racks);
            }
            siteOf[p] = site;
        }
    }

    /** The racks of a group, or null if those of its members, or those of all replicas, are not known. */
    static @Nullable ReplicaRacks of(AssignmentInput input) {
        return !inhabited(input).isEmpty() && isAnyReplicaKnown(input) ? new ReplicaRacks(input) : null;
    }

    private static BitSet inhabited(AssignmentInput input) {
        BitSet racks = new BitSet();
        for (int m = 0; m < input.memberCount(); m++) {
            if (input.rackOf(m) != AssignmentInput.NONE) {
                racks.set(input.rackOf(m));
            }
        }
        return racks;
    }

    private static boolean isAnyReplicaKnown(AssignmentInput input) {
        int rackCount = input.rackCount();
        for (int p = 0; p < input.partitionCount(); p++) {
            if (isKnown(input, p, rackCount)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKnown(AssignmentInput input, int partition, int rackCount) {
        for (int r = 0; r < rackCount; r++) {
            if (input.hasReplicaIn(partition, r)) {
                return true;
            }
        }
        return false;
    }

    /** The racks with members in which the partition is at hand: all of them, if its replicas' are not known. */
    private BitSet racks(BitSet inhabited, int partition, int rackCount) {
        BitSet racks = (BitSet) inhabited.clone();
        if (isKnown(input, partition, rackCount)) {
            for (int r = racks.nextSetBit(0); r >= 0; r = racks.nextSetBit(r + 1)) {
                racks.set(r, input.hasReplicaIn(partition, r));
            }
            withReplicas.or(racks);
        }
        return racks;
    }

    int siteCount() {
        return racksOfSite.size();
    }

    int siteOf(int partition) {
        return siteOf[partition];
    }

    /**
     * A number for the rack of the member, the same for all racks in which there are no replicas: all partitions of which
     * anything is known are distant from them, and members can name as many as they like.
     */
    int kindOf(int member) {
        int rack = input.rackOf(member);
        return rack == AssignmentInput.NONE || withReplicas.get(rack) ? rack : ELSEWHERE;
    }

    /** Whether the member runs in a rack in which partitions of the site have no replica. */
    boolean isDistant(int site, int member) {
        int rack = input.rackOf(member);
        return rack != AssignmentInput.NONE && !racksOfSite.get(site).get(rack);
    }
}
