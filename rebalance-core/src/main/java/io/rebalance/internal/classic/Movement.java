package io.rebalance.internal.classic;

import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.Moves;
import io.rebalance.view.Moves.Move;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What moves from one stored generation to the next.
 *
 * <p>A partition that a member has no more was taken from it, one that it did not have was given to it, and the two of one
 * partition make a move. Members whose part has the same bytes as before are not looked at. Should a leader have given a
 * partition to several members, the first that lost it by id goes with the first that got it, and so on.
 */
final class Movement {

    private record Change(TopicPartition partition, String memberId) {}

    private static final Comparator<Change> ORDER =
            Comparator.comparing(Change::partition).thenComparing(Change::memberId);

    private final List<Change> lost = new ArrayList<>();
    private final List<Change> gained = new ArrayList<>();

    private Movement() {}

    /**
     * What moves, to be worked out when somebody asks.
     *
     * @param before the last generation whose assignment was known; null if there was none
     */
    static Moves between(RecordValue.@Nullable ClassicGroup before, RecordValue.ClassicGroup after) {
        return Moves.later(() -> workOut(before, after));
    }

    private static Moves workOut(RecordValue.@Nullable ClassicGroup before, RecordValue.ClassicGroup after) {
        if (!isOfConsumers(before) || !isOfConsumers(after)) {
            return Moves.UNKNOWN;
        }
        try {
            Movement movement = new Movement();
            movement.compare(before == null ? List.of() : before.members(), after.members());
            return movement.toMoves();
        } catch (MalformedBytesException e) {
            return Moves.UNKNOWN; // the leader may write what it likes; it is told that we cannot read it
        }
    }

    private static boolean isOfConsumers(RecordValue.@Nullable ClassicGroup group) {
        return group == null
                || group.members().isEmpty()
                || group.protocolType().equals(ConsumerProtocol.TYPE);
    }

    private void compare(List<ClassicMember> before, List<ClassicMember> after) throws MalformedBytesException {
        Map<String, Bytes> left = new TreeMap<>();
        before.forEach(member -> left.put(member.memberId(), member.assignment()));
        for (ClassicMember member : after) {
            Bytes had = left.remove(member.memberId());
            compare(member.memberId(), had == null ? Bytes.EMPTY : had, member.assignment());
        }
        for (Map.Entry<String, Bytes> gone : left.entrySet()) {
            compare(gone.getKey(), gone.getValue(), Bytes.EMPTY);
        }
    }

    private void compare(String memberId, Bytes had, Bytes has) throws MalformedBytesException {
        if (had.equals(has)) {
            return;
        }
        Set<TopicPartition> before = partitions(had);
        Set<TopicPartition> after = partitions(has);
        before.stream().filter(p -> !after.contains(p)).forEach(p -> lost.add(new Change(p, memberId)));
        after.stream().filter(p -> !before.contains(p)).forEach(p -> gained.add(new Change(p, memberId)));
    }

    /** In no order. No bytes at all name no partition, whatever a client makes of them. */
    private static Set<TopicPartition> partitions(Bytes assignment) throws MalformedBytesException {
        Set<TopicPartition> partitions = new HashSet<>();
        if (!assignment.isEmpty()) {
            for (TopicPartitions topic :
                    ConsumerProtocol.readAssignment(assignment).partitions()) {
                topic.stream().forEach(partitions::add);
            }
        }
        return partitions;
    }

    private Moves toMoves() {
        lost.sort(ORDER);
        gained.sort(ORDER);
        List<Move> first = new ArrayList<>();
        int count = 0;
        int l = 0;
        int g = 0;
        while (l < lost.size() || g < gained.size()) {
            int order = order(l, g);
            TopicPartition partition = (order <= 0 ? lost.get(l) : gained.get(g)).partition();
            String from = order <= 0 ? lost.get(l++).memberId() : "";
            String to = order >= 0 ? gained.get(g++).memberId() : "";
            if (count++ < Moves.MAX_LISTED) {
                first.add(new Move(partition, from, to));
            }
        }
        return Moves.of(count, first);
    }

    /** Which comes first, the loss or the gain; 0 if they are of one partition. */
    private int order(int l, int g) {
        if (l == lost.size()) {
            return 1;
        }
        return g == gained.size()
                ? -1
                : lost.get(l).partition().compareTo(gained.get(g).partition());
    }
}
