package io.rebalance.assignors.plan;

import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What would come of a change to a group: which partitions move, from whom to whom, and how balanced the group is before and
 * after. Nobody is asked but the group's strategy.
 *
 * <p>Before is what the members have now, whether or not a strategy would have it so; after is what the strategy makes of
 * the changed group. With a cooperative strategy that takes two rounds; the plan shows where they lead.
 *
 * @param changes what happens, in order
 * @param before the balance now
 * @param after the balance when the change is through
 * @param moves the partitions that go from one member to another, that nobody has any more, or that somebody gets whom
 *     nobody had; by partition
 */
public record AssignmentPlan(List<GroupChange> changes, Balance before, Balance after, List<Move> moves) {

    /**
     * A partition goes to another member.
     *
     * @param partition the partition
     * @param from who has it before; null if nobody
     * @param to who has it after; null if nobody
     */
    public record Move(
            TopicPartition partition,
            @Nullable String from,
            @Nullable String to) {

        /** @throws NullPointerException if {@code partition} is null */
        public Move {
            Objects.requireNonNull(partition, "partition");
        }

        @Override
        public String toString() {
            return partition + " " + (from == null ? "" : from) + ">" + (to == null ? "" : to);
        }
    }

    /**
     * How the partitions are spread.
     *
     * @param loads how many partitions each member has, by member id
     * @param unassigned how many partitions nobody has, of the topics that somebody subscribes to
     */
    public record Balance(SortedMap<String, Integer> loads, int unassigned) {

        /** @throws NullPointerException if {@code loads} is null */
        public Balance {
            loads = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNull(loads, "loads")));
        }

        /** The most that a member has; 0 if there are none. */
        public int most() {
            return loads.values().stream().mapToInt(load -> load).max().orElse(0);
        }

        /** The least that a member has; 0 if there are none. */
        public int least() {
            return loads.values().stream().mapToInt(load -> load).min().orElse(0);
        }

        /** How many members have nothing. */
        public int idle() {
            return (int) loads.values().stream().filter(load -> load == 0).count();
        }

        @Override
        public String toString() {
            return loads.size() + " members, " + least() + " to " + most() + " partitions each, " + idle() + " idle, "
                    + unassigned + " partitions of nobody";
        }
    }

    /** @throws NullPointerException if an argument is null */
    public AssignmentPlan {
        changes = List.copyOf(Objects.requireNonNull(changes, "changes"));
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        moves = List.copyOf(Objects.requireNonNull(moves, "moves"));
    }

    /**
     * The plan of some changes, one after the other, before the group assigns once; of none, it is what the strategy makes of
     * the group as it is.
     *
     * @throws NullPointerException if an argument, or an element, is null
     * @throws IllegalArgumentException if who leaves is not there, or who joins is
     * @throws AssignorException if the group's strategy has no answer; a defect of it
     */
    public static AssignmentPlan of(GroupSnapshot group, GroupChange... changes) throws AssignorException {
        GroupSnapshot changed = Objects.requireNonNull(group, "group");
        for (GroupChange change : Objects.requireNonNull(changes, "changes")) {
            changed = change.applyTo(changed);
        }
        SortedMap<TopicPartition, String> had = group.owners();
        SortedMap<TopicPartition, String> gets = assigned(changed);
        return new AssignmentPlan(
                Arrays.asList(changes), balance(group, had), balance(changed, gets), moves(had, gets));
    }

    private static SortedMap<TopicPartition, String> assigned(GroupSnapshot group) throws AssignorException {
        SortedMap<TopicPartition, String> owners = new TreeMap<>();
        var input = group.input();
        group.assignor()
                .assign(input)
                .toMap(input)
                .forEach((memberId, partitions) -> partitions.forEach(p -> owners.put(p, memberId)));
        return owners;
    }

    private static Balance balance(GroupSnapshot group, SortedMap<TopicPartition, String> owners) {
        SortedMap<String, Integer> loads = new TreeMap<>();
        group.members().keySet().forEach(memberId -> loads.put(memberId, 0));
        owners.values().forEach(memberId -> loads.merge(memberId, 1, Integer::sum));
        int wanted = group.members().values().stream()
                .flatMap(member -> member.topics().stream())
                .distinct()
                .mapToInt(topic -> group.topics().partitionCount(topic).orElse(0))
                .sum();
        return new Balance(loads, Math.max(wanted - owners.size(), 0));
    }

    private static List<Move> moves(SortedMap<TopicPartition, String> had, SortedMap<TopicPartition, String> gets) {
        SortedMap<TopicPartition, Move> moves = new TreeMap<>();
        had.forEach((partition, from) -> {
            String to = gets.get(partition);
            if (!from.equals(to)) {
                moves.put(partition, new Move(partition, from, to));
            }
        });
        gets.forEach((partition, to) -> {
            if (!had.containsKey(partition)) {
                moves.put(partition, new Move(partition, null, to));
            }
        });
        return new ArrayList<>(moves.values());
    }

    /** How many partitions stop being worked on by who has them, to go to another member. */
    public int movedCount() {
        return (int) moves.stream()
                .filter(move -> move.from != null && move.to != null)
                .count();
    }

    /** The plan as a table for people, of as many lines as there are moves, and a few more. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        String title = changes.stream().map(GroupChange::toString).collect(Collectors.joining(", then "));
        text.append(title.isEmpty() ? "assign anew" : title).append('\n');
        text.append("before: ").append(before).append('\n');
        text.append("after:  ").append(after).append('\n');
        text.append("moved from one member to another: ").append(movedCount()).append('\n');
        int partitionWidth = width(
                "partition",
                moves.stream().map(move -> move.partition().toString()).toList());
        int fromWidth =
                width("from", moves.stream().map(move -> name(move.from)).toList());
        if (!moves.isEmpty()) {
            row(text, partitionWidth, fromWidth, "partition", "from", "to");
        }
        for (Move move : moves) {
            row(text, partitionWidth, fromWidth, move.partition().toString(), name(move.from), name(move.to));
        }
        return text.toString();
    }

    private static int width(String title, List<String> cells) {
        return Math.max(
                title.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private static void row(StringBuilder text, int first, int second, String partition, String from, String to) {
        text.append(partition)
                .append(" ".repeat(first - partition.length() + 2))
                .append(from)
                .append(" ".repeat(second - from.length() + 2))
                .append(to)
                .append('\n');
    }

    private static String name(@Nullable String memberId) {
        return memberId == null ? "-" : memberId;
    }
}
