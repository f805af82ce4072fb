package io.rebalance.internal.classic;

import io.rebalance.internal.kernel.Step;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Input;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.List;
import java.util.stream.Stream;

/**
 * Why the group rebalances, since when.
 *
 * @param sinceMs when the join phase began
 * @param list the first causes
 * @param count how many there were
 */
record Causes(long sinceMs, List<RebalanceCause> list, int count) {
    static final Causes NONE = new Causes(0, List.of(), 0);

    Causes with(RebalanceCause cause, int most) {
        List<RebalanceCause> more = list.size() >= most
                ? list
                : Stream.concat(list.stream(), Stream.of(cause)).toList();
        return new Causes(sinceMs, more, count + 1);
    }

    /** A cause that follows from nothing but the input. */
    static RebalanceCause of(Step step, Rule rule, Input input, String memberId, String detail) {
        return new RebalanceCause(rule, input, step.nowMs(), memberId, RebalanceCause.NOTHING, detail);
    }

    /** What is still to be done of the group's generation. */
    static RebalanceCause followUp(Step step, ClassicGroup group, Input input, String detail) {
        return new RebalanceCause(Rule.FOLLOW_UP, input, step.nowMs(), "", group.generationId(), detail);
    }

    /**
     * A join. If the member says other things about itself while partitions are withheld, that is how members let go of
     * them.
     */
    static RebalanceCause join(Step step, ClassicGroup group, Rule rule, String memberId, String reason) {
        boolean follows = rule == Rule.METADATA_CHANGED && group.coverage().isPartial();
        int generation = follows ? group.generationId() : RebalanceCause.NOTHING;
        return new RebalanceCause(rule, Input.JOIN, step.nowMs(), memberId, generation, reason);
    }
}
