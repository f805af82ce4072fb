package io.rebalance.embed;

import io.rebalance.embed.FlightTypes.AssignorFailed;
import io.rebalance.embed.FlightTypes.Generation;
import io.rebalance.embed.FlightTypes.MemberRemoved;
import io.rebalance.embed.FlightTypes.StoreFailed;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.Moves;
import io.rebalance.view.RebalanceCause;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands what happens to groups to the JDK's Flight Recorder. Off unless a host asks for it:
 *
 * <pre>{@code
 * GroupService service = GroupService.of(coordinator, journal).onEvent(FlightEvents.listener());
 * }</pre>
 *
 * <p>A recording then has, in the category "Rebalance":
 *
 * <ul>
 *   <li>{@code io.rebalance.Generation}, which lasts from when the rebalance began to when every member had asked for its
 *       part, or another rebalance cut it short: why, how long each phase took, how many partitions moved;
 *   <li>{@code io.rebalance.MemberRemoved}, with the reason;
 *   <li>{@code io.rebalance.StoreFailed}, when the log refused records;
 *   <li>{@code io.rebalance.AssignorFailed}.
 * </ul>
 *
 * <p>Begin and end of events are by the clock of the recorder; the phases, which are told in fields, by that of the
 * coordinator. While nobody records an event type, it costs a look at whether somebody does. While somebody does, one
 * small object is kept for each group that rebalances. Needs the module {@code jdk.jfr}, which this one does not
 * require at run time: in an image without it there is no use for this class, and none of its cost.
 */
public final class FlightEvents implements Consumer<GroupEvent> {

    private static final int FIRST_MOVES = 10;

    private final Map<String, Generation> underWay = new ConcurrentHashMap<>(); // by group; for look-ups only

    private FlightEvents() {}

    /** A listener for {@link GroupService#onEvent}. Thread-safe; one may serve several services, if no two have one group. */
    public static Consumer<GroupEvent> listener() {
        return new FlightEvents();
    }

    /** Records the event, if somebody records events of its type. */
    @Override
    public void accept(GroupEvent event) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(event, "event");
        if (event instanceof GroupEvent.RebalanceStarted started) {
            begin(started.groupId());
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            began(started);
        } else if (event instanceof GroupEvent.Assigned assigned) {
            assigned(assigned);
        } else if (event instanceof GroupEvent.Settled settled) {
            settled(settled);
        } else if (event instanceof GroupEvent.Emptied emptied) {
            emptied(emptied);
        } else if (event instanceof GroupEvent.GroupRemoved removed) {
            underWay.remove(removed.groupId());
        } else if (event instanceof GroupEvent.MemberRemoved removed) {
            record(removed);
        } else if (event instanceof GroupEvent.StoreFailed failed) {
            record(failed);
        } else if (event instanceof GroupEvent.AssignorFailed failed) {
            record(failed);
        }
    }

    // a generation, from its first cause to its last sync

    /** A rebalance begins. If it cuts a generation short, that one ends here. */
    private @Nullable Generation begin(String groupId) {
        Generation before = underWay.remove(groupId);
        if (before != null && before.generation > 0) {
            before.commit();
        }
        Generation generation = new Generation();
        if (!generation.isEnabled()) {
            return null;
        }
        generation.begin();
        generation.group = groupId;
        underWay.put(groupId, generation);
        return generation;
    }

    private void began(GroupEvent.GenerationStarted started) {
        Generation generation = underWay.get(started.groupId());
        if (generation == null || generation.generation > 0) { // the recording began while members were joining
            generation = begin(started.groupId());
        }
        if (generation != null) {
            generation.generation = started.generationId();
            generation.members = started.memberIds().size();
            generation.protocol = started.protocolName();
            generation.leader = started.leader();
            generation.causes = text(started.causes(), started.causeCount());
            generation.joinPhase = started.joinPhaseMs();
        }
    }

    private void assigned(GroupEvent.Assigned assigned) {
        Generation generation = underWay.get(assigned.groupId());
        if (generation != null && generation.generation == assigned.generationId()) {
            generation.assignPhase = assigned.assignMs();
            generation.partitionsMoved = assigned.moves().count();
            generation.partitionsWithheld = assigned.withheldCount();
            generation.firstMoves = text(assigned.moves());
        }
    }

    private void settled(GroupEvent.Settled settled) {
        Generation generation = underWay.get(settled.groupId());
        if (generation != null && generation.generation == settled.generationId()) {
            underWay.remove(settled.groupId());
            generation.settlePhase = settled.settleMs();
            generation.settled = true;
            generation.commit();
        }
    }

    private void emptied(GroupEvent.Emptied emptied) {
        Generation generation = underWay.get(emptied.groupId());
        if (generation == null || generation.generation > 0) {
            generation = begin(emptied.groupId());
        }
        if (generation != null) {
            underWay.remove(emptied.groupId());
            generation.generation = emptied.generationId();
            generation.causes = text(emptied.causes(), emptied.causeCount());
            generation.joinPhase = emptied.joinPhaseMs();
            generation.assignPhase = 0;
            generation.settlePhase = 0;
            generation.partitionsMoved = emptied.moves().count();
            generation.firstMoves = text(emptied.moves());
            generation.settled = true;
            generation.commit();
        }
    }

    // what happens at once

    private static void record(GroupEvent.MemberRemoved removed) {
        MemberRemoved event = new MemberRemoved();
        if (event.isEnabled()) {
            event.group = removed.groupId();
            event.member = removed.memberId();
            event.reason = words(removed.why());
            event.detail = removed.detail();
            event.commit();
        }
    }

    private static void record(GroupEvent.StoreFailed failed) {
        StoreFailed event = new StoreFailed();
        if (event.isEnabled()) {
            event.error = failed.error().name();
            event.outcomes = failed.outcomeCount();
            event.requests = failed.requestCount();
            event.commit();
        }
    }

    private static void record(GroupEvent.AssignorFailed failed) {
        AssignorFailed event = new AssignorFailed();
        if (event.isEnabled()) {
            event.group = failed.groupId();
            event.protocol = failed.protocolName();
            event.detail = failed.detail();
            event.commit();
        }
    }

    // in words

    private static String text(List<RebalanceCause> causes, int count) {
        String told = causes.stream().map(FlightEvents::text).collect(Collectors.joining("; "));
        int more = count - causes.size();
        return more > 0 ? told + "; and " + more + " more" : told;
    }

    private static String text(RebalanceCause cause) {
        return words(cause.rule())
                + (cause.memberId().isEmpty() ? "" : " " + cause.memberId())
                + " by " + words(cause.input())
                + (cause.follows() == RebalanceCause.NOTHING ? "" : ", follows generation " + cause.follows())
                + (cause.detail().isEmpty() ? "" : " (" + cause.detail() + ")");
    }

    private static String text(Moves moves) {
        return moves.list().stream()
                .limit(FIRST_MOVES)
                .map(Moves.Move::toString)
                .collect(Collectors.joining(", "));
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
