package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RevocationBarrier;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What moves from one answer to the next. */
final class MovementChecks {

    private MovementChecks() {}

    static @Nullable Breach fixedPoint(Assignor assignor, SampleGroup group) {
        Answer first = Answer.of(assignor, group.input());
        if (!first.isWellFormed()) {
            return null;
        }
        Answer second = Answer.of(assignor, group.after(first.assignment()).input());
        if (!second.isWellFormed() || second.isSameAs(first)) {
            return null;
        }
        return Breach.of("it moved partitions").show("answer", first.text()).show("second answer", second.text());
    }

    static @Nullable Breach sticky(Assignor assignor, SampleGroup group) {
        Answer first = Answer.of(assignor, group.input());
        AssignmentInput input = first.input();
        if (!first.isWellFormed() || !input.isHomogeneous() || input.memberCount() == 0) {
            return null;
        }
        SampleGroup settled = group.after(first.assignment());
        int last = input.memberCount() - 1;
        for (int m : IntStream.of(0, last / 2, last).distinct().toArray()) {
            Breach breach = left(assignor, settled, first, m);
            if (breach != null) {
                return breach;
            }
        }
        return joined(assignor, settled, first);
    }

    private static @Nullable Breach left(Assignor assignor, SampleGroup settled, Answer first, int leaver) {
        AssignmentInput before = first.input();
        SampleGroup rest = settled.leftBy(before.memberId(leaver));
        Answer second = Answer.of(assignor, rest.input());
        if (!second.isWellFormed() || second.partitionCount() != first.partitionCount()) {
            return null; // nobody is left
        }
        for (int p = 0; p < first.partitionCount(); p++) {
            int had = first.ownerOf(p);
            String has = owner(second, p);
            if (had >= 0 && had != leaver && has != null && !has.equals(before.memberId(had))) {
                return Breach.of(SampleText.name(before.memberId(had)) + " lost " + Answer.partition(before, p)
                                + " when " + SampleText.name(before.memberId(leaver)) + " left")
                        .show("answer", first.text())
                        .show("answer when " + SampleText.name(before.memberId(leaver)) + " has left", second.text());
            }
        }
        return null;
    }

    private static @Nullable Breach joined(Assignor assignor, SampleGroup settled, Answer first) {
        AssignmentInput before = first.input();
        String newcomer = before.memberId(before.memberCount() - 1) + "-next";
        List<String> topics = IntStream.range(0, before.topicCount())
                .mapToObj(before::topicName)
                .toList();
        SampleGroup more = settled.joinedBy(new SampleGroup.Member(newcomer, topics));
        Answer second = Answer.of(assignor, more.input());
        for (int p = 0; second.isWellFormed() && p < first.partitionCount(); p++) {
            int had = first.ownerOf(p);
            String has = owner(second, p);
            if (had >= 0 && has != null && !has.equals(newcomer) && !has.equals(before.memberId(had))) {
                return Breach.of(SampleText.name(has) + " gained " + Answer.partition(before, p) + " when "
                                + SampleText.name(newcomer) + " joined")
                        .show("answer", first.text())
                        .show("answer when " + SampleText.name(newcomer) + " has joined", second.text());
            }
        }
        return null;
    }

    private static @Nullable String owner(Answer answer, int partition) {
        int owner = answer.ownerOf(partition);
        return owner < 0 ? null : answer.input().memberId(owner);
    }

    static @Nullable Breach converges(Assignor assignor, SampleGroup group) {
        Answer first = Answer.of(assignor, group.input());
        if (!first.isWellFormed()) {
            return null;
        }
        RevocationBarrier barrier = RevocationBarrier.of(first.input(), first.assignment());
        SampleGroup granted = group.after(barrier.granted());
        Answer second = Answer.of(assignor, granted.input());
        if (!second.isWellFormed()) {
            return null;
        }
        int withheld = RevocationBarrier.of(second.input(), second.assignment()).withheldCount();
        if (withheld == 0) {
            return null;
        }
        return Breach.of("the second round withholds " + withheld + " partitions again")
                .show("answer", first.text())
                .show("group in the second round", granted.toText())
                .show("second answer", second.text());
    }
}
