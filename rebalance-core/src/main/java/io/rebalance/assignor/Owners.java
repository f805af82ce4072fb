package io.rebalance.assignor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Of all claims to a partition, the one of the highest generation counts; if two members have it, neither's. */
final class Owners {

    /** The owner of each partition: a member, NONE or CONTESTED. */
    final int[] owners;

    private final int[] firsts; // by the number of a topic's name: its first partition
    private final int[] counts; // and how many it has; 0 if it does not exist
    private final int @Nullable [] since; // null if all claims are of one generation

    /** @param areAllClaimsOfOneGeneration whether it is known that no two claims are of different generations */
    Owners(int partitionCount, int[] firsts, int[] counts, boolean areAllClaimsOfOneGeneration) {
        this.owners = new int[partitionCount];
        this.firsts = firsts;
        this.counts = counts;
        this.since = areAllClaimsOfOneGeneration ? null : new int[partitionCount];
        Arrays.fill(owners, AssignmentInput.NONE);
    }

    /** Member {@code m} claims some partitions of a topic since a generation. */
    void claim(int m, int topic, int generation, int[] partitions, int from, int to) {
        int first = firsts[topic];
        int count = counts[topic];
        for (int i = from; i < to; i++) {
            if (partitions[i] >= 0 && partitions[i] < count) {
                claim(m, first + partitions[i], generation);
            }
        }
    }

    private void claim(int m, int partition, int generation) {
        int owner = owners[partition];
        if (owner == AssignmentInput.NONE || (since != null && generation > since[partition])) {
            owners[partition] = m;
            if (since != null) {
                since[partition] = generation;
            }
        } else if (owner != m && (since == null || generation == since[partition])) {
            owners[partition] = AssignmentInput.CONTESTED;
        }
    }
}
