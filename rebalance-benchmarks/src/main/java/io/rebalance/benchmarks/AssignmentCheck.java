package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupAssignment;

/** Makes sure that two assignments are worth comparing: both are valid, equally balanced, and move equally much. */
final class AssignmentCheck {

    private AssignmentCheck() {}

    static void requireEqualWorth(AssignmentInput input, Assignment ours, GroupAssignment kafka)
            throws AssignorException {
        Assignment theirs = translate(input, kafka);
        require("loads", Arrays.toString(loads(input, ours)), Arrays.toString(loads(input, theirs)));
        require("partitions that left their owner", moved(input, ours), moved(input, theirs));
        require("partitions that nobody has", unowned(ours), unowned(theirs));
    }

    /** In numbers; refuses what is not there, and what is given twice. */
    private static Assignment translate(AssignmentInput input, GroupAssignment kafka) throws AssignorException {
        Map<String, List<TopicPartition>> named = new TreeMap<>();
        kafka.groupAssignment().forEach((member, assignment) -> {
            List<TopicPartition> partitions = new ArrayList<>();
            assignment.partitions().forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
            named.put(member, partitions);
        });
        return Assignment.ofMap(input, named);
    }

    /** In ascending order. */
    private static int[] loads(AssignmentInput input, Assignment assignment) {
        int[] loads = new int[input.memberCount()];
        for (int p = 0; p < assignment.partitionCount(); p++) {
            if (assignment.ownerOf(p) >= 0) {
                loads[assignment.ownerOf(p)]++;
            }
        }
        Arrays.sort(loads);
        return loads;
    }

    private static int moved(AssignmentInput input, Assignment assignment) {
        int moved = 0;
        for (int p = 0; p < assignment.partitionCount(); p++) {
            int owner = input.previousOwnerOf(p);
            moved += owner >= 0 && owner != assignment.ownerOf(p) ? 1 : 0;
        }
        return moved;
    }

    private static int unowned(Assignment assignment) {
        int unowned = 0;
        for (int p = 0; p < assignment.partitionCount(); p++) {
            unowned += assignment.ownerOf(p) < 0 ? 1 : 0;
        }
        return unowned;
    }

    private static void require(String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            throw new IllegalStateException(what + " must be equal, were " + ours + " and " + theirs);
        }
    }
}
