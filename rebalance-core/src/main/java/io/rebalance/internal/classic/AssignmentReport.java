package io.rebalance.internal.classic;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent.Assigned;
import io.rebalance.view.GroupEvent.IdleReason;
import io.rebalance.view.GroupEvent.MemberPart;
import io.rebalance.view.GroupEvent.Withheld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns an assignment in numbers into the bytes that members get, and into words that people read. */
final class AssignmentReport {

    private final AssignmentInput input;
    private final Assignment target;
    private final Assignment granted;
    private final int[] firsts;

    private AssignmentReport(AssignmentInput input, Assignment target, Assignment granted) {
        this.input = input;
        this.target = target;
        this.granted = granted;
        firsts = new int[input.topicCount()];
        Arrays.setAll(firsts, input::firstPartition);
    }

    /**
     * The result of an assignment.
     *
     * @param barrier what may be granted of it now; null if all of it
     * @param holdings who says that he holds what
     * @param topics what it was made for
     */
    static CoordinatorAssignment.Result of(
            AssignmentInput input,
            Assignment target,
            @Nullable RevocationBarrier barrier,
            Holdings holdings,
            Map<String, Integer> topics) {
        Assignment granted = barrier == null ? target : barrier.granted();
        AssignmentReport report = new AssignmentReport(input, target, granted);
        Map<String, Bytes> assignments = new TreeMap<>();
        List<Bytes> bytes = granted.toBytes(input);
        for (int m = 0; m < input.memberCount(); m++) {
            assignments.put(input.memberId(m), bytes.get(m));
        }
        boolean isFollowUpNeeded = false;
        if (barrier != null) {
            for (int i = 0; i < barrier.withheldCount() && !isFollowUpNeeded; i++) {
                isFollowUpNeeded = holdings.isFollowUpNeededFor(report.name(barrier.withheld(i)));
            }
        }
        Map<String, List<Unreleased>> unreleased = new TreeMap<>();
        if (barrier != null) {
            List<List<TopicPartitions>> byMember = report.byMember();
            for (int m = 0; m < input.memberCount(); m++) {
                List<Unreleased> rest = holdings.without(input.memberId(m), byMember.get(m));
                if (!rest.isEmpty()) {
                    unreleased.put(input.memberId(m), rest);
                }
            }
        }
        List<Withheld> withheld = new ArrayList<>();
        int withheldCount = report.collectWithheld(withheld);
        return new CoordinatorAssignment.Result(
                assignments,
                new LazyList<>(report::parts),
                withheld,
                withheldCount,
                unreleased,
                new Coverage(topics, barrier != null && barrier.withheldCount() > 0, isFollowUpNeeded));
    }

    /** The parts of a generation that its leader assigned, as far as its bytes can be read. */
    static List<MemberPart> parts(RecordValue.ClassicGroup assigned) {
        boolean isOfConsumers = assigned.protocolType().equals(ConsumerProtocol.TYPE);
        return assigned.members().stream()
                .map(member -> {
                    int count = isOfConsumers ? count(member.assignment()) : -1;
                    return new MemberPart(member.memberId(), count, count == 0 ? IdleReason.ASSIGNOR_CHOICE : null);
                })
                .toList();
    }

    private static int count(Bytes assignment) {
        try {
            return ConsumerProtocol.readAssignment(assignment).partitions().stream()
                    .mapToInt(TopicPartitions::count)
                    .sum();
        } catch (MalformedBytesException e) {
            return -1; // the leader may write what it likes; the event says that we cannot read it
        }
    }

    private List<MemberPart> parts() {
        int[] grantedCounts = counts(granted);
        int[] targetCounts = counts(target);
        MemberPart[] parts = new MemberPart[input.memberCount()];
        for (int m = 0; m < parts.length; m++) {
            IdleReason idle = grantedCounts[m] > 0 ? null : idleReason(m, targetCounts[m]);
            parts[m] = new MemberPart(input.memberId(m), grantedCounts[m], idle);
        }
        return List.of(parts);
    }

    private List<List<TopicPartitions>> byMember() {
        List<List<TopicPartitions>> byMember = new ArrayList<>();
        for (int m = 0; m < input.memberCount(); m++) {
            byMember.add(new ArrayList<>());
        }
        for (int t = 0; t < input.topicCount(); t++) {
            int first = input.firstPartition(t);
            int[] counts = new int[input.memberCount()];
            for (int p = first; p < input.firstPartition(t + 1); p++) {
                if (granted.ownerOf(p) >= 0) {
                    counts[granted.ownerOf(p)]++;
                }
            }
            int[][] partitions = new int[counts.length][];
            int[] filled = new int[counts.length];
            for (int p = first; p < input.firstPartition(t + 1); p++) {
                int m = granted.ownerOf(p);
                if (m >= 0) {
                    int[] own = partitions[m] == null ? new int[counts[m]] : partitions[m];
                    own[filled[m]++] = p - first;
                    partitions[m] = own;
                }
            }
            for (int m = 0; m < partitions.length; m++) {
                if (partitions[m] != null) {
                    byMember.get(m).add(TopicPartitions.of(input.topicName(t), partitions[m]));
                }
            }
        }
        return byMember;
    }

    private int[] counts(Assignment assignment) {
        int[] counts = new int[input.memberCount()];
        for (int p = 0; p < input.partitionCount(); p++) {
            if (assignment.ownerOf(p) >= 0) {
                counts[assignment.ownerOf(p)]++;
            }
        }
        return counts;
    }

    private IdleReason idleReason(int member, int targetCount) {
        if (input.subscriptionCount(member) == 0) {
            return IdleReason.NO_SUCH_TOPICS;
        }
        if (targetCount > 0) {
            return IdleReason.WAITS_FOR_REVOCATION;
        }
        boolean[] mine = new boolean[input.topicCount()];
        int partitions = 0;
        for (int i = 0; i < input.subscriptionCount(member); i++) {
            int t = input.subscribedTopic(member, i);
            mine[t] = true;
            partitions += input.firstPartition(t + 1) - input.firstPartition(t);
        }
        int rivals = 0;
        for (int m = 0; m < input.memberCount(); m++) {
            for (int i = 0; i < input.subscriptionCount(m); i++) {
                if (mine[input.subscribedTopic(m, i)]) {
                    rivals++;
                    break;
                }
            }
        }
        return partitions < rivals ? IdleReason.MORE_MEMBERS_THAN_PARTITIONS : IdleReason.ASSIGNOR_CHOICE;
    }

    private int collectWithheld(List<Withheld> withheld) {
        int count = 0;
        for (int p = 0; p < input.partitionCount(); p++) {
            if (granted.ownerOf(p) == AssignmentInput.NONE) {
                if (count < Assigned.MAX_WITHHELD) {
                    withheld.add(
                            new Withheld(name(p), memberId(input.previousOwnerOf(p)), memberId(target.ownerOf(p))));
                }
                count++;
            }
        }
        return count;
    }

    private @Nullable String memberId(int m) {
        return m < 0 ? null : input.memberId(m);
    }

    private TopicPartition name(int p) {
        int t = Arrays.binarySearch(firsts, p);
        t = t < 0 ? -t - 2 : t;
        while (input.firstPartition(t + 1) <= p) {
            t++; // topics without partitions share their first number
        }
        return new TopicPartition(input.topicName(t), p - input.firstPartition(t));
    }
}
