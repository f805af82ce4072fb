package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What every assignor owes to every group. */
final class BasicChecks {

    private static final int ORDERS = 3;

    /** A group unlike the others that are asked about. */
    private static final SampleGroup STRANGERS = SampleGroup.parse("""
            topic strange 5
            topic stranger 2
            member x strange
            member y strange stranger
            member z stranger
            claim y 3 strange 0 1 2
            """);

    private BasicChecks() {}

    static @Nullable Breach total(Answer answer) {
        if (answer.isThere()) {
            return null;
        }
        Throwable failure = answer.failure();
        return Breach.of(failure == null ? "the answer was null" : "it threw " + failure, failure);
    }

    static @Nullable Breach wellFormed(Answer answer) {
        AssignmentInput input = answer.input();
        if (!answer.isThere() || answer.isWellFormed()) {
            return null;
        }
        return Breach.of(
                        answer.partitionCount() != input.partitionCount()
                                ? "there are " + input.partitionCount() + " partitions, and the answer has "
                                        + answer.partitionCount()
                                : "an owner is neither NONE nor the number of one of " + input.memberCount()
                                        + " members")
                .show("answer", answer.text());
    }

    static @Nullable Breach subscribed(Answer answer) {
        AssignmentInput input = answer.input();
        for (int p = 0; answer.isWellFormed() && p < answer.partitionCount(); p++) {
            int owner = answer.ownerOf(p);
            if (owner >= 0 && !Answer.subscribes(input, owner, Answer.topicOf(input, p))) {
                return Breach.of(SampleText.name(input.memberId(owner)) + " got " + Answer.partition(input, p)
                                + " and does not subscribe to its topic")
                        .show("answer", answer.text());
            }
        }
        return null;
    }

    static @Nullable Breach complete(Answer answer) {
        AssignmentInput input = answer.input();
        for (int p = 0; answer.isWellFormed() && p < answer.partitionCount(); p++) {
            int topic = Answer.topicOf(input, p);
            if (answer.ownerOf(p) == AssignmentInput.NONE
                    && IntStream.range(0, input.memberCount()).anyMatch(m -> Answer.subscribes(input, m, topic))) {
                return Breach.of("nobody got " + Answer.partition(input, p)).show("answer", answer.text());
            }
        }
        return null;
    }

    static @Nullable Breach deterministic(Assignor assignor, SampleGroup group) {
        AssignmentInput input = group.input();
        Answer first = Answer.of(assignor, input);
        Answer second = Answer.of(assignor, input);
        return differing(first, second, "asked the same twice in a row, it answered differently", "second answer");
    }

    static @Nullable Breach orderFree(Assignor assignor, SampleGroup group) {
        Answer first = Answer.of(assignor, group.input());
        for (int seed = 1; seed <= ORDERS; seed++) {
            SampleGroup shuffled = group.shuffled(seed);
            Answer second = Answer.of(assignor, shuffled.input());
            Breach breach = differing(first, second, "another order had another answer", "answer to the other order");
            if (breach != null) {
                return breach.show("other order", shuffled.toText());
            }
        }
        return null;
    }

    static @Nullable Breach pure(Supplier<? extends Assignor> assignors, SampleGroup group) {
        Assignor assignor = assignors.get();
        List<LentInput> lent = new ArrayList<>();
        Answer first = ask(assignor, group, lent);
        for (SampleGroup other : others(group)) {
            Answer between = ask(assignor, other, lent);
            if (first.hasChanged()) {
                return Breach.of("an answer changed when another group was asked about")
                        .show("answer", first.text())
                        .show("the same answer later", first.now().text())
                        .show("other group", other.toText())
                        .show("answer to the other group", between.text());
            }
        }
        Assignor used = assignors.get();
        others(group).forEach(other -> ask(used, other, lent));
        Answer second = ask(used, group, lent);
        if (lent.stream().anyMatch(LentInput::wasReadLate)) {
            return Breach.of("an input was read after its call")
                    .show("answer", first.text())
                    .show("answer after other groups", second.text());
        }
        return differing(first, second, "other groups in between made a difference", "answer after other groups");
    }

    private static Answer ask(Assignor assignor, SampleGroup group, List<LentInput> lent) {
        LentInput input = new LentInput(group.input());
        lent.add(input);
        Answer answer = Answer.of(assignor, input);
        input.takeBack();
        return answer.to(input.lender());
    }

    /** Groups that look like this one, and one that does not. */
    private static List<SampleGroup> others(SampleGroup group) {
        List<SampleGroup> others = new ArrayList<>();
        List<SampleGroup.Member> members = group.members();
        if (!members.isEmpty()) {
            others.add(group.leftBy(members.get(0).memberId()));
            List<String> ids =
                    members.stream().map(SampleGroup.Member::memberId).toList();
            others.add(group.claiming(group.claims().stream()
                    .map(claim -> new SampleGroup.Claim(
                            ids.get((ids.indexOf(claim.memberId()) + 1) % ids.size()),
                            claim.topic(),
                            claim.partition(),
                            claim.generation()))
                    .toList()));
            others.add(new SampleGroup(group.topics(), turned(members), group.claims()));
        }
        others.add(STRANGERS);
        return others;
    }

    /** The members, each with what the next one subscribes to. */
    private static List<SampleGroup.Member> turned(List<SampleGroup.Member> members) {
        return IntStream.range(0, members.size())
                .mapToObj(m -> {
                    SampleGroup.Member member = members.get(m);
                    return new SampleGroup.Member(
                            member.memberId(),
                            member.instanceId(),
                            member.rack(),
                            members.get((m + 1) % members.size()).topics());
                })
                .toList();
    }

    private static @Nullable Breach differing(Answer first, Answer second, String what, String title) {
        if (!first.isThere() || !second.isThere() || first.isSameAs(second)) {
            return null;
        }
        return Breach.of(what).show("answer", first.text()).show(title, second.text());
    }
}
