package io.rebalance.internal.classic;

import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.group.Seat;
import io.rebalance.internal.kernel.Step;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.view.GenerationView;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupEvent.Withheld;
import io.rebalance.view.Moves;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells how each generation came about, phase by phase, and keeps the last of them.
 *
 * <p>Costs a few small objects a generation, and nothing a member: what it would have to look at the members for is worked
 * out when somebody asks, from stored values, which never change.
 */
final class Chronicle {

    private final GroupTable groups;
    private final int kept;

    /** @param kept how many generations of a group are kept to be shown */
    Chronicle(GroupTable groups, int kept) {
        this.groups = groups;
        this.kept = kept;
    }

    /** The join phase is over: there is a generation. */
    void began(Step step, ClassicGroup group, String protocolName) {
        Causes causes = group.causes();
        String leader = group.leaderIdForMembers();
        GenerationView view = new GenerationView(
                group.groupId(),
                group.generationId(),
                protocolName,
                leader.isEmpty() ? null : leader,
                memberIds(group),
                causes.list(),
                causes.count(),
                causes.sinceMs(),
                step.nowMs() - causes.sinceMs(),
                -1,
                -1,
                Moves.UNKNOWN,
                0);
        group.history(step, group.history().with(view, kept));
        group.causes(step, Causes.NONE);
        step.happened(new GroupEvent.GenerationStarted(
                view.groupId(),
                view.generationId(),
                protocolName,
                view.leader(),
                view.memberIds(),
                view.causes(),
                view.causeCount(),
                view.joinMs()));
    }

    /**
     * The generation has its assignment, which is about to be stored.
     *
     * @param after what is going to be stored
     * @param parts each member's part
     * @param withheld the first partitions that nobody has
     * @param withheldCount how many partitions nobody has
     */
    void assigned(
            Step step,
            ClassicGroup group,
            RecordValue.ClassicGroup after,
            List<MemberPart> parts,
            List<Withheld> withheld,
            int withheldCount) {
        GenerationView begun = group.history().last();
        if (begun == null) {
            throw new IllegalStateException("group " + group.groupId() + " is assigned, but never began");
        }
        long assignMs = step.nowMs() - begun.sinceMs() - begun.joinMs();
        Moves moves = Movement.between(groups.stored(group.groupId()), after);
        List<String> memberIds = new LazyList<>(
                () -> after.members().stream().map(ClassicMember::memberId).toList());
        update(step, group, with(begun, memberIds, assignMs, -1, moves, withheldCount));
        step.happened(new GroupEvent.Assigned(
                group.groupId(), group.generationId(), parts, withheld, withheldCount, moves, assignMs));
    }

    /** A member has its part. If it is the last, the generation is settled. */
    void synced(Step step, ClassicGroup group) {
        GenerationView last = group.history().last();
        if (last == null || !last.isAssigned() || last.isSettled() || !group.owesNobodySync()) {
            return; // a generation that was loaded from the log has no last, and was settled by others
        }
        long settleMs = step.nowMs() - last.sinceMs() - last.joinMs() - last.assignMs();
        update(
                step,
                group,
                with(last, last.memberIds(), last.assignMs(), settleMs, last.moves(), last.withheldCount()));
        step.happened(new GroupEvent.Settled(group.groupId(), group.generationId(), settleMs));
    }

    /**
     * The join phase is over, and nobody is there.
     *
     * @param after what is going to be stored
     */
    void emptied(Step step, ClassicGroup group, RecordValue.ClassicGroup after) {
        Causes causes = group.causes();
        long joinMs = step.nowMs() - causes.sinceMs();
        Moves moves = Movement.between(groups.stored(group.groupId()), after);
        GenerationView view = new GenerationView(
                group.groupId(),
                group.generationId(),
                null,
                null,
                List.of(),
                causes.list(),
                causes.count(),
                causes.sinceMs(),
                joinMs,
                0,
                0,
                kept == 0 ? Moves.UNKNOWN : moves,
                0);
        group.history(step, group.history().with(view, kept));
        group.causes(step, Causes.NONE);
        step.happened(new GroupEvent.Emptied(
                group.groupId(), group.generationId(), causes.list(), causes.count(), moves, joinMs));
    }

    /** The generations that are kept, oldest first, and the one that is to come if members are joining. */
    static List<GenerationView> of(ClassicGroup group) {
        GenerationView last = group.history().last();
        List<GenerationView> all = new ArrayList<>(group.history().past());
        if (last != null) {
            all.add(last);
        }
        if (group.state() == ClassicGroupState.PREPARING_REBALANCE) {
            all.add(joining(group));
        }
        return List.copyOf(all);
    }

    private static GenerationView joining(ClassicGroup group) {
        Causes causes = group.causes();
        return new GenerationView(
                group.groupId(),
                group.generationId() + 1,
                null,
                null,
                memberIds(group),
                causes.list(),
                causes.count(),
                causes.sinceMs(),
                -1,
                -1,
                -1,
                Moves.UNKNOWN,
                0);
    }

    /** The members of now, whenever somebody asks: the list of seats never changes, nor does the id of a seat's member. */
    private static List<String> memberIds(ClassicGroup group) {
        List<Seat> seats = group.seats();
        return new LazyList<>(() -> seats.stream().map(Seat::memberId).toList());
    }

    private void update(Step step, ClassicGroup group, GenerationView last) {
        boolean isShown = kept > 0;
        group.history(
                step,
                group.history()
                        .withLast(
                                isShown
                                        ? last
                                        : with(last, List.of(), last.assignMs(), last.settleMs(), Moves.UNKNOWN, 0)));
    }

    private static GenerationView with(
            GenerationView view, List<String> memberIds, long assignMs, long settleMs, Moves moves, int withheldCount) {
        return new GenerationView(
                view.groupId(),
                view.generationId(),
                view.protocolName(),
                view.leader(),
                memberIds,
                view.causes(),
                view.causeCount(),
                view.sinceMs(),
                view.joinMs(),
                assignMs,
                settleMs,
                moves,
                withheldCount);
    }
}
