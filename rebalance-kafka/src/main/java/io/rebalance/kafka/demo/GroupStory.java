package io.rebalance.kafka.demo;

import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import io.rebalance.view.RebalanceCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator tells of one group: counted, held against who owns what, and put into plain words. Told by one
 * thread at a time, asked by any.
 */
final class GroupStory {

    private static final String COORDINATOR = "coordinator";

    /** How much of it is told. */
    enum Style {
        /** Every rebalance, from its beginning to the last member's part. */
        FULL,
        /** Every generation, in one line. */
        BRIEF,
        /** Nothing. */
        MUTED
    }

    private final Stage stage;
    private final Ownership ownership;
    private final int partitionCount;
    private final List<GroupEvent.MemberRemoved> removals = new ArrayList<>();
    private volatile Style style;
    private GroupEvent.@Nullable GenerationStarted generation;
    private GroupEvent.@Nullable Assigned assigned;
    private int rebalances;
    private int generations;
    private int comparisons;
    private boolean hasEnded;

    GroupStory(Stage stage, Ownership ownership, int partitionCount, Style style) {
        this.stage = stage;
        this.ownership = ownership;
        this.partitionCount = partitionCount;
        this.style = style;
    }

    /** From now on so much is told. */
    void style(Style value) {
        style = value;
    }

    /** What follows is the farewell of the members: it is checked, and neither told nor counted. */
    synchronized void end() {
        style = Style.MUTED;
        hasEnded = true;
    }

    Style style() {
        return style;
    }

    /** The coordinator tells something. */
    void accept(GroupEvent event) {
        long now = System.nanoTime();
        synchronized (this) {
            if (event instanceof GroupEvent.MemberRemoved removed) {
                ownership.fenced(now, removed.memberId());
                removals.add(removed);
                tell(
                        Style.FULL,
                        Members.nameOf(removed.memberId()) + " is out of the group: "
                                + Words.of(removed.why(), removed.detail()));
            } else if (event instanceof GroupEvent.MemberReplaced replaced) {
                ownership.fenced(now, replaced.oldMemberId());
            } else if (event instanceof GroupEvent.RebalanceStarted started) {
                rebalances += hasEnded ? 0 : 1;
                tell(
                        Style.FULL,
                        isKnown(started.cause())
                                ? "rebalance: the others are asked to join again"
                                : "rebalance, because " + Words.of(started.cause()));
            } else if (event instanceof GroupEvent.GenerationStarted started) {
                generations += hasEnded ? 0 : 1;
                generation = started;
            } else if (event instanceof GroupEvent.Assigned parts) {
                assigned = parts;
                check(parts);
                tell(parts);
            } else if (event instanceof GroupEvent.AssignorFailed failed) {
                stage.problem("assignor " + failed.protocolName() + " failed: " + failed.detail());
            }
        }
        stage.changes().happened();
    }

    /** Whether it was told already: somebody is gone. */
    private boolean isKnown(RebalanceCause cause) {
        return !removals.isEmpty()
                && removals.get(removals.size() - 1).memberId().equals(cause.memberId());
    }

    /** Holds what was granted, in numbers and by name, against what everybody else says. */
    private void check(GroupEvent.Assigned parts) {
        int granted = parts.members().stream()
                .mapToInt(part -> Math.max(part.partitions(), 0))
                .sum();
        ownership.counted(parts.generationId(), granted, parts.withheldCount());
        GroupView view = stage.view(parts.groupId());
        if (view == null || view.generationId() != parts.generationId()) {
            return; // the group has gone on meanwhile: the next event is compared
        }
        comparisons += hasEnded ? 0 : 1;
        for (MemberView member : view.members()) {
            ownership.stated(COORDINATOR, view.generationId(), member.memberId(), partitionsOf(member));
        }
    }

    private static List<Integer> partitionsOf(MemberView member) {
        if (member.assignment().isEmpty()) {
            return List.of();
        }
        try {
            ConsumerAssignment assignment = ConsumerProtocol.readAssignment(member.assignment());
            return assignment.partitions().stream()
                    .flatMap(topic -> topic.partitions().boxed())
                    .toList();
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("the coordinator's own assignment of " + member.memberId(), e);
        }
    }

    private void tell(GroupEvent.Assigned parts) {
        GroupEvent.GenerationStarted started = generation;
        if (started == null) {
            return;
        }
        int members = parts.members().size();
        String whose = members == 1 ? "1 member" : members + " members";
        double seconds = started.joinPhaseMs() / 1e3;
        if (style == Style.BRIEF) {
            tell(
                    Style.BRIEF,
                    String.format(
                            Locale.ROOT,
                            "generation %d, %s: %s%s",
                            parts.generationId(),
                            whose,
                            Words.of(started.causes()),
                            withheld(parts)));
            return;
        }
        String each = Members.words(parts.members().stream()
                .map(part -> Members.nameOf(part.memberId()) + " " + part.partitions())
                .toList());
        tell(
                Style.FULL,
                String.format(
                        Locale.ROOT,
                        "generation %d (%s) after %.2f s%s; partitions: %s%s",
                        parts.generationId(),
                        started.protocolName(),
                        seconds,
                        started.causeCount() == 1 ? "" : ", because " + Words.of(started.causes()),
                        each,
                        withheld(parts)));
        for (MemberPart part : parts.members()) {
            if (part.idleReason() != null) {
                tell(
                        Style.FULL,
                        Members.nameOf(part.memberId()) + " is idle, because "
                                + Words.of(part.idleReason(), members, partitionCount));
            }
        }
    }

    private static String withheld(GroupEvent.Assigned parts) {
        if (parts.withheldCount() == 0) {
            return "";
        }
        String what = Members.words(parts.withheld().stream()
                .map(w -> w.partition().partition() + " until " + (w.from() == null ? "all" : Members.nameOf(w.from()))
                        + " lets go")
                .toList());
        return "; withheld: " + what;
    }

    private void tell(Style least, String what) {
        if (style == least) {
            stage.timeline().tell(COORDINATOR, what);
        }
    }

    /** How many rebalances began. */
    synchronized int rebalanceCount() {
        return rebalances;
    }

    /** How many generations began. */
    synchronized int generationCount() {
        return generations;
    }

    /** How many generations were compared by name with what the consumers say. */
    synchronized int comparisonCount() {
        return comparisons;
    }

    /** The last assignment; null before the first. */
    synchronized GroupEvent.@Nullable Assigned assigned() {
        return assigned;
    }

    /** Whether a generation with so many members stands, and nothing is withheld. */
    synchronized boolean isSettledWith(int members) {
        return assigned != null
                && generation != null
                && assigned.generationId() == generation.generationId()
                && assigned.members().size() == members
                && assigned.withheldCount() == 0;
    }

    /** The removals of members of that name up to now, the earliest first. */
    synchronized List<GroupEvent.MemberRemoved> removalsOf(String name) {
        return removals.stream()
                .filter(removed -> Objects.equals(Members.nameOf(removed.memberId()), name))
                .toList();
    }
}
