package io.rebalance.assignors;

/** Deals to the members of a class in turn, so that the partitions of a topic spread over them. */
final class Rings {

    private final int[] first;
    private final int[] members;
    private final int[] missing; // by member
    private final int[] sizes;
    private final int[] positions;
    private final int[] staying;

    Rings(SubscriptionClasses classes) {
        this.first = classes.firstMember;
        this.members = new int[classes.members.length];
        this.missing = new int[classes.members.length];
        this.sizes = new int[classes.count];
        this.positions = new int[classes.count];
        this.staying = new int[classes.count];
    }

    /** A member of the class is to get {@code count} partitions. */
    void add(int k, int member, int count) {
        if (count > 0) {
            missing[member] = count;
            members[first[k] + sizes[k]++] = member;
        }
    }

    /** The next member of the class to get a partition; one that has all it is to get has left. */
    int next(int k) {
        if (positions[k] == sizes[k]) {
            sizes[k] = staying[k];
            staying[k] = 0;
            positions[k] = 0;
        }
        int member = members[first[k] + positions[k]++];
        if (--missing[member] > 0) {
            members[first[k] + staying[k]++] = member;
        }
        return member;
    }
}
