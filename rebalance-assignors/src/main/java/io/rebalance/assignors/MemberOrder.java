package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which range and round-robin serve members: static members by instance id, then dynamic members by
 * member id. A static member that restarts gets a new member id, and so keeps its place.
 *
 * @kip 345
 */
final class MemberOrder {

    private MemberOrder() {}

    /** The members in order. */
    static int[] of(AssignmentInput input) {
        int count = input.memberCount();
        int[] order = new int[count];
        Ranked[] statics = new Ranked[count];
        int staticCount = 0;
        for (int m = 0; m < count; m++) {
            String instanceId = input.instanceId(m);
            if (instanceId != null) {
                statics[staticCount++] = new Ranked(instanceId, m);
            }
        }
        Arrays.sort(statics, 0, staticCount, Comparator.naturalOrder());
        int next = 0;
        for (int i = 0; i < staticCount; i++) {
            order[next++] = statics[i].member;
        }
        for (int m = 0; m < count; m++) {
            if (input.instanceId(m) == null) {
                order[next++] = m;
            }
        }
        return order;
    }

    private record Ranked(String instanceId, int member) implements Comparable<Ranked> {

        @Override
        public int compareTo(Ranked other) {
            int byInstance = instanceId.compareTo(other.instanceId);
            return byInstance != 0 ? byInstance : Integer.compare(member, other.member);
        }
    }
}
