package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;

/**
 * The load is balanced, and what need not move for that stays with the member that had it.
 *
 * <p><b>Balance.</b> With equal subscriptions no member has more than one partition above another. With unequal ones
 * the loads, sorted, are the lexicographic least that any assignment reaches: no chain of hand-overs, however long,
 * leads from a member to one with at least two partitions less.
 *
 * <p><b>Movement.</b> With equal subscriptions no balanced assignment leaves more partitions where they were. With
 * unequal ones what is owned moves only where balance asks for it and moves are chosen with care, but not always the
 * fewest possible. In either case the assignment of this assignor, given back to it as what the members own, comes out
 * unchanged.
 *
 * <p>A partition whose previous owner is gone, no longer subscribes, or shares its claim with another, is free. Where a
 * member has to give up some partitions of a topic, it keeps the lowest.
 *
 * <p>With equal subscriptions this costs time in proportion to partitions and members. With unequal ones it seldom costs
 * much more than to read the subscriptions; but a few thousand members, of whom no two subscribe alike and all overlap,
 * can take seconds. Racks are not considered. Immutable and thread-safe.
 *
 * @kip 54
 */
public final class StickyAssignor implements Assignor {

    /** The name on the wire. */
    public static final String NAME = "sticky";

    /** A sticky assignor; one is as good as another. */
    public StickyAssignor() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Assignment assign(AssignmentInput input) {
        return StickyTarget.of(input);
    }
}
