package io.rebalance.kafka;

import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupEvent.Withheld;
import io.rebalance.view.Moves;
import io.rebalance.view.RebalanceCause;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Tells an event of a group in one line, for people to read. */
public final class EventText {

    private static final int MAX_MOVES = 10;

    private EventText() {}

    /**
     * The event in one line, without a line break, beginning with the group's id if it is of a group.
     *
     * @throws NullPointerException if {@code event} is null
     */
    public static String of(GroupEvent event) {
        Objects.requireNonNull(event, "event");
        return oneLine(event.groupId().isEmpty() ? told(event) : event.groupId() + ": " + told(event));
    }

    private static String told(GroupEvent event) {
        if (event instanceof GroupEvent.MemberJoined joined) {
            return joined.memberId() + " joined";
        }
        if (event instanceof GroupEvent.MemberReplaced replaced) {
            return replaced.memberId() + process(replaced.clientId(), replaced.clientHost()) + " takes the place of "
                    + replaced.oldMemberId() + process(replaced.oldClientId(), replaced.oldClientHost())
                    + ", instance " + replaced.groupInstanceId();
        }
        if (event instanceof GroupEvent.TakeoverRefused refused) {
            return "instance " + refused.groupInstanceId() + " stays with " + refused.memberId()
                    + process(refused.holderClientId(), refused.holderClientHost())
                    + "; it has changed hands too often to go to another process"
                    + process(refused.refusedClientId(), refused.refusedClientHost());
        }
        if (event instanceof GroupEvent.MemberRemoved removed) {
            return removed.memberId() + " is gone: " + words(removed.why())
                    + (removed.detail().isEmpty() ? "" : " (" + removed.detail() + ")");
        }
        if (event instanceof GroupEvent.RebalanceStarted started) {
            return "generation " + started.generationId() + " ends: " + told(started.cause());
        }
        if (event instanceof GroupEvent.GenerationStarted generation) {
            return told(generation);
        }
        if (event instanceof GroupEvent.Assigned assigned) {
            return told(assigned);
        }
        if (event instanceof GroupEvent.Emptied emptied) {
            return "has no members any more, generation " + emptied.generationId() + told(emptied.moves());
        }
        if (event instanceof GroupEvent.Settled settled) {
            return "generation " + settled.generationId() + " is settled: everybody has its part, after "
                    + settled.settleMs() + " ms";
        }
        if (event instanceof GroupEvent.StoreFailed failed) {
            return "the log refused records (" + failed.error() + "): " + failed.outcomeCount()
                    + " outcomes are taken back, and " + failed.requestCount() + " requests refused";
        }
        if (event instanceof GroupEvent.AssignorFailed failed) {
            return "assignor " + failed.protocolName() + " failed, the leader assigns: " + failed.detail();
        }
        if (event instanceof GroupEvent.UnknownRecordsKept kept) {
            return "records that a later version wrote are kept, by kind: " + kept.counts();
        }
        if (event instanceof GroupEvent.OffsetsExpired expired) {
            return expired.count() + " offsets were too old, and are gone";
        }
        if (event instanceof GroupEvent.GroupRemoved removed) {
            return "is gone: " + words(removed.why());
        }
        return event.toString();
    }

    private static String process(String clientId, String clientHost) {
        return " (client " + clientId + " on " + clientHost + ")";
    }

    private static String told(GroupEvent.GenerationStarted generation) {
        List<RebalanceCause> causes = generation.causes();
        String more = generation.causeCount() > causes.size()
                ? " and " + (generation.causeCount() - causes.size()) + " causes more"
                : "";
        return "generation " + generation.generationId() + " begins: "
                + generation.memberIds().size() + " members, " + generation.protocolName() + ", "
                + (generation.leader() == null ? "the coordinator assigns" : generation.leader() + " assigns")
                + ", after " + generation.joinPhaseMs() + " ms, because "
                + causes.stream().map(EventText::told).collect(Collectors.joining("; ")) + more;
    }

    private static String told(GroupEvent.Assigned assigned) {
        String parts = assigned.members().stream().map(EventText::told).collect(Collectors.joining(", "));
        String withheld = assigned.withheld().stream().map(EventText::told).collect(Collectors.joining(", "));
        int more = assigned.withheldCount() - assigned.withheld().size();
        return "generation " + assigned.generationId() + " is assigned: " + parts
                + (withheld.isEmpty() ? "" : "; withheld for now: " + withheld)
                + (more > 0 ? " and " + more + " more" : "")
                + told(assigned.moves());
    }

    private static String told(Moves moves) {
        if (!moves.isKnown()) {
            return "; what moved is not known";
        }
        String first = moves.list().stream()
                .limit(MAX_MOVES)
                .map(move -> move.partition() + " from " + orNobody(move.from()) + " to " + orNobody(move.to()))
                .collect(Collectors.joining(", "));
        int more = moves.count() - MAX_MOVES;
        return moves.count() == 0
                ? "; nothing moved"
                : "; moved: " + first + (more > 0 ? " and " + more + " more" : "");
    }

    private static String orNobody(String memberId) {
        return memberId.isEmpty() ? "nobody" : memberId;
    }

    private static String told(MemberPart part) {
        String count = part.partitions() < 0 ? "bytes of its own kind" : Integer.toString(part.partitions());
        return part.memberId() + " has " + count
                + (part.idleReason() == null ? "" : " (" + words(part.idleReason()) + ")");
    }

    private static String told(Withheld withheld) {
        return withheld.partition()
                + (withheld.from() == null ? "" : " from " + withheld.from())
                + (withheld.to() == null ? "" : " to " + withheld.to());
    }

    private static String told(RebalanceCause cause) {
        return words(cause.rule())
                + (cause.memberId().isEmpty() ? "" : " " + cause.memberId())
                + (cause.follows() == RebalanceCause.NOTHING ? "" : " after generation " + cause.follows())
                + (cause.detail().isEmpty() ? "" : " (" + cause.detail() + ")");
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Ids and reasons come from clients, who may put anything into them. */
    private static String oneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
