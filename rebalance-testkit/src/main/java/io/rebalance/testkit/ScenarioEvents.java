package io.rebalance.testkit;

import static io.rebalance.testkit.ScenarioWriter.group;
import static io.rebalance.testkit.ScenarioWriter.named;
import static io.rebalance.testkit.text.Words.ms;
import static io.rebalance.testkit.text.Words.quoted;

import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.Moves;
import io.rebalance.view.Moves.Move;
import io.rebalance.view.RebalanceCause;
import io.rebalance.view.RebalanceCause.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes down what happens to groups, an event a line; details stand below, further in. */
final class ScenarioEvents {

    private final ScenarioWriter writer;

    private ScenarioEvents(ScenarioWriter writer) {
        this.writer = writer;
    }

    static void write(GroupEvent event, ScenarioWriter writer) {
        new ScenarioEvents(writer).write(event);
    }

    private void write(GroupEvent event) {
        String start = "event " + group(event.groupId()) + ": ";
        if (event instanceof GroupEvent.MemberJoined joined) {
            writer.line(start + "member " + joined.memberId() + " joined");
        } else if (event instanceof GroupEvent.MemberReplaced replaced) {
            writer.line(start + replaced.groupInstanceId() + " is " + replaced.memberId()
                    + process(replaced.clientId(), replaced.clientHost()) + " now, no longer " + replaced.oldMemberId()
                    + process(replaced.oldClientId(), replaced.oldClientHost()));
        } else if (event instanceof GroupEvent.TakeoverRefused refused) {
            writer.line(start + refused.groupInstanceId() + " stays " + refused.memberId()
                    + process(refused.holderClientId(), refused.holderClientHost()) + ", put off is another process"
                    + process(refused.refusedClientId(), refused.refusedClientHost()));
        } else if (event instanceof GroupEvent.MemberRemoved removed) {
            writer.line(start + "member " + removed.memberId() + " is gone, " + removed.why()
                    + (removed.detail().isEmpty() ? "" : ", " + quoted(removed.detail())));
        } else if (event instanceof GroupEvent.RebalanceStarted started) {
            writer.line(start + "generation " + started.generationId() + " ends, " + cause(started.cause()));
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            generation(start, started);
        } else if (event instanceof GroupEvent.Assigned assigned) {
            assigned(start, assigned);
        } else if (event instanceof GroupEvent.Emptied emptied) {
            writer.line(start + "empty, generation " + emptied.generationId());
            moves(emptied.moves());
        } else if (event instanceof GroupEvent.Settled settled) {
            writer.line(start + "generation " + settled.generationId() + " is settled" + after(settled.settleMs()));
        } else if (event instanceof GroupEvent.StoreFailed failed) {
            writer.line("event: the log refused records, " + failed.error() + ", outcomes taken back: "
                    + failed.outcomeCount() + ", requests refused: " + failed.requestCount());
        } else if (event instanceof GroupEvent.AssignorFailed failed) {
            writer.line(start + "assignor " + failed.protocolName() + " failed, " + quoted(failed.detail()));
        } else if (event instanceof GroupEvent.OffsetsExpired expired) {
            writer.line(start + "offsets expired: " + expired.count());
        } else if (event instanceof GroupEvent.GroupRemoved removed) {
            writer.line(start + "the group is gone, " + removed.why());
        } else {
            writer.line(start + event);
        }
    }

    private static String process(String clientId, String clientHost) {
        return " (" + clientId + (clientHost.isEmpty() ? "" : " on " + clientHost) + ")";
    }

    private void generation(String start, GroupEvent.GenerationStarted started) {
        writer.line(start + "generation " + started.generationId() + " begins, " + started.protocolName() + ", "
                + (started.leader() == null ? "no leader" : "leader " + started.leader()) + ", members "
                + String.join(" ", started.memberIds()) + ", after " + ms(started.joinPhaseMs()));
        started.causes().forEach(c -> writer.detail(cause(c)));
        int untold = started.causeCount() - started.causes().size();
        if (untold > 0) {
            writer.detail("and " + untold + " more");
        }
    }

    private void assigned(String start, GroupEvent.Assigned assigned) {
        writer.line(start + "generation " + assigned.generationId() + " is assigned" + after(assigned.assignMs()));
        for (GroupEvent.MemberPart part : assigned.members()) {
            writer.detail(part.memberId() + ": "
                    + (part.partitions() < 0 ? "its leader's bytes" : String.valueOf(part.partitions()))
                    + (part.idleReason() == null ? "" : ", " + part.idleReason()));
        }
        for (GroupEvent.Withheld withheld : assigned.withheld()) {
            writer.detail("withheld " + named(withheld.partition()) + ": from "
                    + (withheld.from() == null ? "whoever claims it" : withheld.from())
                    + " to " + (withheld.to() == null ? "nobody" : withheld.to()));
        }
        if (!isFirst(assigned)) {
            moves(assigned.moves());
        }
    }

    private void moves(Moves moves) {
        if (!moves.isKnown()) {
            writer.detail("what moved is not known");
        }
        SortedMap<String, SortedMap<String, List<Integer>>> byHands = new TreeMap<>();
        for (Move move : moves.list()) {
            byHands.computeIfAbsent(
                            "from " + orNobody(move.from()) + " to " + orNobody(move.to()), hands -> new TreeMap<>())
                    .computeIfAbsent(move.partition().topic(), topic -> new ArrayList<>())
                    .add(move.partition().partition());
        }
        byHands.forEach((hands, topics) -> writer.detail("moved " + partitions(topics) + " " + hands));
        int untold = moves.count() - moves.list().size();
        if (untold > 0) {
            writer.detail("and " + untold + " more moved");
        }
    }

    /** Whether the group has nothing but what was nobody's before, so that its parts say all there is to say. */
    private static boolean isFirst(GroupEvent.Assigned assigned) {
        int granted = assigned.members().stream()
                .mapToInt(part -> Math.max(part.partitions(), 0))
                .sum();
        return granted == assigned.moves().count()
                && assigned.moves().list().stream().allMatch(move -> move.from().isEmpty());
    }

    private static String partitions(Map<String, List<Integer>> topics) {
        List<TopicPartitions> partitions = new ArrayList<>();
        topics.forEach((topic, numbers) -> partitions.add(TopicPartitions.of(
                topic, numbers.stream().mapToInt(Integer::intValue).toArray())));
        return ScenarioText.partitions(partitions);
    }

    private static String orNobody(String memberId) {
        return memberId.isEmpty() ? "nobody" : memberId;
    }

    private static String after(long ms) {
        return ms == 0 ? "" : ", after " + ms(ms);
    }

    private static String cause(RebalanceCause cause) {
        // of the other rules there is but one input that brings them
        boolean isInputTold = cause.rule() == Rule.FOLLOW_UP || cause.rule() == Rule.TOPICS_CHANGED;
        return cause.rule()
                + (isInputTold ? " by " + cause.input() : "")
                + (cause.memberId().isEmpty() ? "" : " " + cause.memberId())
                + (cause.follows() == RebalanceCause.NOTHING ? "" : ", follows generation " + cause.follows())
                + (cause.detail().isEmpty() ? "" : ", " + quoted(cause.detail()));
    }
}
